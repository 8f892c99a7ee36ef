"""Orders that the middleware delivers become documents by the same rules, in one transaction under the guard."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from kogge.guards.rules import RejectReason, Way
from kogge.guards.services import hold
from kogge.infrastructure.memory import collector_paused
from kogge.orders.importing.settings import ImportSettings, load_settings
from kogge.orders.importing.sorting import KnownOrder, SortedEntry, SortedPage, load_known, sort_entries
from kogge.orders.importing.transaction import REFUSALS, PageResult, count_pages, note_rejected, write_or_park
from kogge.orders.importing.writing import write_page
from kogge.orders.models import FeedCursor, PlatformOrder, RetrievalRun
from kogge.orders.rules import KEEP, Action, Decision, Known, SkipReason, decide
from kogge.platforms.models import Platform
from kogge_contract.orders import FeedEntry, Order, OrderStatus, Unreadable

_WRITTEN = frozenset({Action.CREATE, Action.PARK, Action.CANCEL, Action.PROPOSE_CANCEL})


@dataclass(frozen=True, slots=True)
class LegacyOrder:
    """An order with the id under which the middleware files it (AucWebID), or why the order cannot be read."""

    order: Order | None
    legacy_reference: str
    problem: Unreadable | None = None

    @property
    def platform_reference(self) -> str:
        """The order's number; of one that cannot be read its own id is all that is known."""
        return self.order.reference if self.order else self.legacy_reference


@dataclass(frozen=True, slots=True)
class LegacyResult:
    """What a delivery brought, in numbers, and which orders were rejected."""

    counts: PageResult
    rejected: tuple[str, ...]


@collector_paused()
def import_legacy(platform_id: int, orders: Sequence[LegacyOrder], *, held_epoch: int, now: datetime) -> LegacyResult:
    """Take over what the middleware delivers of a platform, as far as it owns the orders; safe to repeat.

    `held_epoch` is the guard's when the delivery began: after a change of owner nothing of it is taken. What belongs to
    the Cloud, or is a document already, is noted as rejected. Raises SettingsIncomplete.
    """
    try:
        with transaction.atomic():
            return _import(platform_id, orders, held_epoch, now, one_by_one=False)
    except REFUSALS:
        with transaction.atomic():
            return _import(platform_id, orders, held_epoch, now, one_by_one=True)


def _import(
    platform_id: int, orders: Sequence[LegacyOrder], held_epoch: int, now: datetime, *, one_by_one: bool
) -> LegacyResult:
    platform = Platform.objects.select_related("company").get(pk=platform_id)
    # The same lock, and in the same order, as the import of the feed takes.
    FeedCursor.objects.select_for_update().get_or_create(platform=platform)
    ownership = hold(platform, now)
    entries = {each.platform_reference: (_to_entry(each, now), each.legacy_reference) for each in orders}
    listed = [entry for entry, _ in entries.values()]
    settings = replace(
        load_settings(RetrievalRun(platform=platform), listed, ownership), way=Way.OLD, held_epoch=held_epoch
    )
    known = load_known(platform, listed)
    told = _list_told_cancelled(platform, listed)
    judged = [
        replace(_sort(entry, settings, known.get(reference), told), legacy_reference=legacy_reference)
        for reference, (entry, legacy_reference) in entries.items()
    ]
    wanted = tuple(each for each in judged if _is_written(each, known))
    if one_by_one:
        written = [write_or_park(each, settings, known, now) for each in wanted]
    else:
        written = [SortedPage(wanted)]
        write_page(written[0], settings, known, now)
    others = SortedPage(tuple(each for each in judged if not _is_written(each, known)))
    note_rejected([others], settings, now)
    rejected = tuple(each.entry.order_reference for each in others.entries if each.rejected)
    return LegacyResult(count_pages([*written, others]), rejected)


def _to_entry(each: LegacyOrder, now: datetime) -> FeedEntry:
    """Return the order as a version older than any that the feed has."""
    # Not validated: the contract lets the feed have no such version.
    return FeedEntry.model_construct(
        sequence=0,
        order_reference=each.platform_reference,
        digest="",
        received_at=now,
        order=each.order,
        problem=each.problem,
    )


def _list_told_cancelled(platform: Platform, listed: Sequence[FeedEntry]) -> frozenset[str]:
    """Return which of the cancelled orders were told of as cancelled before: nothing is asked twice."""
    cancelled = [each.order_reference for each in listed if each.order and each.order.status is OrderStatus.CANCELLED]
    if not cancelled:
        return frozenset()
    known = PlatformOrder.objects.filter(company_id=platform.company_id, platform=platform)
    told = known.filter(platform_reference__in=cancelled, platform_status=OrderStatus.CANCELLED.value)
    return frozenset(told.values_list("platform_reference", flat=True))


def _sort(
    entry: FeedEntry, settings: ImportSettings, known: KnownOrder | None, told_cancelled: Collection[str]
) -> SortedEntry:
    """Decide as about an order that nobody has seen, unless it has its document or a person left it out.

    Of later changes the middleware takes cancellations alone, as long as the feed does not know the order.
    """
    if known is not None and known.facts.has_document:
        is_ours = known.is_legacy and known.facts.sequence == 0 and entry.order_reference not in told_cancelled
        if is_ours and (decision := _cancel(entry.order, settings, known.facts)) is not None:
            return SortedEntry(entry, decision)
        return SortedEntry(entry, KEEP, rejected=None if known.is_legacy else RejectReason.ALREADY_THERE)
    if known is not None and known.facts.reason == SkipReason.IGNORED:
        return SortedEntry(entry, Decision(Action.SKIP, SkipReason.IGNORED))
    return sort_entries((entry,), settings, {}).entries[0]


def _cancel(order: Order | None, settings: ImportSettings, facts: Known) -> Decision | None:
    """Return what becomes of a document whose order the platform cancelled; None where it is not, or not ours."""
    if order is None or order.status is not OrderStatus.CANCELLED or settings.may_not_create(order):
        return None
    return decide(order, facts.sequence + 1, "cancelled", facts, settings.wishes)


def _is_written(each: SortedEntry, known: dict[str, KnownOrder]) -> bool:
    """Tell whether something is stored: documents, what waits for a person, and what is left out for the first time."""
    is_first = each.entry.order_reference not in known and each.decision.action is Action.SKIP
    return each.rejected is None and (each.decision.action in _WRITTEN or is_first)
