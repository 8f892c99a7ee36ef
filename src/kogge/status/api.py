"""Status reports at the interface for programs: what platforms were told of orders, and how far that is."""

from datetime import UTC, datetime
from typing import Annotated

from ninja import Router, Schema
from pydantic import Field

from kogge.companies.permissions import Right
from kogge.people.authentication import KeyWith
from kogge.status import services
from kogge.status.models import RecordState, StatusRecord
from kogge.status.queries import list_records
from kogge.web.access import OfficeRequest

router = Router(tags=["status reports"])


class Report(Schema):
    """What a platform is told of an order's parcel, or of the order or its invoice (`parcel` 0).

    `answer` is the platform's own text. Times are UTC.
    """

    id: int
    document: int
    platform: str
    order_reference: str
    parcel: int
    kind: str
    value: str
    state: RecordState
    answer_code: str
    answer: str
    sent_at: datetime | None
    verified_at: datetime | None
    try_at: datetime | None


class ReportPage(Schema):
    """Some reports in the order of their ids; the next ones come `after` the last id, None where there are none."""

    reports: list[Report]
    next_after: int | None


class Reason(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=500)


@router.get("", response=ReportPage, auth=KeyWith(Right.EXPORT))
def list_reports(
    request: OfficeRequest,
    *,
    order_reference: str = "",
    state: RecordState | None = None,
    after: int = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 100,
) -> ReportPage:
    """Return status reports in the order of their ids, a page at a time; the filters are exact."""
    wanted = {"order_reference": order_reference, "state": state}
    rows = list_records(request.company).filter(
        pk__gt=after, **{name: value for name, value in wanted.items() if value}
    )
    found = [_describe(each) for each in rows.order_by("pk")[: limit + 1]]
    page = found[:limit]
    return ReportPage(reports=page, next_after=page[-1].id if len(found) > limit else None)


@router.post("/{int:report_id}/resend", response=Report, auth=KeyWith(Right.SHIP))
def resend(request: OfficeRequest, report_id: int) -> Report:
    """Let a rejected or ignored report be sent again."""
    record = _get(request, report_id)
    services.resend(record.pk, actor=request.membership.user, at=datetime.now(UTC))
    return _describe(_get(request, report_id))


@router.post("/{int:report_id}/ignore", response=Report, auth=KeyWith(Right.CHANGE_DOCUMENTS))
def ignore(request: OfficeRequest, report_id: int, wish: Reason) -> Report:
    """Leave a report out, with a reason."""
    record = _get(request, report_id)
    services.ignore(record.pk, reason=wish.reason, actor=request.membership.user, at=datetime.now(UTC))
    return _describe(_get(request, report_id))


def _get(request: OfficeRequest, report_id: int) -> StatusRecord:
    return list_records(request.company).get(pk=report_id)


def _describe(record: StatusRecord) -> Report:
    return Report(
        id=record.pk,
        document=record.document_id,
        platform=record.platform.name,
        order_reference=record.order_reference,
        parcel=record.package_number,
        kind=record.kind,
        value=record.value,
        state=RecordState(record.state),
        answer_code=record.answer_code,
        answer=record.answer,
        sent_at=record.sent_at,
        verified_at=record.verified_at,
        try_at=record.try_at,
    )
