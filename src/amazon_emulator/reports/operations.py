"""The Reports API v2021-06-30: reports and their documents."""

from http import HTTPStatus
from itertools import islice
from typing import Any

from amazon_emulator.errors import unauthorized
from amazon_emulator.operations import Call, Operation
from amazon_emulator.quotas import Quota
from amazon_emulator.reports.rendering import make_document
from amazon_emulator.reports.rules import (
    RESTRICTED_TYPES,
    is_too_long,
    read_filter,
    read_wish,
    refused,
    resource_missing,
    write_token,
)
from amazon_emulator.reports.scheduling import make_due_reports
from amazon_emulator.reports.store import CANCELLED, DONE, FATAL, QUEUED, RUNNING, Report
from amazon_emulator.times import format_time

_ROOT = "/reports/2021-06-30"
_SELDOM = Quota(0.0222, 10)


def _create_report(call: Call) -> dict[str, Any]:
    wish, reports = read_wish(call.body, call.account.region, call.now), call.emulator.reports
    if is_too_long(wish):
        report = reports.add(call.account.seller_id, wish, None, call.now)
        report.outcome = FATAL
    else:
        report = reports.add(call.account.seller_id, wish, make_document(call, wish), call.now)
    return {"reportId": report.report_id}


def _get_report(call: Call) -> dict[str, Any]:
    make_due_reports(call)
    return _show(call, _report(call))


def _list_reports(call: Call) -> dict[str, Any]:
    make_due_reports(call)
    wanted = read_filter(call.query, call.now)
    matching = (each for each in call.emulator.reports.walk(call.account.seller_id) if wanted.matches(each, call.now))
    found = list(islice(matching, wanted.page_size + 1))
    page = found[: wanted.page_size]
    answer: dict[str, Any] = {"reports": [_show(call, each) for each in page]}
    if len(found) > len(page):
        answer["nextToken"] = write_token(call.query, page[-1].number)
    return answer


def _cancel_report(call: Call) -> None:
    report = _report(call)
    if report.status(call.now) != QUEUED:
        raise refused("Only reports whose processingStatus is IN_QUEUE can be cancelled.")
    report.cancel(call.now)


def _get_document(call: Call) -> dict[str, Any]:
    documents = call.emulator.documents
    document = documents.find(call.account.seller_id, call.path["reportDocumentId"])
    report = call.emulator.reports.find_of_document(document) if document is not None else None
    if document is None or report is None or report.status(call.now) != DONE:
        raise resource_missing()
    if report.wish.report_type in RESTRICTED_TYPES and call.account.resources is None:
        raise unauthorized("")
    encoded = call.first("enableContentEncodingUrlHeader").lower() == "true"
    answer = {"reportDocumentId": document.document_id, "url": documents.sign(document, encoded=encoded)}
    return answer | ({"compressionAlgorithm": document.compression} if document.compression else {})


def _report(call: Call) -> Report:
    report = call.emulator.reports.find(call.account.seller_id, call.path["reportId"])
    if report is None:
        raise resource_missing()
    return report


def _show(call: Call, report: Report) -> dict[str, Any]:
    status, wish = report.status(call.now), report.wish
    shown: dict[str, Any] = {
        "reportId": report.report_id,
        "reportType": wish.report_type,
        "marketplaceIds": list(wish.marketplace_ids),
        "dataStartTime": format_time(wish.since),
        "dataEndTime": format_time(wish.until),
        "createdTime": format_time(report.created_at),
        "processingStatus": status,
    }
    if report.schedule_id:
        shown["reportScheduleId"] = report.schedule_id
    if status in {RUNNING, DONE, FATAL, CANCELLED}:
        shown["processingStartTime"] = format_time(report.starts_at)
    if status in {DONE, FATAL, CANCELLED}:
        shown["processingEndTime"] = format_time(report.ends_at)
    if status == DONE and report.document is not None:
        shown["reportDocumentId"] = report.document.document_id
    return shown


OPERATIONS = (
    Operation("getReports", "GET", f"{_ROOT}/reports", _SELDOM, _list_reports),
    Operation("createReport", "POST", f"{_ROOT}/reports", Quota(0.0167, 15), _create_report, HTTPStatus.ACCEPTED),
    Operation("getReport", "GET", f"{_ROOT}/reports/{{reportId}}", Quota(2, 15), _get_report),
    Operation("cancelReport", "DELETE", f"{_ROOT}/reports/{{reportId}}", _SELDOM, _cancel_report),
    Operation("getReportDocument", "GET", f"{_ROOT}/documents/{{reportDocumentId}}", Quota(0.0167, 15), _get_document),
)
