"""Collections: Amazon's order reports, read one call at a time, for an Office that fetches its orders the old way."""

from datetime import datetime

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.adapters.errors import (
    AccessTokenRejected,
    CollectionUnknown,
    PlatformError,
    PlatformUnavailable,
    QuotaExhausted,
    ReportFailed,
)
from kogge_cloud.amazon.models import CollectedOrder, Collection, CollectionReport
from kogge_cloud.amazon.report_mapping import combine
from kogge_cloud.amazon.reporting import ACTIONABLE, BY_CHANGE, LONGEST_WINDOW, OPEN, ReportProgress, ReportUnreadable
from kogge_cloud.amazon.reports import (
    ask_after_report,
    ask_for_report,
    claim_report,
    load_report,
    postpone_report,
    record_report,
)
from kogge_cloud.amazon.rules import COLLECTIONS_KEPT, MAX_FAILURES, REPORT_LAG, SETTLING
from kogge_cloud.infrastructure.database import atomic
from kogge_cloud.infrastructure.secrets import decrypt_packed, encrypt_packed
from kogge_cloud.infrastructure.waits import retry_delay_s
from kogge_contract import order_reports
from kogge_contract.messages import Problem
from kogge_contract.order_reports import CollectionPage, CollectionProgress, CollectionState, NewCollection

ROWS_AT_ONCE = 500


def start_collection(registration: Registration, new: NewCollection, now: datetime) -> tuple[Collection, bool]:
    """Begin a collection, or return the one that has the reference. Calls nobody. Raises NotAuthenticated.

    What is to be shipped is asked for as a whole: by when it was placed, and an order may have been pending for long.
    """
    require_authenticated(registration)
    until = now - SETTLING
    earliest = until - LONGEST_WINDOW
    since = min(max(new.since or earliest, earliest), until)
    Collection.objects.filter(registration=registration, created_at__lt=now - COLLECTIONS_KEPT).delete()
    with atomic():
        collection, is_new = Collection.objects.get_or_create(
            tenant_id=registration.tenant_id,
            registration=registration,
            reference=new.reference,
            defaults={"since": since, "until": until, "progress": CollectionProgress.RUNNING, "created_at": now},
        )
        if is_new:
            CollectionReport.objects.bulk_create(
                CollectionReport(
                    collection=collection,
                    report_type=report_type,
                    since=begins_at,
                    until=until,
                    progress=ReportProgress.WANTED,
                    due_at=now,
                )
                for report_type, begins_at in ((BY_CHANGE, since), (ACTIONABLE, earliest))
            )
    return collection, is_new


def get_collection(registration: Registration, reference: str) -> Collection:
    """Return a platform's collection by the caller's reference. Raises CollectionUnknown."""
    found = Collection.objects.select_related("registration").filter(tenant_id=registration.tenant_id)
    collection = found.filter(registration=registration, reference=reference).first()
    if collection is None:
        message = f"Platform “{registration.name}” has no collection {reference}."
        raise CollectionUnknown(message)
    return collection


def move_collection(collection: Collection, now: datetime) -> None:
    """Make the collection's next call, if one is due; what is wrong for good ends it with its problem.

    Safe to run beside itself and to be killed at any moment: a report may then be asked for twice, and is read once.
    """
    if collection.progress != CollectionProgress.RUNNING:
        return
    report = collection.reports.filter(progress__in=OPEN, due_at__lte=now).order_by("pk").first()
    if report is not None and not claim_report(report, now):
        return
    try:
        if report is not None:
            _take_step(collection, report, now)
        _finish(collection, now)
    except QuotaExhausted as error:
        _postpone(report, now, error.retry_after_s)
    except (PlatformUnavailable, AccessTokenRejected) as error:
        collection.failures += 1
        if collection.failures >= MAX_FAILURES:
            _fail(collection, error, now)
            return
        Collection.objects.filter(pk=collection.pk).update(failures=collection.failures)
        _postpone(report, now, retry_delay_s(collection.failures))
    except PlatformError as error:
        _fail(collection, error, now)
    else:
        Collection.objects.filter(pk=collection.pk).exclude(failures=0).update(failures=0)


def describe_collection(collection: Collection, now: datetime) -> CollectionState:
    """Return the collection as the contract shows it."""
    is_running = collection.progress == CollectionProgress.RUNNING
    due = collection.reports.filter(progress__in=OPEN).order_by("due_at").values_list("due_at", flat=True)
    due_at = due.first() if is_running else None
    wait_s = max((due_at - now).total_seconds(), 0) if due_at else 0
    code, message, permanent = (
        collection.problem_code,
        collection.problem_message,
        collection.problem_is_permanent,
    )
    missing = collection.missing_columns
    return CollectionState(
        reference=collection.reference,
        progress=CollectionProgress(collection.progress),
        orders=collection.number_of_orders,
        waiting=collection.waiting,
        told_until=collection.told_until,
        missing_columns=None if missing is None else tuple(missing),
        retry_after_s=wait_s,
        waiting_for="report" if wait_s else "",
        problem=Problem(code=code, message=message, permanent=permanent) if code else None,
    )


def read_collected(collection: Collection, after: int, limit: int) -> CollectionPage:
    """Return the orders behind a position."""
    rows = list(collection.orders.filter(position__gt=after).order_by("position")[:limit])
    orders = tuple(
        order_reports.CollectedOrder.model_validate_json(decrypt_packed(each.payload_encrypted)) for each in rows
    )
    return CollectionPage(orders=orders, next_after=rows[-1].position if len(rows) == limit else None)


def forget_collection(registration: Registration, reference: str) -> None:
    """Delete a collection with the personal data in it; one that is not there is forgotten already."""
    Collection.objects.filter(tenant_id=registration.tenant_id, registration=registration, reference=reference).delete()


def _take_step(collection: Collection, report: CollectionReport, now: datetime) -> None:
    registration = collection.registration
    if report.progress == ReportProgress.WANTED:
        ask_for_report(registration, report, report.report_type, registration.marketplaces, now)
    elif report.progress == ReportProgress.ASKED:
        ask_after_report(registration, report, now)
    else:
        text = load_report(registration, report, now, is_personal=report.report_type == ACTIONABLE)
        record_report(report, progress=ReportProgress.LOADED, content_encrypted=encrypt_packed(text.encode()))


def _finish(collection: Collection, now: datetime) -> None:
    """Put the reports together once both are read. Raises ReportFailed where they are not what Amazon describes."""
    if collection.reports.filter(progress__in=OPEN).exists():
        return
    texts = {each.report_type: _read_content(each) for each in collection.reports.all()}
    until = collection.until - REPORT_LAG
    try:
        found = combine(texts[BY_CHANGE], texts[ACTIONABLE], collection.since, until)
    except ReportUnreadable as error:
        raise ReportFailed(str(error)) from error
    rows = [
        CollectedOrder(
            collection=collection,
            position=position,
            payload_encrypted=encrypt_packed(each.model_dump_json().encode()),
        )
        for position, each in enumerate(found.orders, start=1)
    ]
    with atomic():
        ended = Collection.objects.filter(pk=collection.pk, progress=CollectionProgress.RUNNING).update(
            progress=CollectionProgress.DONE,
            finished_at=now,
            number_of_orders=len(rows),
            waiting=found.waiting,
            told_until=found.told_until,
            missing_columns=None if found.missing is None else list(found.missing),
        )
        if ended:
            CollectedOrder.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
            CollectionReport.objects.filter(collection=collection).update(content_encrypted=b"")


def _read_content(report: CollectionReport) -> str:
    sealed = report.content_encrypted
    return decrypt_packed(sealed).decode() if sealed else ""


def _postpone(report: CollectionReport | None, now: datetime, wait_s: float) -> None:
    if report is not None:
        postpone_report(report, now, wait_s)


def _fail(collection: Collection, error: PlatformError, now: datetime) -> None:
    Collection.objects.filter(pk=collection.pk, progress=CollectionProgress.RUNNING).update(
        progress=CollectionProgress.FAILED,
        problem_code=error.code,
        problem_message=error.message,
        problem_is_permanent=error.permanent,
        finished_at=now,
    )
    CollectionReport.objects.filter(collection=collection).update(content_encrypted=b"")
