"""What documents are in the books: balanced, by rate and country, by article."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kogge.bookkeeping.models import ACCOUNTS
from kogge.bookkeeping.rules import Account, Amount, BookedLine, list_amounts, list_pieces

MINOR = st.integers(-(10**9), 10**9)
PERCENTS = st.sampled_from([None, Decimal(7), Decimal(19)])
LINES = st.lists(
    st.builds(
        BookedLine,
        article_id=st.integers(1, 3),
        quantity=st.integers(-9, 9),
        total_minor=MINOR,
        tax_minor=st.none() | MINOR,
        percent=PERCENTS,
        place=st.sampled_from(["", "DE", "FR"]),
        scheme=st.sampled_from(["", "domestic", "oss"]),
        is_goods=st.booleans(),
    ),
    max_size=6,
)


def line(total: int, tax: int | None, place: str = "DE", percent: int = 19, **changes: object) -> BookedLine:
    facts = {"article_id": 1, "quantity": 1, "scheme": "domestic", "is_goods": True}
    return BookedLine(
        total_minor=total,
        tax_minor=tax,
        percent=Decimal(percent),
        place=place,
        **(facts | changes),
    )


def test_revenue_and_tax_stand_by_country_and_rate() -> None:
    amounts = list_amounts([line(1190, 190), line(119, 19), line(1070, 70, percent=7), line(1200, 200, "FR", 20)])
    assert amounts == [
        Amount(Account.RECEIVABLE, "", "", None, 3579),
        Amount(Account.REVENUE, "DE", "domestic", Decimal(19), -1100),
        Amount(Account.TAX, "DE", "domestic", Decimal(19), -209),
        Amount(Account.REVENUE, "DE", "domestic", Decimal(7), -1000),
        Amount(Account.TAX, "DE", "domestic", Decimal(7), -70),
        Amount(Account.REVENUE, "FR", "domestic", Decimal(20), -1000),
        Amount(Account.TAX, "FR", "domestic", Decimal(20), -200),
    ]


@given(LINES)
def test_every_entry_is_balanced(lines: list[BookedLine]) -> None:
    assert sum(each.amount_minor for each in list_amounts(lines)) == 0


def test_goods_leave_by_article_and_services_do_not() -> None:
    lines = [line(1, 0, quantity=2), line(1, 0, quantity=3), line(1, 0, article_id=2, is_goods=False)]
    assert list_pieces(lines) == {1: -5}


def test_the_accounts_have_words() -> None:
    assert {code for code, _words in ACCOUNTS} == {each.value for each in Account}
