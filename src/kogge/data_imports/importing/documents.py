"""Takes over open documents, so that the changeover finds them among the platform's orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from kogge.articles.catalogue import load_catalogue
from kogge.articles.models import Article, ArticleKind
from kogge.audit.services import record_all
from kogge.changeover.models import OldIdentity
from kogge.data_imports.importing.buyers import Buyer, load_buyers, make_buyers
from kogge.data_imports.importing.context import Context, list_ranges
from kogge.data_imports.importing.drafting import Choice, DocumentRefused, Shelf, draft_document
from kogge.data_imports.rules import DocumentRecord, Parsed, Plan, Reason, Verdict, choose_number, fail
from kogge.documents.models import ArticleSource, Document, DocumentState, DocumentType
from kogge.documents.rules import DocumentDraft
from kogge.infrastructure.bulk import insert_rows, reserve_ids
from kogge.orders.importing.planning import open_tax_desk
from kogge.orders.importing.rows import FACTS, facts_of, insert_lines, insert_messages
from kogge.orders.models import PlatformOrder
from kogge.platforms.models import Platform
from kogge.taxes.desk import TaxDesk

SPECIAL = (ArticleKind.PLACEHOLDER, ArticleKind.FREIGHT, ArticleKind.SERVICE)
_DOCUMENT = [
    "id", "company", "number", "state", "customer", "document_type", "awaits_decision", "request_key", *FACTS,
    "postings", "postings_done", "created_at", "changed_at",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentPlan(Plan):
    """What becomes of an old document: its number here, its buyer and its draft, where it is created."""

    number: str = ""
    buyer: Buyer | None = None
    draft: DocumentDraft | None = None


@dataclass(frozen=True, slots=True)
class _Books:
    """What the company has of the documents of a file: by key, by number, and by what names their orders."""

    by_key: dict[str, tuple[int, DocumentRecord | Document]]
    numbers: set[str]
    orders: dict[str, str]


def key_of(number: str) -> str:
    """Return what an old document is known by here, whatever number it has got."""
    return f"data-import:{number}"


def plan_documents(context: Context, records: Sequence[Parsed]) -> list[Plan]:
    """Say what becomes of documents; the number of queries does not depend on how many they are."""
    read = [cast("DocumentRecord", each.record) for each in records]
    ranges = list_ranges(context.company, DocumentType)
    numbers = [choose_number(each.number, context.choices.prefix, ranges) for each in read]
    books, shelf = _load_books(context, read, numbers), _load_shelf(context, read)
    buyers = load_buyers(context, [each.buyer for each in read])
    desk = open_tax_desk(context.company)
    plans: list[Plan] = []
    for parsed, record, number in zip(records, read, numbers, strict=True):
        plan = _find_known(parsed, record, number, books)
        if plan is None:
            buyer = buyers.find(record.buyer)
            if buyer.reason is not None:
                plan = fail(parsed, buyer.reason, number=record.buyer.number)
            else:
                plan = _plan_new(parsed, record, number, buyer, context, shelf, desk)
        plans.append(plan)
        if plan.verdict is Verdict.CREATED:
            _remember(record, number, books)
    return plans


def _find_known(parsed: Parsed, record: DocumentRecord, number: str, books: _Books) -> Plan | None:
    """Say what stands already in the way of creating a document; None: nothing."""
    known = books.by_key.get(key_of(record.number))
    if known is not None:
        pk, document = known
        is_same = (document.ordered_at, document.order_reference) == (record.ordered_at, record.order_reference)
        adopted = isinstance(document, Document) and document.platform_id is not None
        if is_same or adopted:
            return Plan(parsed, Verdict.UNCHANGED, subject_id=pk or None)
        return fail(parsed, Reason.NUMBER_TAKEN, number=record.number)
    for name in (record.order_reference, record.legacy_reference):
        if name and name in books.orders:
            return Plan(parsed, Verdict.UNCHANGED, Reason.ORDER_KNOWN, {"document": books.orders[name]})
    if number in books.numbers:
        return fail(parsed, Reason.NUMBER_TAKEN, number=number)
    return None


def _plan_new(
    parsed: Parsed, record: DocumentRecord, number: str, buyer: Buyer, context: Context, shelf: Shelf, desk: TaxDesk
) -> Plan:
    try:
        draft = draft_document(record, buyer, context, shelf, desk)
    except DocumentRefused as error:
        return fail(parsed, error.reason, **error.values)
    is_renamed = number != record.number
    reason, values = (Reason.RENAMED, {"number": number}) if is_renamed else (None, {})
    return DocumentPlan(parsed, Verdict.CREATED, reason, values, None, number, buyer, draft)


def _remember(record: DocumentRecord, number: str, books: _Books) -> None:
    """Let later rows of the same file meet this document."""
    books.by_key[key_of(record.number)] = (0, record)
    books.numbers.add(number)
    books.orders.update(dict.fromkeys(filter(None, (record.order_reference, record.legacy_reference)), number))


def _load_books(context: Context, records: Sequence[DocumentRecord], numbers: Sequence[str]) -> _Books:
    documents = Document.objects.filter(company=context.company)
    keys = {key_of(each.number) for each in records}
    by_key: dict[str, tuple[int, DocumentRecord | Document]] = {
        str(each.request_key): (each.pk, each) for each in documents.filter(request_key__in=keys)
    }
    taken = set(documents.filter(number__in=set(numbers)).values_list("number", flat=True))
    names = {name for each in records for name in (each.order_reference, each.legacy_reference) if name}
    return _Books(by_key, taken, _find_orders(context, names))


def _find_orders(context: Context, names: set[str]) -> dict[str, str]:
    """Return the numbers of documents by what names their order: its number, or AucWebID."""
    if not names:
        return {}
    platforms = list(Platform.objects.filter(company=context.company).values_list("pk", flat=True))
    orders = PlatformOrder.objects.filter(company=context.company, platform__in=platforms, document__isnull=False)
    documents = Document.objects.filter(company=context.company, order_reference__in=names, is_derived=False)
    rows = (
        documents.exclude(state=DocumentState.CANCELLED).values_list("order_reference", "number"),
        OldIdentity.objects.filter(company=context.company, legacy_reference__in=names).values_list(
            "legacy_reference", "document__number"
        ),
        orders.filter(legacy_reference__in=names).values_list("legacy_reference", "document__number"),
        orders.filter(platform_reference__in=names).values_list("platform_reference", "document__number"),
    )
    return {name: number for found in rows for name, number in found}


def _load_shelf(context: Context, records: Sequence[DocumentRecord]) -> Shelf:
    lines = [line for each in records for line in each.lines]
    catalogue = load_catalogue(
        context.company.pk,
        {each.article_number for each in lines if each.article_number},
        {each.ean for each in lines if each.ean},
    )
    by_number = {
        sku: Choice(parts[0].article, ArticleSource.ALIAS)
        for sku, parts in catalogue.by_alias.items()
        if len(parts) == parts[0].quantity == 1
    }
    by_number |= {number: Choice(each, ArticleSource.NUMBER) for number, each in catalogue.by_number.items()}
    special = Article.objects.filter(company=context.company, kind__in=SPECIAL).order_by("-pk")
    return Shelf(
        by_number,
        {ean: Choice(each, ArticleSource.EAN) for ean, each in catalogue.by_ean.items()},
        {each.kind: each for each in special},
    )


def write_documents(context: Context, plans: Sequence[Plan]) -> list[int]:
    """Store new documents with lines, messages and AucWebIDs, and return their ids, in order."""
    new = [cast("DocumentPlan", each) for each in plans]
    if not new:
        return []
    drafts = [cast("DocumentDraft", each.draft) for each in new]
    records = [cast("DocumentRecord", each.parsed.record) for each in new]
    customers = make_buyers(context, [cast("Buyer", each.buyer) for each in new])
    ids = list(reserve_ids(Document, len(new)))
    postings = DocumentType.objects.get(pk=drafts[0].document_type_id, company=context.company).postings
    insert_rows(
        Document,
        _DOCUMENT,
        (
            (
                pk, context.company.pk, each.number, DocumentState.OPEN.value, customer, draft.document_type_id,
                False,
                key_of(record.number), *facts_of(draft), postings, [], context.now, context.now,
            )
            for pk, each, customer, draft, record in zip(ids, new, customers, drafts, records, strict=True)
        ),
    )  # fmt: skip
    written = list(zip(ids, drafts, strict=True))
    insert_lines(written)
    insert_messages(written, context.now)
    _note(context, dict(zip(ids, new, strict=True)), records)
    return ids


def _note(context: Context, written: Mapping[int, DocumentPlan], records: Sequence[DocumentRecord]) -> None:
    """Keep the AucWebIDs, by which the changeover finds the documents, and note all in the journal."""
    OldIdentity.objects.bulk_create(
        OldIdentity(company=context.company, document_id=pk, legacy_reference=record.legacy_reference)
        for pk, record in zip(written, records, strict=True)
        if record.legacy_reference
    )
    record_all(
        [
            (pk, {}, {"number": each.number, "order": record.order_reference})
            for (pk, each), record in zip(written.items(), records, strict=True)
        ],
        company_id=context.company.pk, at=context.now, actor=context.actor, action="documents.import",
        subject_kind="document",
    )  # fmt: skip
