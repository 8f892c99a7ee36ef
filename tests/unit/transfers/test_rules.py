"""What is offered and what of it has to be sent, by examples and by laws."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.kernel.money import exponent_of
from kogge.transfers.rules import (
    FACTOR_ONE,
    Area,
    Bookkeeping,
    Goods,
    Item,
    PriceRule,
    Standing,
    StockRule,
    note_result,
    note_sending,
    offered_price,
    offered_stock,
    plan,
)
from kogge_contract.listings import ItemOutcome, ItemResult
from kogge_contract.orders import Remark

GERMANY, SWEDEN = PriceRule("DE", "EUR"), PriceRule("SE", "SEK", 112_000)
TEA = Goods(ean="4006381333931", stock=7, price_minor=1290)
EVERYTHING = frozenset(Area)


def standing(**changes: Any) -> Standing:
    return Standing(**{"offer_id": 1, "sku": "TEE", "is_fba": False, "goods": TEA} | changes)


def planned(offer: Standing, *areas: Area, rules: tuple[PriceRule, ...] = (GERMANY,)) -> dict[str, list[Item]]:
    return plan([offer], StockRule(), rules, areas)


@pytest.mark.parametrize(
    ("stock", "rule", "offered"),
    [
        (7, StockRule(), 7),
        (7, StockRule(kept_back=2), 5),
        (1, StockRule(kept_back=2), 0),
        (-3, StockRule(), 0),
        (70, StockRule(kept_back=2, cap=50), 50),
        (7, StockRule(cap=0), 0),
    ],
)
def test_some_pieces_are_kept_back(stock: int, rule: StockRule, offered: int) -> None:
    assert offered_stock(stock, rule) == offered


@pytest.mark.parametrize(
    ("price", "currency", "rule", "offered"),
    [
        (1290, "EUR", PriceRule("DE", "EUR"), 1290),
        (1290, "EUR", PriceRule("DE", "EUR", 10_750), 1387),  # 1386.75
        (1290, "EUR", PriceRule("DE", "EUR", 10_750, 100), 1487),
        (1290, "EUR", PriceRule("DE", "EUR", ending=99), 1299),
        (1299, "EUR", PriceRule("DE", "EUR", ending=99), 1299),
        (1300, "EUR", PriceRule("DE", "EUR", ending=99), 1399),
        (1301, "EUR", PriceRule("DE", "EUR", ending=0), 1400),
        (1290, "EUR", PriceRule("SE", "SEK", 112_000, ending=0), 14500),  # 144.48 SEK
        (1290, "EUR", PriceRule("JP", "JPY", 1_600_000, ending=99), 2064),
        (1290, "JPY", PriceRule("DE", "EUR", 62), 800),  # 7.998 EUR
        (0, "EUR", PriceRule("DE", "EUR"), None),
        (1290, "EUR", PriceRule("DE", "EUR", surcharge_minor=-1290), None),
    ],
)
def test_a_price_follows_its_marketplaces_rule(price: int, currency: str, rule: PriceRule, offered: int | None) -> None:
    assert offered_price(price, currency, rule) == offered


amounts, currencies = st.integers(1, 10**9), st.sampled_from(["EUR", "SEK", "JPY"])
price_rules = st.builds(
    PriceRule,
    st.just("XX"),
    currencies,
    st.integers(1, 10**7),
    st.integers(0, 10**6),
    st.none() | st.integers(0, 99),
)


@given(amounts, amounts, currencies, price_rules)
def test_dearer_articles_never_become_cheaper(one: int, other: int, currency: str, rule: PriceRule) -> None:
    low, high = (offered_price(each, currency, rule) or 0 for each in sorted((one, other)))
    assert low <= high


@given(amounts, currencies, price_rules)
def test_an_ending_raises_by_less_than_a_hundred(price: int, currency: str, rule: PriceRule) -> None:
    plain = offered_price(price, currency, PriceRule("XX", rule.currency, rule.factor, rule.surcharge_minor))
    ended = offered_price(price, currency, rule)
    if plain is None or ended is None:
        assert plain == ended
    elif rule.ending is not None and exponent_of(rule.currency):
        assert 0 <= ended - plain < 100
        assert ended % 100 == rule.ending
    else:
        assert ended == plain


@given(amounts, currencies)
def test_a_factor_of_one_leaves_prices_as_they_are(price: int, currency: str) -> None:
    assert offered_price(price, currency, PriceRule("XX", currency, FACTOR_ONE)) == price


@given(st.integers(-1000, 1000), st.integers(0, 50), st.none() | st.integers(0, 500))
def test_stock_is_never_below_zero_nor_above_what_is_there(stock: int, kept_back: int, cap: int | None) -> None:
    offered = offered_stock(stock, StockRule(kept_back, cap))
    assert 0 <= offered <= max(stock, 0)
    assert cap is None or offered <= cap


def test_stock_goes_with_the_first_marketplace_and_prices_with_each() -> None:
    found = planned(standing(), Area.STOCK, Area.PRICES, rules=(GERMANY, SWEDEN))
    [german], [swedish] = found["DE"], found["SE"]
    assert german.parts == {"stock": "7", "price:DE": "12.90 EUR"}
    assert (german.offer.quantity, str(german.offer.price and german.offer.price.amount)) == (7, "12.90")
    assert swedish.parts == {"price:SE": "144.48 SEK"}
    assert (swedish.offer.quantity, swedish.offer.match) == (None, None)


def test_only_what_changed_is_sent() -> None:
    accepted = {"stock": "7", "price:DE": "12.90 EUR"}
    assert planned(standing(accepted=accepted), Area.STOCK, Area.PRICES) == {}
    cheaper = standing(accepted=accepted | {"price:DE": "11.00 EUR"})
    assert planned(cheaper, Area.STOCK) == {}
    assert planned(cheaper, Area.STOCK, Area.PRICES)["DE"][0].parts == {"price:DE": "12.90 EUR"}


def test_what_was_refused_waits_for_a_change() -> None:
    assert planned(standing(refused={"stock": "7"}), Area.STOCK) == {}
    assert planned(standing(refused={"stock": "6"}), Area.STOCK)["DE"][0].parts == {"stock": "7"}


def test_what_the_platform_ships_has_no_stock_here() -> None:
    fba = standing(is_fba=True)
    assert planned(fba, Area.STOCK) == {}
    assert planned(fba, *EVERYTHING)["DE"][0].parts == {"price:DE": "12.90 EUR"}


def test_an_article_is_listed_with_stock_and_price() -> None:
    accepted = {"stock": "7", "price:DE": "12.90 EUR"}
    [item] = planned(standing(accepted=accepted), Area.ARTICLES)["DE"]
    assert item.parts == {"stock": "7", "price:DE": "12.90 EUR", "listing:DE": "4006381333931"}
    assert item.offer.match is not None
    assert planned(standing(accepted={"listing:DE": TEA.ean}), Area.ARTICLES) == {}
    assert planned(standing(goods=Goods(stock=7, price_minor=1290)), Area.ARTICLES) == {}


def test_what_an_article_does_not_say_is_not_sent() -> None:
    assert planned(standing(goods=Goods()), *EVERYTHING) == {}


def result(outcome: ItemOutcome, *remarks: str) -> ItemResult:
    return ItemResult(sku="TEE", outcome=outcome, remarks=tuple(Remark(code=each) for each in remarks))


def test_nothing_is_taken_for_accepted_before_the_answer() -> None:
    sending = note_sending(Bookkeeping({"stock": "5", "price:DE": "12.90 EUR"}, {}), ["stock"])
    assert sending.accepted == {"price:DE": "12.90 EUR"}
    parts = {"stock": "7"}
    assert note_result(sending, parts, result(ItemOutcome.ACCEPTED)).accepted["stock"] == "7"
    failed = note_result(sending, parts, result(ItemOutcome.FAILED))
    assert (failed.accepted, failed.refused) == (sending.accepted, {})
    refused = note_result(sending, parts, result(ItemOutcome.REJECTED))
    assert (refused.accepted, refused.refused) == (sending.accepted, {"stock": "7"})
    assert note_result(refused, {"stock": "8"}, result(ItemOutcome.ACCEPTED)).refused == {}


def test_stock_that_was_withheld_was_not_accepted() -> None:
    parts = {"stock": "7", "price:DE": "12.90 EUR"}
    books = note_result(Bookkeeping({}, {}), parts, result(ItemOutcome.ACCEPTED, "stock_withheld"))
    assert books == Bookkeeping({"price:DE": "12.90 EUR"}, {"stock": "7"})
