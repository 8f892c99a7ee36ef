"""What a document's lines are in the books: amounts by account, pieces by article. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Account(StrEnum):
    """Kinds of accounts that sales are booked on."""

    RECEIVABLE = "receivable"
    REVENUE = "revenue"
    TAX = "tax"


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A line of a document as the books ask for it; amounts in minor units, negative where something is taken back.

    `percent` and `tax_minor` are None where no tax was decided, `place` and `scheme` empty. `is_goods`: it has a stock.
    """

    article_id: int
    quantity: int
    total_minor: int
    tax_minor: int | None
    percent: Decimal | None
    place: str
    scheme: str
    is_goods: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount on an account: positive is debit, negative is credit; minor units."""

    account: Account
    place: str
    scheme: str
    percent: Decimal | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Voucher:
    """A document that is to be booked, and what of it: journal, stock, open item.

    `is_own_stock`: the goods leave a warehouse of the company's own, not the platform's (FBA).
    """

    company_id: int
    document_id: int
    number: str
    customer_id: int
    customer_number: str
    currency: str
    warehouse_id: int | None
    booked_at: datetime
    due_on: date
    lines: tuple[BookedLine, ...]
    writes_journal: bool
    moves_stock: bool
    opens_item: bool
    is_own_stock: bool = True

    @property
    def total_minor(self) -> int:
        """The sum of the lines."""
        return sum(line.total_minor for line in self.lines)


def list_amounts(lines: Iterable[BookedLine]) -> list[Amount]:
    """Return what a document is in the journal: the receivable, and revenue and tax of each rate; balanced."""
    groups: dict[tuple[str, str, Decimal | None], list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        group = groups[line.place, line.scheme, line.percent]
        tax_minor = line.tax_minor or 0
        group[0] += line.total_minor - tax_minor
        group[1] += tax_minor
    receivable = sum(revenue + tax for revenue, tax in groups.values())
    amounts = [Amount(Account.RECEIVABLE, "", "", None, receivable)]
    for (place, scheme, percent), (revenue, tax) in groups.items():
        amounts.append(Amount(Account.REVENUE, place, scheme, percent, -revenue))
        amounts.append(Amount(Account.TAX, place, scheme, percent, -tax))
    return [each for each in amounts if each.amount_minor]


def list_pieces(lines: Sequence[BookedLine]) -> dict[int, int]:
    """Return by article what comes into the warehouse; what leaves is negative."""
    pieces: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.is_goods:
            pieces[line.article_id] -= line.quantity
    return {article: quantity for article, quantity in pieces.items() if quantity}
