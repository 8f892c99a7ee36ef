"""One page, one transaction: everything of it is written, or nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DataError, IntegrityError, transaction
from django.db.models import F

from kogge.guards.services import Rejection, hold, reject_orders
from kogge.infrastructure.memory import collector_paused
from kogge.orders.importing.pages import ParsedPage
from kogge.orders.importing.settings import ImportSettings, load_settings
from kogge.orders.importing.sorting import KnownOrder, SortedEntry, SortedPage, load_known, park, sort_entries
from kogge.orders.importing.writing import write_page
from kogge.orders.models import FeedCursor, RetrievalRun
from kogge.orders.rules import Action, ParkReason

REFUSALS = (DataError, IntegrityError, OverflowError)
"""What an order's data can make a database say; SQLite's driver refuses numbers beyond 64 bits by itself."""

CHANGES = frozenset({Action.UPDATE, Action.PROPOSE, Action.CANCEL, Action.PROPOSE_CANCEL})
"""What counts as updated: a change was taken, or shown to a person."""

_REJECTED = "The database refused the order's data."


@dataclass(slots=True)
class PageResult:
    """What a page brought, in numbers; `skipped` by reason."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    parked: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


@collector_paused()
def import_page(run_id: int, page: ParsedPage, now: datetime) -> PageResult:
    """Take a page over: customers, documents, identities, the run's counters and the cursor in one transaction.

    Safe to repeat and to run beside itself: the cursor's row is the lock, versions taken already are left alone, and
    the unique constraint on the order's identity has the last word. An order that the database refuses is parked.
    """
    try:
        with transaction.atomic():
            return _import(run_id, page, now, one_by_one=False)
    except REFUSALS:
        with transaction.atomic():
            return _import(run_id, page, now, one_by_one=True)


def _import(run_id: int, page: ParsedPage, now: datetime, *, one_by_one: bool) -> PageResult:
    run = RetrievalRun.objects.select_related("platform__company").get(pk=run_id)
    cursor, _ = FeedCursor.objects.select_for_update().get_or_create(platform=run.platform)
    settings = load_settings(run, page.entries, hold(run.platform, now))
    known = load_known(run.platform, page.entries)
    sorted_page = sort_entries(page.entries, settings, known)
    if one_by_one:
        pages = [write_or_park(each, settings, known, now) for each in sorted_page.entries]
    else:
        pages = [sorted_page]
        write_page(sorted_page, settings, known, now)
    note_rejected(pages, settings, now)
    result = count_pages(pages)
    _advance(run, cursor, page, result, now)
    return result


def note_rejected(pages: list[SortedPage], settings: ImportSettings, now: datetime) -> None:
    """Note the orders that belong to the other way."""
    rejections = [
        Rejection(each.entry.order_reference, each.entry.order.placed_at, each.rejected)
        for page in pages
        for each in page.entries
        if each.rejected and each.entry.order
    ]
    reject_orders(settings.platform, settings.way, rejections, settings.ownership, now)


def write_or_park(
    each: SortedEntry, settings: ImportSettings, known: Mapping[str, KnownOrder], now: datetime
) -> SortedPage:
    """Write one order, or park it where the database refuses it."""
    single = SortedPage((each,))
    try:
        with transaction.atomic():
            write_page(single, settings, known, now)
    except REFUSALS:
        single = SortedPage((park(each.entry, ParkReason.REJECTED_BY_DATABASE, _REJECTED),))
        write_page(single, settings, known, now)
    return single


def count_pages(pages: list[SortedPage]) -> PageResult:
    """Count what became of the entries."""
    result = PageResult()
    for each in (entry for page in pages for entry in page.entries):
        action = each.decision.action
        result.created += action is Action.CREATE
        result.updated += action in CHANGES
        result.unchanged += action is Action.KEEP
        result.parked += action is Action.PARK
        if action is Action.SKIP:
            result.skipped[each.decision.reason] += 1
    return result


def _advance(run: RetrievalRun, cursor: FeedCursor, page: ParsedPage, result: PageResult, now: datetime) -> None:
    """Move cursor and run forward, never back, and add what the page brought."""
    cursor.sequence = max(cursor.sequence, page.next_after)
    cursor.save(update_fields=["sequence"])
    run.refresh_from_db(fields=["position", "skipped"])
    RetrievalRun.objects.filter(pk=run.pk).update(
        position=max(run.position, page.next_after),
        page=F("page") + 1,
        created=F("created") + result.created,
        updated=F("updated") + result.updated,
        unchanged=F("unchanged") + result.unchanged,
        parked=F("parked") + result.parked,
        skipped=dict(Counter(run.skipped) + result.skipped),
        changed_at=now,
    )
