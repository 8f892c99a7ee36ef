"""Writes of audits: ask Amazon for its own report of all orders, one call at a time."""

from datetime import datetime

from django.db.models import F

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.adapters.errors import (
    AccessTokenRejected,
    PlatformError,
    PlatformUnavailable,
    QuotaExhausted,
    ReportFailed,
)
from kogge_cloud.amazon.models import Audit, Fetch, OrderReport, ReportedOrder
from kogge_cloud.amazon.pages import Page
from kogge_cloud.amazon.reporting import (
    BY_CHANGE,
    BY_CREATION,
    OPEN,
    ReportProgress,
    ReportUnreadable,
    cut_windows,
    list_unknown,
    read_report,
)
from kogge_cloud.amazon.reports import (
    ask_after_report,
    ask_for_report,
    claim_report,
    load_report,
    postpone_report,
    record_report,
)
from kogge_cloud.amazon.rules import AUDITS_KEPT, MAX_FAILURES, REPORT_LAG, SETTLING
from kogge_cloud.feed.models import FeedOrder
from kogge_cloud.hints.services import note_hints, renew_hints
from kogge_cloud.infrastructure.database import atomic
from kogge_cloud.infrastructure.waits import retry_delay_s
from kogge_contract.audits import AuditProgress, NewAudit
from kogge_contract.orders import Order

ROWS_AT_ONCE = 2000


def start_audit(registration: Registration, new: NewAudit, now: datetime, *, by_creation: bool = False) -> Audit:
    """Begin an audit, or return the one that has the reference already. Calls nobody. Raises NotAuthenticated."""
    require_authenticated(registration)
    until = min(new.until or now, now - SETTLING)
    _forget_audits(registration, now)
    with atomic():
        audit, is_new = Audit.objects.get_or_create(
            tenant_id=registration.tenant_id,
            registration=registration,
            reference=new.reference,
            defaults={
                "by_creation": by_creation,
                "since": new.since,
                "until": until,
                "progress": AuditProgress.RUNNING,
                "created_at": now,
            },
        )
        if is_new:
            windows = cut_windows(new.since, until)
            OrderReport.objects.bulk_create(
                OrderReport(audit=audit, since=since, until=end, progress=ReportProgress.WANTED, due_at=now)
                for since, end in windows
            )
            if not windows:
                _finish(audit, now)
    return audit


def _forget_audits(registration: Registration, now: datetime) -> None:
    """Forget audits that nobody asks after any more: one of thirty days may hold a hundred thousand numbers."""
    old = Audit.objects.filter(registration=registration, finished_at__lt=now - AUDITS_KEPT)
    ReportedOrder.objects.filter(audit__in=old).delete()
    old.delete()


def move_audit(audit: Audit, now: datetime) -> None:
    """Make the audit's next call, if one is due; what is wrong for good ends the audit with its problem.

    Safe to run beside itself and to be killed at any moment: a report may then be asked for twice, and is read once.
    """
    due = audit.reports.filter(progress__in=OPEN, due_at__lte=now).order_by("-until")
    report = due.first()
    if report is None or not claim_report(report, now):
        return
    move = {ReportProgress.WANTED: _ask, ReportProgress.ASKED: _ask_after, ReportProgress.READY: _load}
    try:
        move[ReportProgress(report.progress)](audit, report, now)
    except QuotaExhausted as error:
        postpone_report(report, now, error.retry_after_s)
    except (PlatformUnavailable, AccessTokenRejected) as error:
        audit.failures += 1
        if audit.failures >= MAX_FAILURES:
            _fail(audit, error, now)
            return
        Audit.objects.filter(pk=audit.pk).update(failures=audit.failures)
        postpone_report(report, now, retry_delay_s(audit.failures))
    except PlatformError as error:
        _fail(audit, error, now)
    else:
        Audit.objects.filter(pk=audit.pk).exclude(failures=0).update(failures=0)
        if not audit.reports.filter(progress__in=OPEN).exists():
            _finish(audit, now)


def compare_with_report(fetch: Fetch, page: Page) -> dict[str, object]:
    """Return what a page of a backfill's listing says about its report: whether that knows the page's orders, too."""
    audit = fetch.audit
    if audit is None or audit.progress != AuditProgress.DONE:
        return {}
    earliest = audit.reports.order_by("since").values_list("since", flat=True).first() or audit.until
    covered = {
        version.order_reference
        for version in page.versions
        if isinstance(version.content, Order) and earliest <= version.content.placed_at <= audit.until - REPORT_LAG
    }
    if not covered:
        return {}
    if audit.orders.filter(order_reference__in=covered).count() < len(covered):
        return {"report_is_doubtful": True}
    return {"confirming_pages": F("confirming_pages") + 1}


def _ask(audit: Audit, report: OrderReport, now: datetime) -> None:
    # A backfill takes every order that the seller has, wherever it was placed.
    countries = [] if audit.by_creation else audit.registration.marketplaces
    report_type = BY_CREATION if audit.by_creation else BY_CHANGE
    ask_for_report(audit.registration, report, report_type, countries, now)


def _ask_after(audit: Audit, report: OrderReport, now: datetime) -> None:
    ask_after_report(audit.registration, report, now)


def _load(audit: Audit, report: OrderReport, now: datetime) -> None:
    try:
        orders = read_report(load_report(audit.registration, report, now))
    except ReportUnreadable as error:
        raise ReportFailed(str(error)) from error
    with atomic():
        rows = [
            ReportedOrder(
                audit=audit,
                order_reference=each.reference[:200],
                status=each.status[:50],
                placed_at=each.placed_at,
                changed_at=each.changed_at,
            )
            for each in orders
        ]
        ReportedOrder.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
        _note_listed(audit, now)
        record_report(report, progress=ReportProgress.LOADED)


def _note_listed(audit: Audit, now: datetime) -> None:
    """Note which orders of a backfill's report its listing, which goes from the oldest on, has brought already."""
    fetch = Fetch.objects.filter(audit=audit).exclude(highest_at=None).first()
    if fetch is None:
        return
    known = FeedOrder.objects.filter(registration_id=audit.registration_id).values("order_reference")
    passed = audit.orders.filter(read_at=None, placed_at__lte=fetch.highest_at, order_reference__in=known)
    passed.update(read_at=now)


def _finish(audit: Audit, now: datetime) -> None:
    """Close the audit; what the feed does not have, or only as it was, is pointed at: the next fetch reads it."""
    with atomic():
        ended = Audit.objects.filter(pk=audit.pk, progress=AuditProgress.RUNNING)
        if not ended.update(progress=AuditProgress.DONE, finished_at=now) or audit.by_creation:
            return
        feed = FeedOrder.objects.filter(registration_id=audit.registration_id)
        missing = audit.orders.exclude(order_reference__in=feed.values("order_reference")).values("order_reference")
        renew_hints(audit.registration_id, missing, now)
        reported = audit.orders.values_list("order_reference", "changed_at")
        unknown = list_unknown(reported, dict(feed.values_list("order_reference", "order_updated_at")))
        note_hints(audit.registration_id, [(reference, at or audit.until) for reference, at in unknown], now)


def _fail(audit: Audit, error: PlatformError, now: datetime) -> None:
    Audit.objects.filter(pk=audit.pk, progress=AuditProgress.RUNNING).update(
        progress=AuditProgress.FAILED,
        problem_code=error.code,
        problem_message=error.message,
        problem_is_permanent=error.permanent,
        finished_at=now,
    )
