"""Reads of fetches and audits."""

from datetime import datetime

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import AuditUnknown, FetchUnknown
from kogge_cloud.amazon.models import Audit, Fetch
from kogge_cloud.amazon.reporting import OPEN
from kogge_cloud.feed.models import FeedOrder
from kogge_cloud.hints.models import Hint
from kogge_contract.audits import AuditedOrder, AuditPage, AuditProgress, AuditState
from kogge_contract.messages import FetchProgress, FetchState, Problem


def get_fetch(registration: Registration, reference: str) -> Fetch:
    """Return a platform's fetch by the caller's reference. Raises FetchUnknown."""
    fetches = Fetch.objects.select_related("registration").filter(tenant_id=registration.tenant_id)
    fetch = fetches.filter(registration=registration, reference=reference).first()
    if fetch is None:
        message = f"Platform “{registration.name}” has no fetch {reference}."
        raise FetchUnknown(message)
    return fetch


def describe_fetch(fetch: Fetch, now: datetime, *, retry_after_s: float = 0, waiting_for: str = "") -> FetchState:
    """Return the fetch as the contract shows it; a wait that was noted earlier is told as what is left of it."""
    noted_s = (fetch.retry_at - now).total_seconds() if fetch.retry_at else 0
    running = fetch.progress == FetchProgress.RUNNING
    wait_s = max(retry_after_s, noted_s, 0) if running else 0
    problem = Problem(code=fetch.problem_code, message=fetch.problem_message, permanent=fetch.problem_is_permanent)
    return FetchState(
        reference=fetch.reference,
        progress=FetchProgress(fetch.progress),
        pages=fetch.page_number,
        orders_listed=fetch.orders_listed,
        orders_changed=fetch.orders_changed,
        retry_after_s=wait_s,
        waiting_for=(waiting_for or fetch.waiting_for) if wait_s else "",
        problem=problem if fetch.problem_code else None,
    )


def get_audit(registration: Registration, reference: str) -> Audit:
    """Return a platform's audit by the caller's reference. Raises AuditUnknown."""
    audits = Audit.objects.select_related("registration").filter(tenant_id=registration.tenant_id)
    audit = audits.filter(registration=registration, reference=reference).first()
    if audit is None:
        message = f"Platform “{registration.name}” has no audit {reference}."
        raise AuditUnknown(message)
    return audit


def find_due_at(audit: Audit) -> datetime | None:
    """Return when the audit's next call can be made, None where it needs none any more."""
    if audit.progress != AuditProgress.RUNNING:
        return None
    return audit.reports.filter(progress__in=OPEN).order_by("due_at").values_list("due_at", flat=True).first()


def describe_audit(audit: Audit, now: datetime) -> AuditState:
    """Return the audit as the contract shows it."""
    running = audit.progress == AuditProgress.RUNNING
    due_at = find_due_at(audit)
    wait_s = max((due_at - now).total_seconds(), 0) if running and due_at else 0
    problem = Problem(code=audit.problem_code, message=audit.problem_message, permanent=audit.problem_is_permanent)
    return AuditState(
        reference=audit.reference,
        progress=AuditProgress(audit.progress),
        orders_reported=audit.orders.count(),
        retry_after_s=wait_s,
        waiting_for="report" if wait_s else "",
        problem=problem if audit.problem_code else None,
    )


def read_audit_page(audit: Audit, after: str, limit: int) -> AuditPage:
    """Return the next orders by number: what the report, the notifications and the feed know of each.

    Of the feed and the notifications only what changed in the audit's window.
    """
    scope = {"tenant_id": audit.registration.tenant_id, "registration": audit.registration}
    reported = audit.orders.filter(order_reference__gt=after).order_by("order_reference")[:limit]
    in_feed = FeedOrder.objects.filter(
        **scope, order_reference__gt=after, order_updated_at__range=(audit.since, audit.until)
    ).order_by("order_reference")[:limit]
    hinted = Hint.objects.filter(
        **scope, order_reference__gt=after, changed_at__range=(audit.since, audit.until)
    ).order_by("order_reference")[:limit]
    found = sorted({each.order_reference for rows in (reported, in_feed, hinted) for each in rows})[:limit]
    reports = {each.order_reference: each for each in reported}
    feed = {each.order_reference: each for each in FeedOrder.objects.filter(**scope, order_reference__in=found)}
    hints = {each.order_reference: each for each in Hint.objects.filter(**scope, order_reference__in=found)}
    orders = tuple(
        AuditedOrder(
            reference=reference,
            reported_status=reports[reference].status if reference in reports else "",
            reported_updated_at=reports[reference].changed_at if reference in reports else None,
            notified_at=hints[reference].noted_at if reference in hints else None,
            feed_updated_at=feed[reference].order_updated_at if reference in feed else None,
        )
        for reference in found
    )
    return AuditPage(orders=orders, next_after=found[-1] if len(found) == limit else "")
