"""A feed page is read entry by entry: one that cannot be read is told of, and the others are taken."""

import json
from typing import Any

import pytest

from kogge.orders.importing import parse_order, parse_page
from kogge.orders.importing.pages import FeedUnreadable
from kogge_contract.orders import Unreadable
from tests.orders import entry, order


def body(*entries: Any, **changes: Any) -> bytes:
    told = [each if isinstance(each, dict) else json.loads(each.model_dump_json()) for each in entries]
    return json.dumps({"entries": told, "next_after": 7, "head": 9} | changes).encode()


def broken(sequence: int, **changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(entry(sequence, order(sequence)).model_dump_json())
    return told | {"order": told["order"] | changes}


def test_a_page_is_what_the_cloud_said() -> None:
    page = parse_page(body(entry(1, order(1)), entry(2, Unreadable(code="c", message="m"), "x")))
    assert (page.next_after, page.head) == (7, 9)
    assert page.entries[0].order == order(1)
    assert page.entries[1].problem == Unreadable(code="c", message="m")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"total": 10.5}, "order.total"),
        ({"total": "NaN"}, "order.total"),
        ({"status": "lost"}, "order.status"),
        ({"lines": [{"reference": "", "quantity": -1}]}, "order.lines.0.quantity"),
        ({"placed_at": "2026-11-01T10:00:00"}, "order.placed_at"),
        ({"currency": "€"}, "order.currency"),
    ],
)
def test_an_entry_that_cannot_be_read_says_where_and_stops_no_other(changes: dict[str, Any], place: str) -> None:
    page = parse_page(body(entry(1, order(1)), broken(2, **changes), entry(3, order(3))))
    first, poisoned, last = page.entries
    assert first.order == order(1)
    assert last.order == order(3)
    assert poisoned.order is None
    assert poisoned.problem is not None
    assert poisoned.problem.code == "unreadable"
    assert place in poisoned.problem.message
    assert (poisoned.sequence, poisoned.order_reference) == (2, order(2).reference)


def test_a_problem_tells_nothing_of_what_was_wrong() -> None:
    address = {"name": "Jörg Müller", "country": "Deutschland, Lange Str. 5"}
    (poisoned,) = parse_page(body(broken(1, delivery_address=address))).entries
    assert poisoned.problem is not None
    assert "Lange" not in poisoned.problem.message
    assert "Jörg" not in poisoned.problem.message


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"[]", b"{}", b'{"entries": [], "next_after": "x", "head": 1}', body({"sequence": 1})],
)
def test_what_is_no_page_is_refused_and_may_be_asked_for_again(content: bytes) -> None:
    with pytest.raises(FeedUnreadable) as raised:
        parse_page(content)
    assert not raised.value.permanent


def test_one_order_is_a_page_that_moves_no_cursor() -> None:
    page = parse_order(entry(5, order()).model_dump_json().encode())
    assert ([each.sequence for each in page.entries], page.next_after, page.head) == ([5], 0, 0)


def test_one_order_that_cannot_be_read_is_told_of_too() -> None:
    (poisoned,) = parse_order(json.dumps(broken(5, total=1.5)).encode()).entries
    assert poisoned.problem is not None


@pytest.mark.parametrize("content", [b"", b"[]", b"{}"])
def test_what_is_no_order_is_refused(content: bytes) -> None:
    with pytest.raises(FeedUnreadable):
        parse_order(content)
