"""What a fetch does next: the plan's view of the database, and the call that the plan chose."""

from datetime import datetime

from django.db.models import QuerySet

from kogge_cloud.amazon.audits import move_audit, start_audit
from kogge_cloud.amazon.calls import read_quota
from kogge_cloud.amazon.models import Fetch, ReportedOrder
from kogge_cloud.amazon.pages import Page, read_order, read_page
from kogge_cloud.amazon.planning import TOKEN_LIFE, Outlook, Plan, Step, is_report_worth, next_step
from kogge_cloud.amazon.queries import find_due_at
from kogge_cloud.amazon.rules import BEGINNING, GET_ORDER, SEARCH_ORDERS
from kogge_cloud.hints.queries import find_newest_waiting, find_oldest_waiting
from kogge_contract.audits import AuditProgress, NewAudit


def plan_step(fetch: Fetch, now: datetime) -> Plan:
    """Return what the fetch does next. A backfill that would take long gets a report of all orders."""
    if fetch.order_reference:
        return Plan(Step.READ)
    outlook = _look(fetch, now)
    if fetch.is_backfill and fetch.audit is None and is_report_worth(outlook):
        _begin_audit(fetch, now)
        outlook = _look(fetch, now)
    return next_step(outlook)


def take_step(fetch: Fetch, step: Step, now: datetime) -> Page:
    """Make the call that the plan chose. Raises the errors of this package."""
    if step is Step.LIST:
        return read_page(fetch, now)
    if step is Step.READ and (reference := find_next_order(fetch, now)):
        return read_order(fetch, reference, now)
    if step is Step.REPORT and fetch.audit is not None:
        move_audit(fetch.audit, now)
    return Page([])


def find_next_order(fetch: Fetch, now: datetime) -> str:
    """Return the number of the order to be read by itself; empty where there is none any more.

    While a listing brings the oldest the newest is taken, so that nothing is read twice; otherwise who waited longest.
    """
    if fetch.order_reference:
        return fetch.order_reference
    if fetch.is_backfill:
        reported = _unread(fetch).order_by("-placed_at").first()
        return reported.order_reference if reported else ""
    if fetch.listing_is_over or not fetch.is_windowed:
        hint = find_oldest_waiting(fetch.registration_id, now, fetch.hints_before)
    else:
        hint = find_newest_waiting(fetch.registration_id, now)
    return hint.order_reference if hint else ""


def is_token_old(fetch: Fetch, now: datetime) -> bool:
    """Tell whether the listing's pagination token will soon be refused for its age."""
    return bool(fetch.pagination_token and fetch.listing_began_at and now - fetch.listing_began_at > TOKEN_LIFE)


def _look(fetch: Fetch, now: datetime) -> Outlook:
    registration = fetch.registration
    due_at = find_due_at(fetch.audit) if fetch.audit else None
    return Outlook(
        search=read_quota(registration, SEARCH_ORDERS, now),
        get=read_quota(registration, GET_ORDER, now),
        is_listing=_is_listing(fetch),
        waiting=_is_waiting(fetch, now),
        report_due_s=max((due_at - now).total_seconds(), 0.0) if due_at else None,
        is_patient=fetch.is_backfill,
    )


def _is_listing(fetch: Fetch) -> bool:
    """Tell whether pages are to come. Once all orders of a backfill's report were read, its listing has nothing new.

    That holds only for a report that pages of the listing agreed with.
    """
    if not fetch.is_windowed or fetch.listing_is_over:
        return False
    is_trusted = fetch.confirming_pages > 0 and not fetch.report_is_doubtful
    is_met = is_trusted and fetch.audit is not None and fetch.audit.progress == AuditProgress.DONE
    return not (is_met and not _unread(fetch).exists())


def _is_waiting(fetch: Fetch, now: datetime) -> bool:
    if fetch.is_backfill:
        return fetch.audit is not None and _unread(fetch).exists()
    if not fetch.takes_hints:
        return False
    return find_oldest_waiting(fetch.registration_id, now, fetch.hints_before) is not None


def _unread(fetch: Fetch) -> QuerySet[ReportedOrder]:
    return ReportedOrder.objects.filter(audit=fetch.audit, read_at=None)


def _begin_audit(fetch: Fetch, now: datetime) -> None:
    wanted = NewAudit(reference=f"backfill:{fetch.reference}", since=fetch.since or BEGINNING, until=fetch.until)
    fetch.audit = start_audit(fetch.registration, wanted, now, by_creation=True)
    Fetch.objects.filter(pk=fetch.pk, audit=None).update(audit=fetch.audit)
