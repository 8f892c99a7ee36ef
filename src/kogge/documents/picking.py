"""Picks what of documents is converted: their lines with what is open of each, and what that costs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kogge.documents.models import Document, DocumentLine, DocumentState, LineKind
from kogge.documents.shares import Amounts, take_share
from kogge.kernel.errors import KoggeError


class NothingToConvert(KoggeError):
    """Nothing of a document is open, or nothing of it was chosen."""

    code = "nothing_to_convert"


class QuantityNotOpen(KoggeError):
    """More of a line was to be converted than is open of it."""

    code = "quantity_not_open"


class LineUnknown(KoggeError):
    """A line was named that belongs to none of the documents."""

    code = "line_unknown"


class SourcesDiffer(KoggeError):
    """Documents that differ in what an invoice has once cannot become one."""

    code = "sources_differ"


@dataclass(frozen=True, slots=True)
class Pick:
    """Pieces of a line that are converted, and what they cost; `closes` says that none stays open."""

    line: DocumentLine
    pieces: int
    amounts: Amounts
    closes: bool


class OpenLines:
    """The lines of documents, and what of each is open: read at once for all."""

    def __init__(self, document_ids: Sequence[int]) -> None:
        """Read the lines, and the parts of those that are converted in part."""
        self.of: dict[int, list[DocumentLine]] = defaultdict(list)
        for line in DocumentLine.objects.filter(document_id__in=document_ids).order_by("document_id", "position"):
            self.of[line.document_id].append(line)
        partly = [line for lines in self.of.values() for line in lines if line.converted_quantity > 0]
        self._taken = _sum_taken([line for line in partly if count_open(line)])

    def pick(self, document: Document, quantities: Mapping[int, int] | None) -> list[Pick]:
        """Return what of a document is converted: all that is open, or what `quantities` says by the lines' ids.

        A line of an article that is not named stays open; freight, services, discounts and differences that are not
        named go with the first part. Raises QuantityNotOpen and NothingToConvert.
        """
        picks = [self._pick(line, pieces) for line, pieces in self._choose(document, quantities) if pieces]
        if not picks:
            message = f"Nothing of document {document.number} is open, or nothing was chosen: choose a quantity."
            raise NothingToConvert(message)
        return picks

    def _choose(self, document: Document, quantities: Mapping[int, int] | None) -> Iterable[tuple[DocumentLine, int]]:
        for line in self.of[document.pk]:
            is_open = count_open(line)
            if quantities is None:
                yield line, is_open
                continue
            wanted = quantities.get(line.pk, 0 if line.kind == LineKind.ITEM else is_open)
            if not 0 <= wanted <= is_open:
                message = (
                    f"Of line {line.position} of document {document.number}, {is_open} pieces are open: "
                    f"{wanted} cannot be converted."
                )
                raise QuantityNotOpen(message)
            yield line, wanted

    def _pick(self, line: DocumentLine, pieces: int) -> Pick:
        is_open = count_open(line)
        left = amounts_of(line)
        taken = self._taken.get(line.pk)
        if taken is not None:
            left += -taken
        return Pick(line, pieces, take_share(left, pieces, is_open), closes=pieces == is_open)


def count_open(line: DocumentLine) -> int:
    """Return how many pieces of a line are not converted yet."""
    return abs(line.quantity) - line.converted_quantity


def amounts_of(line: DocumentLine) -> Amounts:
    """Return what a line costs."""
    return Amounts(line.total_minor, line.discount_minor, line.tax_minor, line.platform_tax_minor)


def require_lines(open_lines: OpenLines, quantities: Mapping[int, int] | None) -> None:
    """Refuse quantities of lines that none of the documents has. Raises LineUnknown."""
    known = {line.pk for lines in open_lines.of.values() for line in lines}
    if quantities is not None and not set(quantities) <= known:
        message = "A line was chosen that belongs to none of the documents: open the page anew."
        raise LineUnknown(message)


def require_alike(sources: Sequence[Document]) -> None:
    """Refuse to make one document of several that differ in what it has once. Raises SourcesDiffer."""
    if len(sources) > 1 and sources[0].customer.is_collective:
        message = "A collective customer stands for many buyers: their documents cannot become one."
        raise SourcesDiffer(message)
    first = _facts(sources[0])
    for other in sources[1:]:
        differing = [name for name, value in _facts(other).items() if value != first[name]]
        if differing:
            message = (
                f"Documents {sources[0].number} and {other.number} cannot become one: they differ in "
                f"{', '.join(differing)}. Convert them one by one."
            )
            raise SourcesDiffer(message)


def _facts(document: Document) -> dict[str, object]:
    return {
        "company": document.company_id,
        "customer": document.customer_id,
        "platform": document.platform_id,
        "currency": document.currency,
        "taxed prices": document.prices_include_tax,
        "country of delivery": document.delivery_address.get("country", ""),
        "VAT id": document.vat_id,
        "warehouse": document.warehouse_id,
        "what was posted already": sorted(document.postings_done),
    }


def _sum_taken(lines: Sequence[DocumentLine]) -> dict[int, Amounts]:
    """Return what was taken out of each line, with the line's own sign: a credit note's lines are negative."""
    signs = {line.pk: line.quantity > 0 for line in lines}
    if not signs:
        return {}
    made = DocumentLine.objects.filter(origin_id__in=signs).exclude(document__state=DocumentState.CANCELLED)
    taken: dict[int, Amounts] = {}
    for part in made.only("origin_id", "quantity", "total_minor", "discount_minor", "tax_minor", "platform_tax_minor"):
        if part.origin_id is not None:
            is_alike = (part.quantity > 0) == signs[part.origin_id]
            amounts = amounts_of(part) if is_alike else -amounts_of(part)
            taken[part.origin_id] = taken[part.origin_id] + amounts if part.origin_id in taken else amounts
    return taken
