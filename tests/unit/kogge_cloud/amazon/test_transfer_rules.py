"""A transfer's way and what becomes of an item, decided without anybody being called."""

from typing import Any

import pytest

from kogge_cloud.amazon.transfer_rules import (
    MOST_CALLS,
    STOCK_WITHHELD,
    Listing,
    Standing,
    Step,
    Way,
    choose_looked_at,
    choose_way,
    find_own_feed,
    judge,
    judge_match,
    next_step,
)
from kogge_cloud.listings.rules import ItemState, find_price_fault
from kogge_contract.listings import ListingOffer

NEW, UNMATCHED, READY = ItemState.NEW, ItemState.UNMATCHED, ItemState.READY
MATCH = {"ean": "4006381333931"}
PRICE = {"amount": "12.34", "currency": "EUR"}


def offer(**fields: Any) -> ListingOffer:
    return ListingOffer.model_validate({"sku": "A-1"} | fields)


def feed(**known: bool) -> Standing:
    return Standing(is_running=True, left={READY: 5}, way=Way.FEED, **known)


@pytest.mark.parametrize(
    ("standing", "step"),
    [
        (Standing(is_running=False, left={NEW: 1}), Step.NONE),
        (Standing(is_running=True, left={NEW: 1, READY: 5}), Step.LOOK),
        (Standing(is_running=True, left={UNMATCHED: 1, READY: 5}), Step.MATCH),
        (Standing(is_running=True, left={ItemState.REJECTED: 3}), Step.FINISH),
        (Standing(is_running=True, left={READY: 5}), Step.CHOOSE),
        (Standing(is_running=True, left={READY: 5}, way=Way.CALLS), Step.SEND),
        (feed(), Step.UPLOAD),
        (feed(has_document=True), Step.LIST),
        (feed(has_document=True, knows_others=True), Step.CREATE),
        (feed(has_document=True, knows_others=True, may_have_feed=True), Step.SEEK),
        (feed(has_document=True, knows_others=True, may_have_feed=True, has_feed=True), Step.POLL),
        (feed(has_feed=True, has_result=True), Step.REPORT),
    ],
)
def test_every_item_is_looked_at_before_the_first_is_sent(standing: Standing, step: Step) -> None:
    assert next_step(standing) is step


def test_few_go_one_by_one_and_many_as_a_feed() -> None:
    assert (choose_way(MOST_CALLS), choose_way(MOST_CALLS + 1)) == (Way.CALLS, Way.FEED)


def test_only_a_feed_that_can_be_told_from_others_is_ours() -> None:
    assert find_own_feed(["1", "2"], ["3", "2"]) == "3"
    assert find_own_feed(["1", "2"], ["2", "1"]) == ""
    assert find_own_feed(["1"], ["3", "2", "1"]) == ""


def test_a_sku_that_a_list_cannot_hold_is_looked_at_alone() -> None:
    assert choose_looked_at(["A", "B", "C,D", "E"]) == 2
    assert choose_looked_at(["C,D", "E"]) == 0
    assert choose_looked_at([" A", "E"]) == 0
    assert choose_looked_at(["A", "B"]) == 2


def test_stock_never_goes_to_what_amazon_ships() -> None:
    fba = Listing("A-1", "SHOES", is_fulfilled_by_platform=True)
    alone = judge(offer(quantity=3), fba)
    assert (alone.state, alone.code) == (ItemState.REJECTED, "fulfilled_by_platform")
    with_price = judge(offer(quantity=3, price=PRICE), fba)
    assert with_price.state is READY
    assert [code for code, _text in with_price.remarks] == [STOCK_WITHHELD]
    assert judge(offer(price=PRICE), fba).remarks == ()
    with pytest.raises(ValueError, match="never sent"):
        offer(quantity=3, fulfilled_by="platform")


def test_what_is_not_listed_is_matched_or_refused() -> None:
    assert judge(offer(quantity=3), None).code == "not_listed"
    assert judge(offer(quantity=3, match=MATCH), None).state is UNMATCHED
    there = Listing("A-1", "SHOES", is_fulfilled_by_platform=False)
    assert judge(offer(match=MATCH), there).state is ItemState.ACCEPTED
    ready = judge(offer(quantity=3, match=MATCH), there)
    assert (ready.state, ready.is_listed, ready.product_type) == (READY, True, "SHOES")


def test_an_ean_finds_one_product_or_none() -> None:
    wanted = offer(match=MATCH)
    assert judge_match(wanted, []).code == "product_not_found"
    assert judge_match(wanted, [("B01", ""), ("B02", "")]).code == "product_ambiguous"
    found = judge_match(wanted, [("B01", "SHOES"), ("B01", "SHOES")])
    assert (found.state, found.asin, found.product_type, found.is_listed) == (READY, "B01", "SHOES", False)


def test_prices_are_in_the_marketplaces_currency() -> None:
    assert find_price_fault(offer(quantity=1), "SEK") == ""
    assert find_price_fault(offer(price=PRICE), "EUR") == ""
    assert "SEK" in find_price_fault(offer(price=PRICE), "SEK")
    assert "0 decimals" in find_price_fault(offer(price={"amount": "1200.5", "currency": "JPY"}), "JPY")
