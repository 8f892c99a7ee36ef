"""Which old document belongs to which order of a platform, how sure that is, and why: pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

NEAR = timedelta(days=3)
"""So far apart may the platform's time of an order and the old installation's be: it noted when it fetched it."""


class Clue(StrEnum):
    """What speaks for, or against, a document being an order's."""

    SAME_LEGACY_ID = "same_legacy_id"
    SAME_ORDER_NUMBER = "same_order_number"
    SAME_TOTAL = "same_total"
    OTHER_TOTAL = "other_total"
    SAME_EMAIL = "same_email"
    SAME_ADDRESS = "same_address"
    SAME_DAYS = "same_days"
    OTHER_NUMBER = "other_number"
    SEVERAL = "several"


class Confidence(StrEnum):
    """How sure it is."""

    SURE = "sure"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


LONGEST_ID = 100
_SEPARATORS = re.compile(r"[;,\t]")

LEVELS = (Confidence.SURE, Confidence.LIKELY)
"""The levels at which an order has one document, and a document one order."""

IDS = frozenset({Clue.SAME_LEGACY_ID, Clue.SAME_ORDER_NUMBER})
PERSON = frozenset({Clue.SAME_EMAIL, Clue.SAME_ADDRESS})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is compared of an order; keys are digests (see customers.rules), `total_minor` None where none is stated."""

    reference: str
    placed_at: datetime
    currency: str
    total_minor: int | None
    legacy_reference: str = ""
    email_key: str = ""
    match_key: str = ""


@dataclass(frozen=True, slots=True)
class OldDocument:
    """What is compared of a document that belongs to no order yet."""

    id: int
    ordered_at: datetime
    currency: str
    total_minor: int
    order_reference: str = ""
    legacy_reference: str = ""
    email_key: str = ""
    match_key: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An order and a document that may be its, by its id."""

    order_reference: str
    document_id: int
    confidence: Confidence
    clues: tuple[Clue, ...]


def compare(order: OrderFacts, document: OldDocument) -> tuple[Clue, ...]:
    """Return what speaks for and against the document being the order's."""
    is_same_total = order.total_minor == document.total_minor and order.currency == document.currency
    ids = {order.reference, order.legacy_reference} - {""}
    has_same_number = document.order_reference.strip() == order.reference
    found = {
        Clue.SAME_LEGACY_ID: document.legacy_reference in ids,
        Clue.SAME_ORDER_NUMBER: has_same_number,
        Clue.SAME_TOTAL: is_same_total,
        Clue.OTHER_TOTAL: order.total_minor is not None and not is_same_total,
        Clue.SAME_EMAIL: bool(order.email_key) and order.email_key == document.email_key,
        Clue.SAME_ADDRESS: bool(order.match_key) and order.match_key == document.match_key,
        Clue.SAME_DAYS: abs(order.placed_at - document.ordered_at) <= NEAR,
        Clue.OTHER_NUMBER: bool(document.order_reference.strip()) and not has_same_number,
    }
    return tuple(clue for clue, applies in found.items() if applies)


def judge(clues: Collection[Clue]) -> Confidence | None:
    """Return how sure it is that a document is an order's; None: it is not to be thought of.

    A number that both have says it, unless the totals differ. Without one it takes the same person, total and days. A
    document that names another order is that other order's, whatever else fits.
    """
    if IDS & set(clues):
        if Clue.OTHER_NUMBER in clues:
            return Confidence.DOUBTFUL
        return Confidence.LIKELY if Clue.OTHER_TOTAL in clues else Confidence.SURE
    if Clue.OTHER_NUMBER in clues or Clue.SAME_TOTAL not in clues or not PERSON & set(clues):
        return None
    return Confidence.LIKELY if Clue.SAME_DAYS in clues else Confidence.DOUBTFUL


def judge_buyer(*, same_email: bool, same_address: bool, several: bool) -> tuple[Confidence, tuple[Clue, ...]]:
    """Return how sure it is that a customer is a buyer, and why; `several` customers look like him."""
    found = {Clue.SAME_EMAIL: same_email, Clue.SAME_ADDRESS: same_address, Clue.SEVERAL: several}
    clues = tuple(clue for clue, applies in found.items() if applies)
    if several:
        return Confidence.DOUBTFUL, clues
    return Confidence.SURE if same_email and same_address else Confidence.LIKELY, clues


def read_identities(text: str) -> tuple[dict[str, str], list[int]]:
    """Read pasted lines “document number; AucWebID”; return the ids by number, and which lines say nothing of the kind.

    Tabs, semicolons and commas separate, as spreadsheets paste them; empty lines count for nothing.
    """
    found: dict[str, str] = {}
    unreadable = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [each.strip().strip('"') for each in _SEPARATORS.split(line)]
        if len(cells) == len(("number", "id")) and all(0 < len(each) <= LONGEST_ID for each in cells):
            found[cells[0]] = cells[1]
        else:
            unreadable.append(number)
    return found, unreadable


def find_matches(orders: Iterable[OrderFacts], documents: Iterable[OldDocument]) -> list[Match]:
    """Return each order's documents, as far as they have something in common: looked up, not each with each."""
    shelf = _shelve(documents)
    matches = []
    for order in orders:
        for document in _look_up(order, shelf):
            clues = compare(order, document)
            confidence = judge(clues)
            if confidence is not None:
                matches.append(Match(order.reference, document.id, confidence, clues))
    return settle(matches)


def settle(matches: Iterable[Match]) -> list[Match]:
    """Let no order have two documents for sure, and no document two orders.

    Level by level: who is alone with each other stays so, and lesser matches of either fall away; where there are
    several at a level, all of them are doubtful. The order of the matches does not matter.
    """
    left, settled = list(matches), []
    for level in LEVELS:
        at_level = [each for each in left if each.confidence is level]
        by_order = Counter(each.order_reference for each in at_level)
        by_document = Counter(each.document_id for each in at_level)
        alone = [each for each in at_level if by_order[each.order_reference] == by_document[each.document_id] == 1]
        settled += alone
        orders, documents = {each.order_reference for each in alone}, {each.document_id for each in alone}
        left = [
            _doubt(each) if each.confidence is level else each
            for each in left
            if each.order_reference not in orders and each.document_id not in documents
        ]
    return settled + left


def _doubt(match: Match) -> Match:
    clues = match.clues if Clue.SEVERAL in match.clues else (*match.clues, Clue.SEVERAL)
    return replace(match, confidence=Confidence.DOUBTFUL, clues=clues)


def pair_lines(ordered: Iterable[tuple[str, str, int]], lines: Iterable[tuple[int, str, int]]) -> dict[int, str]:
    """Return which line of a document (id) is which ordered item (reference), by SKU and quantity.

    Where there are more of the one than of the other, nobody can tell which is which: they stay apart.
    """
    items, places = _group(ordered), _group(lines)
    return {
        line_id: reference
        for key, references in items.items()
        if len(references) == len(places.get(key, ()))
        for reference, line_id in zip(references, places[key], strict=True)
    }


def _group(rows: Iterable[tuple[T, str, int]]) -> Mapping[tuple[str, int], Sequence[T]]:
    found: dict[tuple[str, int], list[T]] = defaultdict(list)
    for identity, sku, quantity in rows:
        if sku and quantity:
            found[sku, quantity].append(identity)
    return found


def _shelve(documents: Iterable[OldDocument]) -> Mapping[Hashable, Sequence[OldDocument]]:
    """File the documents under everything by which an order may find them."""
    shelf: dict[Hashable, list[OldDocument]] = defaultdict(list)
    for each in documents:
        keys = {
            ("id", each.legacy_reference),
            ("id", each.order_reference.strip()),
            ("email", each.email_key, each.currency, each.total_minor),
            ("address", each.match_key, each.currency, each.total_minor),
        }
        for key in keys:
            if key[1]:
                shelf[key].append(each)
    return shelf


def _look_up(order: OrderFacts, shelf: Mapping[Hashable, Sequence[OldDocument]]) -> Iterator[OldDocument]:
    keys = (
        ("id", order.reference),
        ("id", order.legacy_reference),
        ("email", order.email_key, order.currency, order.total_minor),
        ("address", order.match_key, order.currency, order.total_minor),
    )
    found = {each.id: each for key in keys if key[1] for each in shelf.get(key, ())}
    yield from found.values()
