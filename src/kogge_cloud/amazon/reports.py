"""The steps of one report, whoever wants it: ask for it, ask after it, load it. One call to Amazon each."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import ReportFailed
from kogge_cloud.amazon.calls import call_amazon
from kogge_cloud.amazon.client import (
    Answer,
    create_report,
    create_restricted_token,
    download,
    get_report,
    get_report_document,
)
from kogge_cloud.amazon.marketplaces import MARKETPLACES, get_marketplace
from kogge_cloud.amazon.models import RequestedReport
from kogge_cloud.amazon.reporting import (
    CREATE_REPORT,
    CREATE_RESTRICTED_TOKEN,
    GET_REPORT,
    GET_REPORT_DOCUMENT,
    MAX_ATTEMPTS,
    MAX_POLLS,
    ReportProgress,
    decode,
    poll_delay_s,
)
from kogge_cloud.amazon.rules import LEASE, format_time


def claim_report(report: RequestedReport, now: datetime) -> bool:
    """Ask others to keep out while we call."""
    mine = _row(report).filter(progress=report.progress, due_at=report.due_at)
    return mine.update(due_at=now + LEASE) == 1


def ask_for_report(
    registration: Registration, report: RequestedReport, report_type: str, countries: Sequence[str], now: datetime
) -> None:
    """Ask Amazon for a report of some countries' marketplaces, of all of the region where none is named."""
    codes = [get_marketplace(country).id for country in countries]
    wanted = {
        "reportType": report_type,
        "dataStartTime": format_time(report.since),
        "dataEndTime": format_time(report.until),
        "marketplaceIds": codes or [each.id for each in MARKETPLACES if each.region == registration.region],
    }
    answer = _call(registration, CREATE_REPORT, lambda token: create_report(registration.region, token, wanted), now)
    due_at = now + timedelta(seconds=poll_delay_s(0))
    report_id = str(answer.get("reportId") or "")
    record_report(report, progress=ReportProgress.ASKED, report_id=report_id, due_at=due_at, polls=1)


def ask_after_report(registration: Registration, report: RequestedReport, now: datetime) -> None:
    """Ask Amazon how far a report is. Raises ReportFailed when Amazon cannot make it."""
    region = registration.region
    answer = _call(registration, GET_REPORT, lambda token: get_report(region, token, report.report_id), now)
    status = answer.get("processingStatus")
    if status == "DONE":
        document_id = str(answer.get("reportDocumentId") or "")
        record_report(report, progress=ReportProgress.READY, document_id=document_id, due_at=now)
    elif status == "CANCELLED":
        # Amazon's way of saying that there is no data.
        record_report(report, progress=ReportProgress.LOADED)
    elif status == "FATAL" and report.attempts + 1 < MAX_ATTEMPTS:
        record_report(report, progress=ReportProgress.WANTED, attempts=report.attempts + 1, due_at=now)
    elif status == "FATAL" or report.polls >= MAX_POLLS:
        message = f"Amazon could not make its report of the orders from {report.since:%Y-%m-%d}. Try again later."
        raise ReportFailed(message)
    else:
        wait_s = poll_delay_s(report.polls)
        record_report(report, polls=report.polls + 1, due_at=now + timedelta(seconds=wait_s))


def load_report(
    registration: Registration, report: RequestedReport, now: datetime, *, is_personal: bool = False
) -> str:
    """Return a report's text. What holds personal data takes a token of its own first, which is a call as well."""
    region, document_id = registration.region, report.document_id
    restricted = ""
    if is_personal:
        answer = _call(
            registration,
            CREATE_RESTRICTED_TOKEN,
            lambda token: create_restricted_token(region, token, document_id),
            now,
        )
        restricted = str(answer.get("restrictedDataToken") or "")
    answer = _call(
        registration,
        GET_REPORT_DOCUMENT,
        lambda token: get_report_document(region, restricted or token, document_id),
        now,
    )
    document = download(str(answer.get("url") or ""), str(answer.get("compressionAlgorithm") or ""))
    return decode(document.content, document.charset)


def record_report(report: RequestedReport, **changes: object) -> None:
    """Write how far a report is, unless somebody else did so meanwhile."""
    _row(report).filter(progress=report.progress).update(**changes)


def postpone_report(report: RequestedReport, now: datetime, wait_s: float) -> None:
    """Wait before the report's next call."""
    _row(report).update(due_at=now + timedelta(seconds=wait_s))


def _row(report: RequestedReport) -> QuerySet[RequestedReport]:
    rows: QuerySet[RequestedReport] = type(report).objects.filter(pk=report.pk)  # type: ignore[attr-defined]
    return rows


def _call(
    registration: Registration, operation: str, request: Callable[[str], Answer], now: datetime
) -> dict[str, Any]:
    return call_amazon(registration, operation, request, now).body
