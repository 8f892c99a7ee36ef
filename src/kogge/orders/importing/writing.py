"""Writes a sorted page: customers, documents with lines and messages, identities. In bulk, in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kogge.companies.services import take_numbers
from kogge.documents.models import Document, DocumentLine, DocumentMessage, DocumentState, MessageLevel
from kogge.documents.rules import DocumentDraft
from kogge.documents.services import cancel_document
from kogge.infrastructure.bulk import insert_rows, reserve_ids
from kogge.kernel.money import AmountNotRepresentable, to_minor
from kogge.orders.importing.buyers import assign_customers, update_customer
from kogge.orders.importing.settings import ImportSettings
from kogge.orders.importing.sorting import KnownOrder, SortedEntry, SortedPage
from kogge.orders.models import OrderState, PlatformOrder
from kogge.orders.rules import Action

_SETTINGS = ["document_type", "payment_method", "shipping_method", "shipping_payment_term"]
_FACTS = (
    "platform_reference order_reference purchase_order_number marketplace sales_channel ordered_at ship_by_at "
    "deliver_by_at currency total_minor tax_minor platform_total_minor difference_minor prices_include_tax "
    "fulfilled_by_platform ships_with_platform_label is_business is_prime is_premium cancellation_requested "
    "replaces_order vat_id delivery_address invoice_address"
).split()
_PERSONAL = ("delivery_address", "invoice_address", "vat_id", "purchase_order_number")
"""What a platform may leave out later, for want of a right to it: then what is known stays."""

_DOCUMENT = [
    "id",
    "company",
    "number",
    "state",
    "customer",
    "platform",
    *_SETTINGS,
    *_FACTS,
    "created_at",
    "changed_at",
]
_LINE = (
    "document position kind article article_number sku title quantity unit_price_minor total_minor tax_minor "
    "platform_reference"
).split()
_MESSAGE = ["document", "level", "code", "values", "at"]
_ORDER = (
    "company platform platform_reference state reason problem platform_status currency total_minor feed_sequence "
    "digest document first_seen_at changed_at"
).split()

_STATES = {Action.CREATE: OrderState.CREATED, Action.SKIP: OrderState.SKIPPED, Action.PARK: OrderState.PARKED}


def write_page(page: SortedPage, settings: ImportSettings, known: Mapping[str, KnownOrder], now: datetime) -> None:
    """Write what the page's decisions say. Raises IntegrityError and DataError of the database."""
    created = [each for each in page.entries if each.decision.action is Action.CREATE]
    documents = _insert_documents(created, settings, now)
    _insert_orders([each for each in page.entries if each.entry.order_reference not in known], documents, settings, now)
    for each in page.entries:
        stored = known.get(each.entry.order_reference)
        if stored is not None and _has_consequences(each, stored):
            _update(each, stored, documents.get(each.entry.order_reference), now)


def _has_consequences(each: SortedEntry, stored: KnownOrder) -> bool:
    action = each.decision.action
    is_old = action is Action.KEEP and each.entry.sequence <= stored.facts.sequence
    return action is not Action.IGNORE and not is_old


def _insert_documents(created: Sequence[SortedEntry], settings: ImportSettings, now: datetime) -> dict[str, int]:
    """Insert the documents of new orders and return their ids by order."""
    if not created:
        return {}
    drafts = [each.draft for each in created if each.draft is not None]
    customers = assign_customers([each.entry.order for each in created if each.entry.order], settings, now)
    ids = list(reserve_ids(Document, len(drafts)))
    numbers = take_numbers(settings.creation.document_type.number_range_id, len(drafts))
    shared = tuple(getattr(settings.creation, f"{name}_id") for name in _SETTINGS)
    company_id, platform_id = settings.company.pk, settings.platform.pk
    insert_rows(
        Document,
        _DOCUMENT,
        (
            (pk, company_id, number, DocumentState.OPEN.value, customer, platform_id, *shared, *_facts(draft), now, now)
            for pk, number, customer, draft in zip(ids, numbers, customers, drafts, strict=True)
        ),
    )
    written = list(zip(ids, drafts, strict=True))
    _insert_lines(written)
    _insert_messages(written, now)
    return {draft.platform_reference: pk for pk, draft in written}


def _facts(draft: DocumentDraft) -> tuple[object, ...]:
    """Return the values of _FACTS."""
    return (
        draft.platform_reference, draft.order_reference, draft.purchase_order_number, draft.marketplace,
        draft.sales_channel, draft.ordered_at, draft.ship_by_at, draft.deliver_by_at, draft.currency, draft.total_minor,
        draft.tax_minor, draft.platform_total_minor, draft.difference_minor, draft.prices_include_tax,
        draft.fulfilled_by_platform, draft.ships_with_platform_label, draft.is_business, draft.is_prime,
        draft.is_premium, draft.cancellation_requested, draft.replaces_order, draft.vat_id,
        draft.delivery_address.describe() if draft.delivery_address else {},
        draft.invoice_address.describe() if draft.invoice_address else {},
    )  # fmt: skip


def _insert_lines(written: Sequence[tuple[int, DocumentDraft]]) -> None:
    insert_rows(
        DocumentLine,
        _LINE,
        (
            (
                pk, position, line.kind, line.article_id, line.article_number, line.sku, line.title, line.quantity,
                line.unit_price_minor, line.total_minor, line.tax_minor, line.platform_reference,
            )
            for pk, draft in written
            for position, line in enumerate(draft.lines, start=1)
        ),
    )  # fmt: skip


def _insert_messages(written: Sequence[tuple[int, DocumentDraft]], now: datetime) -> None:
    rows = [(pk, each.level, each.code, each.values, now) for pk, draft in written for each in draft.messages]
    if rows:
        insert_rows(DocumentMessage, _MESSAGE, rows)


def _insert_orders(
    entries: Sequence[SortedEntry], documents: Mapping[str, int], settings: ImportSettings, now: datetime
) -> None:
    """Insert the identities of orders seen for the first time."""
    insert_rows(
        PlatformOrder,
        _ORDER,
        (
            (
                settings.company.pk, settings.platform.pk, each.entry.order_reference,
                _STATES[each.decision.action].value, str(each.decision.reason), each.decision.problem,
                *_platform_facts(each), each.entry.sequence, each.entry.digest,
                documents.get(each.entry.order_reference), now, now,
            )
            for each in entries
        ),
    )  # fmt: skip


def _platform_facts(each: SortedEntry) -> tuple[str, str, int | None]:
    """Return status, currency and total as the platform states them."""
    order = each.entry.order
    if order is None:
        return "", "", None
    return order.status.value, order.currency or "", _total_minor(each)


def _total_minor(each: SortedEntry) -> int | None:
    order = each.entry.order
    if each.draft is not None:
        return each.draft.platform_total_minor
    if order is None or order.total is None or order.currency is None:
        return None
    try:
        return to_minor(order.total, order.currency)
    except AmountNotRepresentable:
        return None


def _update(each: SortedEntry, stored: KnownOrder, new_document_id: int | None, now: datetime) -> None:
    """Bring a known order up to date: its identity, and its document where there is one."""
    document_id = stored.document_id or new_document_id
    decision = each.decision
    if stored.document_id is not None:
        _update_document(each, stored, stored.document_id, now)
    status, currency, total_minor = _platform_facts(each)
    is_settled = document_id is not None and decision.action is not Action.PARK
    PlatformOrder.objects.filter(pk=stored.pk).update(
        state=OrderState.CREATED if is_settled else _STATES[decision.action],
        reason=decision.reason,
        problem=decision.problem,
        document_id=document_id,
        platform_status=status,
        currency=currency,
        total_minor=total_minor,
        feed_sequence=each.entry.sequence,
        digest=each.entry.digest,
        changed_at=now,
    )


def _update_document(each: SortedEntry, stored: KnownOrder, document_id: int, now: datetime) -> None:
    decision, draft = each.decision, each.draft
    if decision.action is Action.CANCEL:
        cancel_document(document_id, reason="cancelled_at_platform", actor=None, at=now)
    elif decision.action is Action.PARK:
        # A version that is tried again is not announced again.
        if each.entry.sequence > stored.facts.sequence:
            _warn(document_id, "change_not_taken", {"problem": decision.problem}, now)
    elif decision.action is Action.UPDATE and draft is not None and each.entry.order is not None:
        document = Document.objects.select_related("customer").get(pk=document_id)
        if not document.customer.is_collective:
            update_customer(document.customer_id, each.entry.order, now)
        _rewrite_document(document, draft, now)


def _rewrite_document(document: Document, draft: DocumentDraft, now: datetime) -> None:
    """Bring an open document in line with its changed order; number and customer stay."""
    document_id = document.pk
    values = dict(zip(_FACTS, _facts(draft), strict=True))
    for name in _PERSONAL:
        if not values[name]:
            del values[name]
    changed = sorted(name for name, value in values.items() if getattr(document, name) != value)
    Document.objects.filter(pk=document_id).update(**values, changed_at=now)
    DocumentLine.objects.filter(document_id=document_id).delete()
    _insert_lines([(document_id, draft)])
    known = list(DocumentMessage.objects.filter(document_id=document_id).values_list("code", "values"))
    fresh = [message for message in draft.messages if (message.code, message.values) not in known]
    insert_rows(DocumentMessage, _MESSAGE, [(document_id, each.level, each.code, each.values, now) for each in fresh])
    _warn(document_id, "order_changed", {"fields": ", ".join(changed)}, now)


def _warn(document_id: int, code: str, values: dict[str, str], now: datetime) -> None:
    DocumentMessage.objects.create(
        document_id=document_id, level=MessageLevel.WARNING, code=code, values=values, at=now
    )
