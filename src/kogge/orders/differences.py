"""What a new version of an order, or of the settings, would change on its document: pure comparison."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kogge.documents.rules import DocumentDraft

HEADER = (
    "purchase_order_number ordered_at ship_by_at deliver_by_at currency total_minor fulfilled_by_platform "
    "ships_with_platform_label is_business is_prime is_premium cancellation_requested replaces_order vat_id "
    "delivery_address invoice_address warehouse_id payment_method_id shipping_method_id shipping_payment_term_id "
    "tax_minor"
).split()
PERSONAL = ("delivery_address", "invoice_address", "vat_id", "purchase_order_number")
"""What a platform may leave out later, for want of a right to it: then what is known stays."""
FROM_SETTINGS = ("warehouse_id", "payment_method_id", "shipping_method_id", "shipping_payment_term_id", "tax_minor")
"""What no platform's change changes by itself: compared where a document is mapped again."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What tells a line, and what may change on it; amounts in minor units."""

    platform_reference: str
    kind: str
    title: str
    article_number: str
    sku: str
    quantity: int
    discount_minor: int
    total_minor: int

    @property
    def identity(self) -> tuple[str, str]:
        """What stays when a line changes."""
        return (self.platform_reference, self.kind)


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document as far as changes are looked for."""

    header: Mapping[str, Any]
    lines: tuple[LineFacts, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is or would be another: a field of the header, or of the line that `line` names."""

    field: str
    before: Any
    after: Any
    line: str = ""

    def describe(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in asdict(self).items()}


def facts_of_draft(draft: DocumentDraft) -> DocumentFacts:
    """Return what is compared of a draft."""
    header = {name: getattr(draft, name) for name in HEADER if name != "tax_minor"}
    header["tax_minor"] = draft.taxes.total_minor
    for name in ("delivery_address", "invoice_address"):
        header[name] = header[name].describe() if header[name] else {}
    return DocumentFacts(
        header,
        tuple(
            LineFacts(
                line.platform_reference, line.kind, line.title, line.article_number, line.sku, line.quantity,
                line.discount_minor, line.total_minor,
            )
            for line in draft.lines
        ),
    )  # fmt: skip


def compare(before: DocumentFacts, after: DocumentFacts, *, with_settings: bool = False) -> list[Difference]:
    """Return what differs, header first. What the platform no longer tells of persons is no difference."""
    differences = [
        Difference(name, before.header[name], after.header[name])
        for name in HEADER
        if before.header[name] != after.header[name]
        and (after.header[name] or name not in PERSONAL)
        and (with_settings or name not in FROM_SETTINGS)
    ]
    return differences + _compare_lines(before.lines, after.lines)


def _compare_lines(before: Sequence[LineFacts], after: Sequence[LineFacts]) -> list[Difference]:
    old, new = _by_identity(before), _by_identity(after)
    differences: list[Difference] = []
    for identity in dict.fromkeys([*old, *new]):
        ours, theirs = old.get(identity, []), new.get(identity, [])
        for was, becomes in zip(ours, theirs, strict=False):
            differences.extend(_compare_line(was, becomes))
        differences.extend(Difference("line", _show(each), None, _label(each)) for each in ours[len(theirs) :])
        differences.extend(Difference("line", None, _show(each), _label(each)) for each in theirs[len(ours) :])
    return differences


def _compare_line(was: LineFacts, becomes: LineFacts) -> Iterable[Difference]:
    for name in ("article_number", "quantity", "discount_minor", "total_minor", "title"):
        if getattr(was, name) != getattr(becomes, name):
            yield Difference(name, getattr(was, name), getattr(becomes, name), _label(was))


def _by_identity(lines: Iterable[LineFacts]) -> dict[tuple[str, str], list[LineFacts]]:
    found: dict[tuple[str, str], list[LineFacts]] = defaultdict(list)
    for line in lines:
        found[line.identity].append(line)
    return found


def _label(line: LineFacts) -> str:
    return line.sku or line.title or line.article_number


def _show(line: LineFacts) -> dict[str, Any]:
    return {"title": line.title or line.article_number, "quantity": line.quantity, "total_minor": line.total_minor}
