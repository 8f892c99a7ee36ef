"""Proves the books: the chain of posted documents; what must hold of numbers, sums, journal, quantities. Only reads."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Abs, Coalesce

from kogge.audit.models import AuditEntry
from kogge.bookkeeping.models import JournalEntry, JournalLine
from kogge.companies.models import Company
from kogge.documents.chain import START
from kogge.documents.gaps import Standing, find_missing, list_skipped
from kogge.documents.models import Document, DocumentChain, DocumentKind, DocumentLine, DocumentState, DocumentType
from kogge.documents.posting import digest_of
from kogge.documents.rules import Posting
from kogge.documents.sealing import list_unsealed_tables

GAP_FREE = (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)
"""Kinds of documents whose numbers have no gap (§ 14 Abs. 4 Nr. 4 UStG asks for one-time numbers; auditors for all)."""

AT_ONCE = 500
NAMED = 20
"""So many documents are named of each problem."""

_COUNTED = re.compile(r"^(.*?)([0-9]+)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold: which rule, and the first documents (or tables) that break it."""

    code: str
    company: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked through, and what does not hold."""

    posted: int
    documents: int
    problems: tuple[Problem, ...]


Finder = Callable[[Company], Iterable[str]]
_finders: dict[str, Finder] = {}


def on_verifying(code: str, finder: Finder) -> None:
    """Have a feature above name the documents of a company that break a rule of its own."""
    _finders[code] = finder


def verify_books() -> Proof:
    """Look through the books of all companies."""
    problems = []
    unsealed = list_unsealed_tables()
    if unsealed:
        problems.append(Problem("seal_missing", "", tuple(unsealed)))
    posted = 0
    for company in Company.objects.order_by("pk"):
        length, broken = verify_chain(company)
        posted += length
        problems += [Problem("chain_broken", company.name, (broken,))] if broken else []
        for code, names in _list_broken_rules(company):
            named = tuple(names)
            problems += [Problem(code, company.name, named)] if named else []
    return Proof(posted, Document.objects.count(), tuple(problems))


def verify_chain(company: Company) -> tuple[int, str]:
    """Return how many documents of a company's chain hold, and the number of the first that does not; empty: all do.

    A document that was changed, left out or put in breaks the chain at its place, and so does one that is missing at
    the end.
    """
    length, previous = 0, START
    rows = Document.objects.filter(company=company, sequence__isnull=False).order_by("sequence")
    for document in rows.prefetch_related("lines").iterator(chunk_size=AT_ONCE):
        digest = digest_of(document, list(document.lines.all()), length + 1, previous)
        if document.sequence != length + 1 or document.digest != digest:
            return length, document.number
        length, previous = length + 1, digest
    head = DocumentChain.objects.filter(company=company).values_list("sequence", "digest").first()
    ends_well = head == (length, previous) or (head is None and length == 0)
    return length, "" if ends_well else f"#{length + 1}"


def _list_broken_rules(company: Company) -> Iterator[tuple[str, Iterable[str]]]:
    documents = Document.objects.filter(company=company)
    yield "posted_without_place", _numbers(documents.filter(posted_at__isnull=False, sequence__isnull=True))
    yield "lines_do_not_add_up", _numbers(_list_unequal(documents))
    yield "journal_not_balanced", _list_unbalanced(company)
    yield "journal_differs", _numbers(_list_unbooked(documents))
    yield "converted_differs", _list_wrongly_converted(company)
    yield "number_missing", list_missing_numbers(company)
    for code, finder in _finders.items():
        yield code, islice(finder(company), NAMED)


def _numbers(documents: QuerySet[Document]) -> list[str]:
    return list(documents.order_by("pk").values_list("number", flat=True)[:NAMED])


def _list_unequal(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Return documents whose amounts are not the sums of their lines."""
    lines = DocumentLine.objects.filter(document=OuterRef("pk")).order_by().values("document")
    sums = {
        name: Coalesce(Subquery(lines.annotate(total=Sum(name)).values("total")), Value(0))
        for name in ("total_minor", "tax_minor")
    }
    named = documents.annotate(sum_of_totals=sums["total_minor"], sum_of_taxes=sums["tax_minor"])
    return named.exclude(total_minor=F("sum_of_totals"), tax_minor=F("sum_of_taxes"))


def _list_unbalanced(company: Company) -> list[str]:
    entries = JournalEntry.objects.filter(company=company).annotate(balance=Sum("lines__amount_minor"))
    return list(entries.exclude(balance=0).exclude(balance=None).values_list("document_number", flat=True)[:NAMED])


def _list_unbooked(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Return posted documents whose entry in the journal is not what they say, or is missing though they want one."""
    receivable = JournalLine.objects.filter(entry__document_id=OuterRef("pk"), account="receivable")
    entry = JournalEntry.objects.filter(document_id=OuterRef("pk"))
    posted = documents.filter(posted_at__isnull=False).annotate(
        booked=Subquery(receivable.values("amount_minor")[:1]), entry=Subquery(entry.values("pk")[:1])
    )
    differs = Q(booked__isnull=False) & ~Q(booked=F("total_minor"))
    return posted.filter(differs | Q(postings__icontains=Posting.JOURNAL.value, entry__isnull=True))


def _list_wrongly_converted(company: Company) -> list[str]:
    """Return documents with a line of which more, or less, was converted than it remembers."""
    lines = DocumentLine.objects.filter(document__company=company)
    made = (
        DocumentLine.objects.filter(origin=OuterRef("pk"))
        .exclude(document__state=DocumentState.CANCELLED)
        .order_by()
        .values("origin")
        .annotate(pieces=Sum(Abs("quantity")))
    )
    suspected = lines.filter(Q(converted_quantity__gt=0) | Q(made__isnull=False)).distinct()
    counted = suspected.annotate(pieces=Coalesce(Subquery(made.values("pieces")), Value(0)))
    wrong = counted.exclude(converted_quantity=F("pieces"))
    return sorted(set(wrong.values_list("document__number", flat=True)[:NAMED]))


def list_missing_numbers(company: Company) -> list[str]:
    """Return the numbers that the ranges of invoices and credit notes gave, and no document has.

    What somebody left out by raising a range's next number is in the journal, and was never given.
    """
    types = DocumentType.objects.filter(company=company, kind__in=GAP_FREE)
    ranges = set(types.values_list("number_range", flat=True))
    numbers = Document.objects.filter(company=company, document_type__number_range__in=ranges)
    given: dict[str, set[int]] = defaultdict(set)
    widths: dict[str, int] = {}
    for number in numbers.values_list("number", flat=True).iterator(chunk_size=2000):
        match = _COUNTED.match(number)
        if match:
            given[match[1]].add(int(match[2]))
            widths[match[1]] = max(widths.get(match[1], 0), len(match[2]) if match[2].startswith("0") else 0)
    skipped = _read_skipped(company, ranges)
    missing = (
        f"{prefix}{number:0{widths[prefix]}d}"
        for prefix, known in given.items()
        for number in find_missing(known, skipped[prefix])
    )
    return list(islice(missing, NAMED))


def _read_skipped(company: Company, range_ids: Iterable[int]) -> dict[str, list[range]]:
    """Return by prefix which numbers were left out, as the journal has the changes of the ranges."""
    entries = AuditEntry.objects.filter(
        company=company, action="parameters.change", subject_kind="numberrange", subject_id__in=range_ids
    )
    changes: dict[int, list[tuple[Standing, Standing]]] = defaultdict(list)
    for range_id, before, after in entries.order_by("at", "pk").values_list("subject_id", "before", "after"):
        changes[range_id].append((_read_standing(before), _read_standing(after)))
    skipped: dict[str, list[range]] = defaultdict(list)
    for of_range in changes.values():
        for prefix, ranges in list_skipped(of_range).items():
            skipped[prefix] += ranges
    return skipped


def _read_standing(described: dict[str, str]) -> Standing:
    return Standing(described["prefix"], int(described["next_number"]))
