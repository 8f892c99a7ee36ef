"""Maps orders that have a document again, with today's settings: what would change, and the change itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.documents.models import Document, DocumentState
from kogge.documents.rules import DocumentDraft
from kogge.infrastructure.cloud import CloudClient
from kogge.kernel.money import AmountNotRepresentable
from kogge.orders.differences import Difference, compare, facts_of_draft
from kogge.orders.drafting import draft_document
from kogge.orders.fetching import PAGE_SIZE
from kogge.orders.importing import parse_order, parse_page
from kogge.orders.importing.changing import (
    facts_of_document,
    get_document,
    note_change,
    propose_change,
    rewrite_document,
)
from kogge.orders.importing.planning import load_plan
from kogge.orders.importing.settings import get_creation
from kogge.orders.models import ChangeKind, ChangeState
from kogge.orders.plans import ArticleUnknown
from kogge.platforms.models import Platform
from kogge.platforms.services import connect_platform
from kogge_contract.orders import FeedEntry, Order

_INCOMPLETE = "The order's latest version cannot be read, or states no total: the document stays as it is."
_OVERTAKEN = "The order changed meanwhile: the document has its newer version."


@dataclass(frozen=True, slots=True)
class Remapping:
    """What mapping one document again changes, or would change; `problem` is why nothing can be done."""

    order_reference: str
    number: str
    differences: Sequence[Difference] = ()
    problem: str = ""
    is_written: bool = False
    is_proposed: bool = False


def remap_orders(
    platform: Platform, references: Sequence[str] | None, *, write: bool, actor: User | None, now: datetime
) -> Iterator[Remapping]:
    """Map a platform's documents again, all or those of some orders, and say of each what differs.

    Written are open documents that nobody has touched; for one that somebody did, or is to decide about, the change is
    proposed. Not to be called in a transaction: the orders come from the Cloud. Raises SettingsIncomplete and what the
    client raises.
    """
    client = connect_platform(platform)
    pages = _read_orders(client, platform, references) if references is not None else _read_feed(client, platform)
    for entries in pages:
        plan = load_plan(platform.company, get_creation(platform), entries)
        for entry, document in _match(platform, entries):
            order = entry.order
            if order is None or order.total is None:
                yield Remapping(entry.order_reference, document.number, problem=_INCOMPLETE)
                continue
            try:
                draft = draft_document(order, plan)
            except (AmountNotRepresentable, ArticleUnknown) as error:
                yield Remapping(entry.order_reference, document.number, problem=str(error))
                continue
            yield _remap(document, draft, order, entry, write=write, actor=actor, now=now)


def _remap(
    document: Document,
    draft: DocumentDraft,
    order: Order,
    entry: FeedEntry,
    *,
    write: bool,
    actor: User | None,
    now: datetime,
) -> Remapping:
    if not write:
        differences = compare(facts_of_document(document), facts_of_draft(draft), with_settings=True)
        return Remapping(entry.order_reference, document.number, differences)
    with transaction.atomic():
        current = get_document(document.pk)
        # Asked under the lock: an import may have taken a later version since this one was read.
        if current.platform_order.feed_sequence != entry.sequence:
            return Remapping(entry.order_reference, current.number, problem=_OVERTAKEN)
        differences = compare(facts_of_document(current), facts_of_draft(draft), with_settings=True)
        if current.state != DocumentState.OPEN or current.locked_at or not differences:
            return Remapping(entry.order_reference, current.number, differences)
        if current.touched_at is not None or current.awaits_decision:
            if actor is None and _is_refused(current, differences):
                return Remapping(entry.order_reference, current.number, differences)
            propose_change(current, ChangeKind.REMAPPING, entry.sequence, differences, now)
            return Remapping(entry.order_reference, current.number, differences, is_proposed=True)
        rewrite_document(current, draft, order, now)
        note_change(current, ChangeKind.REMAPPING, ChangeState.TAKEN, entry.sequence, differences, now, actor=actor)
        record_remapping(current, differences, actor, now)
        return Remapping(entry.order_reference, current.number, differences, is_written=True)


def _is_refused(document: Document, differences: Iterable[Difference]) -> bool:
    """Tell whether somebody has refused just this for the document: nobody asks again by himself."""
    refused = document.order_changes.filter(kind=ChangeKind.REMAPPING, state=ChangeState.REFUSED)
    described = [each.describe() for each in differences]
    return any(described == each for each in refused.values_list("differences", flat=True))


def record_remapping(document: Document, differences: Iterable[Difference], actor: User | None, now: datetime) -> None:
    """Note in the journal that a document was written anew; only which of its values, since they may be personal."""
    record(
        company_id=document.company_id,
        at=now,
        actor=actor,
        action="documents.rewrite",
        subject_kind="document",
        subject_id=document.pk,
        before={},
        after={"fields": sorted({each.field for each in differences})},
    )


def _read_feed(client: CloudClient, platform: Platform) -> Iterator[Sequence[FeedEntry]]:
    """Yield all that the feed has, page by page."""
    after, head = 0, 1
    while after < head:
        page = parse_page(client.read_feed(platform.cloud_reference, after=after, limit=PAGE_SIZE))
        yield page.entries
        after, head = max(page.next_after, after + (not page.entries)), page.head


def _read_orders(client: CloudClient, platform: Platform, references: Sequence[str]) -> Iterator[Sequence[FeedEntry]]:
    for reference in references:
        yield parse_order(client.read_order(platform.cloud_reference, reference)).entries


def _match(platform: Platform, entries: Sequence[FeedEntry]) -> Iterator[tuple[FeedEntry, Document]]:
    """Yield each order's newest version with its open document; versions that are not the newest are left out."""
    documents = {
        document.platform_reference: document
        for document in Document.objects.filter(
            company_id=platform.company_id,
            platform=platform,
            platform_order__platform_reference__in=[entry.order_reference for entry in entries],
            state=DocumentState.OPEN,
        )
        .select_related("customer", "platform_order")
        .prefetch_related("lines")
    }
    for entry in entries:
        document = documents.get(entry.order_reference)
        if document is not None and entry.sequence == document.platform_order.feed_sequence:
            yield entry, document
