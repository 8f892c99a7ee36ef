"""What an import of old data is made of: choices, records, and what becomes of each. Pure values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kogge.companies.rules import format_number
from kogge.customers.rules import AddressDraft, CustomerDraft
from kogge.data_imports.fields import Field
from kogge.data_imports.values import Numbers, add_tax, round_to_minor

DEFAULT_PREFIX = "ALT-"
LONGEST_NUMBER = 40


class Verdict(StrEnum):
    """What becomes of a record."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class Reason(StrEnum):
    """Why a record is not taken over, or what is to be known of it. Stored: never renamed."""

    NUMBER_MISSING = "number_missing"
    TEXT_TOO_LONG = "text_too_long"
    NAME_MISSING = "name_missing"
    DAY_UNREADABLE = "day_unreadable"
    AMOUNT_UNREADABLE = "amount_unreadable"
    AMOUNT_TOO_FINE = "amount_too_fine"
    QUANTITY_UNREADABLE = "quantity_unreadable"
    COUNTRY_UNKNOWN = "country_unknown"
    CURRENCY_UNKNOWN = "currency_unknown"
    TAX_UNKNOWN = "tax_unknown"
    ROWS_DISAGREE = "rows_disagree"
    NO_LINES = "no_lines"
    PRICE_MISSING = "price_missing"
    TOTAL_DIFFERS = "total_differs"
    DIFFERS = "differs"
    CUSTOMER_UNKNOWN = "customer_unknown"
    CUSTOMER_AMBIGUOUS = "customer_ambiguous"
    ARTICLE_UNKNOWN = "article_unknown"
    FREIGHT_UNKNOWN = "freight_unknown"
    SERVICE_UNKNOWN = "service_unknown"
    ORDER_KNOWN = "order_known"
    NUMBER_TAKEN = "number_taken"
    NUMBER_OF_RANGE = "number_of_range"
    RENAMED = "renamed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose for a file: where each field is, and how values are to be read.

    `prefix` is what an old document's number gets where a number range could give the same one.
    """

    columns: Mapping[Field, int]
    numbers: Numbers = Numbers.COMMA
    prices_include_tax: bool = True
    charset: str = ""
    prefix: str = DEFAULT_PREFIX
    document_type_id: int | None = None
    status_id: int | None = None

    def describe(self) -> dict[str, Any]:
        """Return the choices as JSON."""
        return {
            "columns": {each.value: place for each, place in self.columns.items()},
            "numbers": self.numbers.value,
            "prices_include_tax": self.prices_include_tax,
            "charset": self.charset,
            "prefix": self.prefix,
            "document_type_id": self.document_type_id,
            "status_id": self.status_id,
        }


def choices_of(described: Mapping[str, Any]) -> Choices:
    """Return choices that were described."""
    columns = {Field(name): place for name, place in described["columns"].items()}
    return Choices(**{**described, "columns": columns, "numbers": Numbers(described["numbers"])})


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A customer of a file."""

    number: str
    draft: CustomerDraft


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article of a file; None where the file says nothing."""

    number: str
    name: str
    ean: str
    price_minor: int | None
    currency: str
    tax_level: str
    stock: int | None


@dataclass(frozen=True, slots=True)
class LineRecord:
    """A line of a document: `amount` is what all pieces cost in major units, net where the file's prices are."""

    article_number: str
    ean: str
    title: str
    quantity: int
    amount: Decimal
    unit_price: Decimal | None
    tax_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """An open document of a file; `total` (with tax) and `freight` are None where the file says nothing of them."""

    number: str
    order_reference: str
    legacy_reference: str
    ordered_at: datetime
    currency: str
    total: Decimal | None
    freight: Decimal | None
    buyer: CustomerRecord
    delivery_address: AddressDraft | None
    lines: tuple[LineRecord, ...]


Record = CustomerRecord | ArticleRecord | DocumentRecord


@dataclass(frozen=True, slots=True)
class Parsed:
    """What some rows of a file say (their lines), or why they cannot be read; `key` is the record's own number."""

    rows: tuple[int, ...]
    key: str
    record: Record | None
    reason: Reason | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a record; `subject_id` is the row that it is, once there is one."""

    parsed: Parsed
    verdict: Verdict
    reason: Reason | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    subject_id: int | None = None


def fail(parsed: Parsed, reason: Reason, **values: str) -> Plan:
    """Say that a record is not taken over, and why."""
    return Plan(parsed, Verdict.FAILED, reason, values)


@dataclass(frozen=True, slots=True)
class RangeFacts:
    """A number range, and whether its numbers must have no gap."""

    id: int
    prefix: str
    width: int
    next_number: int
    is_gap_free: bool = False


def place_in_range(number: str, facts: RangeFacts) -> int | None:
    """Return which count of a range the number is; None where the range never writes it so."""
    counted = number.removeprefix(facts.prefix)
    if not number.startswith(facts.prefix) or not (counted.isascii() and counted.isdigit()):
        return None
    count = int(counted)
    return count if count and format_number(facts.prefix, count, facts.width) == number else None


def choose_number(number: str, prefix: str, ranges: Sequence[RangeFacts]) -> str:
    """Return the number that an old document gets: its own, with the prefix where a range writes numbers like it.

    A range must never meet a number that stands already: the order that it was to be given to could not be created.
    Nor is a number taken from a range: the old document has one, and gap-free ranges are for what is posted here.
    """
    if all(place_in_range(number, each) is None for each in ranges):
        return number
    return f"{prefix}{number}"


def price_lines(
    lines: Sequence[LineRecord], percents: Sequence[Decimal | None], currency: str, *, prices_include_tax: bool
) -> list[int]:
    """Return what each line costs with its tax, in minor units; tax is added by rate, rounded once a rate."""
    if prices_include_tax:
        return [round_to_minor(line.amount, currency) for line in lines]
    groups: dict[Decimal, list[int]] = {}
    for place, percent in enumerate(percents):
        groups.setdefault(percent or Decimal(0), []).append(place)
    found = [0] * len(lines)
    for percent, places in groups.items():
        parts = add_tax([lines[place].amount for place in places], percent, currency)
        for place, part in zip(places, parts, strict=True):
            found[place] = part
    return found
