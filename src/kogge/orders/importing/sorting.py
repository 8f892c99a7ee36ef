"""Sorts a page's entries by what is to be done with them; reads, but writes nothing."""

import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from kogge.documents.models import DocumentState
from kogge.documents.rules import DocumentDraft
from kogge.guards.rules import RejectReason
from kogge.kernel.money import AmountNotRepresentable
from kogge.orders.drafting import draft_document
from kogge.orders.importing.settings import ImportSettings
from kogge.orders.models import PlatformOrder
from kogge.orders.plans import ArticleUnknown
from kogge.orders.rules import IGNORE, Action, Decision, Known, ParkReason, SkipReason, Stage, decide, is_news
from kogge.platforms.models import Platform
from kogge_contract.orders import FeedEntry, Order

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SortedEntry:
    """An entry with its decision, and the draft of its document where one is to be written.

    `rejected` tells why it was not taken from the way that delivered it.
    """

    entry: FeedEntry
    decision: Decision
    draft: DocumentDraft | None = None
    rejected: RejectReason | None = None
    legacy_reference: str = ""


@dataclass(frozen=True, slots=True)
class SortedPage:
    """A page's entries in feed order; of several versions of an order only the latest is here."""

    entries: tuple[SortedEntry, ...]


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order's identity as stored, with its document's id; `is_legacy`: the middleware filed it."""

    pk: int
    document_id: int | None
    facts: Known
    is_legacy: bool = False


def load_known(platform: Platform, entries: Iterable[FeedEntry]) -> dict[str, KnownOrder]:
    """Return the stored identities of the page's orders."""
    references = {entry.order_reference for entry in entries}
    rows = PlatformOrder.objects.filter(
        company_id=platform.company_id, platform=platform, platform_reference__in=references
    ).values_list(
        "platform_reference", "pk", "document_id", "feed_sequence", "digest", "reason", "document__state",
        "document__touched_at", "document__locked_at", "legacy_reference",
    )  # fmt: skip
    return {
        reference: KnownOrder(
            pk, document_id, Known(sequence, digest, _stage_of(state, touched_at, locked_at), reason), bool(legacy)
        )
        for reference, pk, document_id, sequence, digest, reason, state, touched_at, locked_at, legacy in rows
    }


def _stage_of(state: str | None, touched_at: datetime | None, locked_at: datetime | None) -> Stage:
    """Return how far a document has come; without a state there is none. One that is locked is left to people."""
    if state == DocumentState.OPEN and locked_at is None:
        return Stage.UNTOUCHED if touched_at is None else Stage.TOUCHED
    return {None: Stage.NONE, DocumentState.CANCELLED.value: Stage.CANCELLED}.get(state, Stage.CONVERTED)


def sort_entries(entries: Iterable[FeedEntry], settings: ImportSettings, known: Mapping[str, KnownOrder]) -> SortedPage:
    """Decide about each order of the page, on its latest version."""
    latest = latest_versions(entries)
    return SortedPage(tuple(_sort(entry, settings, known.get(entry.order_reference)) for entry in latest))


def latest_versions(entries: Iterable[FeedEntry]) -> list[FeedEntry]:
    """Return the entries without those that a later one of the same order replaces."""
    latest = {entry.order_reference: entry for entry in sorted(entries, key=lambda each: each.sequence)}
    return list(latest.values())


def park(entry: FeedEntry, reason: str, problem: str) -> SortedEntry:
    """Return the entry as one that waits for a person."""
    return SortedEntry(entry, Decision(Action.PARK, reason, problem))


def _sort(entry: FeedEntry, settings: ImportSettings, known: KnownOrder | None) -> SortedEntry:
    facts = known.facts if known else None
    order = entry.order
    if order is None:
        if facts and not is_news(entry.sequence, facts, settings.wishes):
            return SortedEntry(entry, IGNORE)
        code = entry.problem.code if entry.problem else ParkReason.UNREADABLE
        return park(entry, code, entry.problem.message if entry.problem else "")
    decision = decide(order, entry.sequence, entry.digest, facts, settings.wishes_for(order))
    if is_new(decision, facts) and (rejected := settings.may_not_create(order)):
        return SortedEntry(entry, Decision(Action.SKIP, SkipReason.OTHER_WAY), rejected=rejected)
    if decision.action not in {Action.CREATE, Action.UPDATE, Action.PROPOSE}:
        return SortedEntry(entry, decision)
    return _draft(entry, order, decision, settings)


def is_new(decision: Decision, known: Known | None) -> bool:
    """Tell whether a document would be made of the order, now or once a person has put right what keeps it back."""
    return decision.action in {Action.CREATE, Action.PARK} and not (known and known.has_document)


def _draft(entry: FeedEntry, order: Order, decision: Decision, settings: ImportSettings) -> SortedEntry:
    """Draft the document of an order, or park the order with the reason why there can be none."""
    try:
        return SortedEntry(entry, decision, draft_document(order, settings.plan))
    except AmountNotRepresentable as error:
        return park(entry, ParkReason.AMOUNT_NOT_REPRESENTABLE, str(error))
    except ArticleUnknown as error:
        parked = Decision(Action.PARK, ParkReason.UNKNOWN_ARTICLE, str(error), error.sku, error.ean)
        return SortedEntry(entry, parked)
    except Exception as error:  # noqa: BLE001 - see below
        # What nobody has thought of must not stop the orders beside it; its words may be personal, its place is not.
        place = traceback.extract_tb(error.__traceback__)[-1]
        kind = type(error).__name__
        log.error("order.unforeseen", order=entry.order_reference, error=kind, at=f"{place.filename}:{place.lineno}")  # noqa: TRY400 - see above
        return park(entry, ParkReason.UNFORESEEN, f"An unforeseen error ({kind}); the log tells where.")
