"""The operations of report schedules, and the reports that schedules have come to owe."""

from http import HTTPStatus
from typing import Any

from amazon_emulator.operations import Call, Operation
from amazon_emulator.quotas import Quota
from amazon_emulator.reports.rendering import make_document
from amazon_emulator.reports.rules import read_types, resource_missing
from amazon_emulator.reports.schedules import PERIODS, ReportSchedule, read_schedule
from amazon_emulator.reports.store import ReportWish
from amazon_emulator.times import format_time

_PATH = "/reports/2021-06-30/schedules"
_SELDOM = Quota(0.0222, 10)


def make_due_reports(call: Call) -> None:
    """Make what the seller's schedules owe by now: each report tells of the period before it."""
    emulator = call.emulator
    for schedule in emulator.report_schedules.walk(call.account.seller_id):
        for due_at in schedule.take_due(call.now):
            wish = ReportWish(
                schedule.report_type,
                schedule.marketplace_ids,
                due_at - PERIODS[schedule.period],
                due_at,
                schedule.options,
            )
            report = emulator.reports.add(schedule.seller_id, wish, make_document(call, wish), due_at)
            report.schedule_id = schedule.schedule_id


def _create(call: Call) -> dict[str, Any]:
    make_due_reports(call)
    schedule = read_schedule(call.body, call.account.seller_id, call.account.region, call.now)
    call.emulator.report_schedules.add(schedule)
    return {"reportScheduleId": schedule.schedule_id}


def _list(call: Call) -> dict[str, Any]:
    make_due_reports(call)
    wanted = read_types(call.query)
    found = call.emulator.report_schedules.walk(call.account.seller_id)
    return {"reportSchedules": [_show(each) for each in found if each.report_type in wanted]}


def _get(call: Call) -> dict[str, Any]:
    make_due_reports(call)
    return _show(_schedule(call))


def _cancel(call: Call) -> None:
    make_due_reports(call)
    call.emulator.report_schedules.remove(_schedule(call))


def _schedule(call: Call) -> ReportSchedule:
    schedule = call.emulator.report_schedules.find(call.account.seller_id, call.path["reportScheduleId"])
    if schedule is None:
        raise resource_missing()
    return schedule


def _show(schedule: ReportSchedule) -> dict[str, Any]:
    shown = {
        "reportScheduleId": schedule.schedule_id,
        "reportType": schedule.report_type,
        "marketplaceIds": list(schedule.marketplace_ids),
        "period": schedule.period,
        "nextReportCreationTime": format_time(schedule.next_at),
    }
    return shown | ({"reportOptions": schedule.options} if schedule.options else {})


OPERATIONS = (
    Operation("getReportSchedules", "GET", _PATH, _SELDOM, _list),
    Operation("createReportSchedule", "POST", _PATH, _SELDOM, _create, HTTPStatus.CREATED),
    Operation("getReportSchedule", "GET", f"{_PATH}/{{reportScheduleId}}", _SELDOM, _get),
    Operation("cancelReportSchedule", "DELETE", f"{_PATH}/{{reportScheduleId}}", _SELDOM, _cancel),
)
