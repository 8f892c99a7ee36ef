"""What a shop is asked for, and how its address is read."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from kogge_cloud.fetches.rules import BEGINNING, Window, advance_watermark, next_due, window_start
from kogge_cloud.shopware.mapping_payloads import OrderPayload
from kogge_cloud.shopware.rules import listing_criteria, page_criteria, read_address
from kogge_contract.messages import NewFetch
from tests.unit.shopware_emulator.shops import Shop

AT = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://shop.example.de", "https://shop.example.de"),
        (" shop.example.de/ ", "https://shop.example.de"),
        ("https://example.de/laden/admin", "https://example.de/laden"),
        ("https://example.de:8443/api", "https://example.de:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_addresses_are_kept_in_one_form(typed: str, address: str) -> None:
    assert read_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "http://shop.example.de",
        "https://ute:geheim@shop.example.de",
        "https://shop.example.de/?a=b",
        "ftp://shop.example.de",
        "https://[",
        "https://shop.example.de:seven",
        f"https://{'a' * 100}.de",
    ],
)
def test_keys_go_to_no_other_addresses(typed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_address(typed)


def test_a_window_asks_for_parts_and_for_what_was_never_changed() -> None:
    criteria = page_criteria(Window(AT, None), "")
    [changed] = criteria["filter"]
    asked = {each["field"] for each in changed["queries"] if "field" in each}
    assert asked == {"updatedAt", "deliveries.updatedAt", "transactions.updatedAt", "addresses.updatedAt"}
    never = [each["queries"] for each in changed["queries"] if each["type"] == "multi"]
    assert (never[0][0]["value"], never[0][1]["field"]) == (None, "createdAt")
    assert changed["queries"][0]["parameters"] == {"gte": "2026-11-20 12:00:00.123"}


def test_pages_go_on_behind_a_number_that_never_changes() -> None:
    criteria = page_criteria(Window(BEGINNING, None), "4711")
    assert criteria["filter"] == [{"type": "range", "field": "autoIncrement", "parameters": {"gt": 4711}}]
    assert criteria["sort"] == [{"field": "autoIncrement", "order": "ASC", "naturalSorting": False}]
    assert "orderCustomer" not in listing_criteria(None, "")["associations"]


def test_the_watermark_is_when_the_listing_began() -> None:
    assert advance_watermark(AT, AT, None, LATER) == LATER
    assert advance_watermark(LATER, AT, AT, LATER) == LATER
    assert advance_watermark(None, BEGINNING, None, LATER) == LATER
    assert advance_watermark(None, LATER, None, LATER) is None


def test_windows_overlap_and_listings_come_every_two_minutes() -> None:
    start = window_start(NewFetch(reference="f"), AT, LATER)
    assert (AT - start).total_seconds() == 600
    assert window_start(NewFetch(reference="f", backfill=True), AT, LATER) == BEGINNING
    assert (next_due(AT, None, None, LATER) - AT).total_seconds() == 120
    assert next_due(None, None, None, LATER) == LATER


def test_after_a_call_a_listing_comes_sooner_but_not_at_once_again() -> None:
    second = timedelta(seconds=1)
    called_at = AT + 20 * second
    assert next_due(AT, None, called_at, called_at) == called_at + 2 * second
    # A listing knows what was before its beginning, and a call while it ran may tell of what it missed.
    assert next_due(called_at + second, None, called_at, LATER) == called_at + 121 * second
    assert next_due(AT, called_at + 4 * second, called_at, LATER) == called_at + 14 * second
    assert next_due(AT, called_at + 4 * second, called_at - 21 * second, LATER) == called_at + 124 * second
    assert next_due(None, None, called_at, LATER) == LATER


def test_a_shop_is_asked_for_all_that_is_read_and_little_else() -> None:
    shop, asked = Shop(25).sign_in(), page_criteria(Window(None, None), "")
    whole = {name: value for name, value in asked.items() if name != "includes"}
    answers = [json.dumps(shop.search("order", **criteria)["data"]) for criteria in (asked, whole)]
    read = [map(OrderPayload.model_validate, json.loads(text, parse_float=Decimal)) for text in answers]
    assert list(read[0]) == list(read[1])
    assert 3 * len(answers[0]) < len(answers[1])
