"""The proof that nothing is missing, doubled or different."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.orders.reconciliation import Account, AccountedOrder, reconcile
from kogge_contract.messages import ListedOrder
from kogge_contract.orders import OrderStatus
from tests.orders import order


def listed(reference: str = "1", total: str | None = "10.00", **changes: Any) -> ListedOrder:
    like = order()
    facts: dict[str, Any] = {
        "reference": reference,
        "status": OrderStatus.OPEN,
        "fulfilled_by": like.fulfilled_by,
        "updated_at": like.updated_at,
        "currency": "EUR",
        "total": None if total is None else Decimal(total),
    }
    return ListedOrder(**facts | changes)


def accounted(total_minor: int | None = 1000, account: Account = Account.CREATED, **changes: Any) -> AccountedOrder:
    return AccountedOrder(**{"account": account, "total_minor": total_minor, "currency": "EUR"} | changes)


def test_what_agrees_is_clean() -> None:
    proof = reconcile([listed("1"), listed("2")], {"1": accounted(), "2": accounted()}, [])
    assert proof.is_clean
    assert proof.describe() | {"listed": 2, "created": 2, "missing": 0} == proof.describe()
    assert proof.describe()["total_difference"] == {"EUR": "0.00"}


def test_an_order_that_nobody_accounted_for_is_missing() -> None:
    proof = reconcile([listed("1"), listed("2")], {"2": accounted()}, [])
    assert (proof.missing_orders, proof.is_clean) == (["1"], False)


def test_a_document_of_another_total_is_a_difference_of_that_much() -> None:
    proof = reconcile([listed("1"), listed("2", "5.01")], {"1": accounted(), "2": accounted(500)}, [])
    assert (proof.difference_orders, proof.is_clean) == (["2"], False)
    assert proof.describe()["total_difference"] == {"EUR": "-0.01"}


def test_differences_that_cancel_out_are_still_named() -> None:
    proof = reconcile([listed("1"), listed("2")], {"1": accounted(1001), "2": accounted(999)}, [])
    assert proof.describe()["total_difference"] == {"EUR": "0.00"}
    assert (proof.difference_orders, proof.is_clean) == (["1", "2"], False)


def test_another_currency_is_a_difference_even_at_the_same_figure() -> None:
    proof = reconcile([listed(currency="USD")], {"1": accounted()}, [])
    assert proof.difference_orders == ["1"]


def test_a_listed_total_that_cannot_be_booked_is_a_difference_and_stops_nothing() -> None:
    proof = reconcile([listed("1", "10.005"), listed("2")], {"1": accounted(), "2": accounted()}, [])
    assert proof.difference_orders == ["1"]
    assert proof.listed == proof.accounts[Account.CREATED] == 2


@pytest.mark.parametrize("changes", [{"total": None}, {"status": OrderStatus.CANCELLED, "total": "0.00"}])
def test_what_has_no_total_to_compare_with_is_no_difference(changes: dict[str, Any]) -> None:
    proof = reconcile([listed(**changes)], {"1": accounted()}, [])
    assert proof.is_clean


def test_parked_orders_and_duplicates_keep_the_books_from_being_clean() -> None:
    parked = reconcile([listed()], {"1": accounted(None, Account.PARKED, reason="unreadable")}, [])
    assert (parked.describe()["parked"], parked.is_clean) == (1, False)
    doubled = reconcile([listed()], {"1": accounted()}, ["1"])
    assert (doubled.describe()["duplicate_orders"], doubled.is_clean) == (["1"], False)


def test_an_order_that_moves_between_pages_of_the_listing_counts_once() -> None:
    assert reconcile([listed(), listed("2"), listed()], {"1": accounted(), "2": accounted()}, []).listed == 2


@given(
    st.lists(st.integers(1, 9).map(str)),
    st.dictionaries(
        st.integers(1, 9).map(str),
        st.builds(
            accounted,
            st.none() | st.integers(0, 10**6),
            st.sampled_from(Account),
            reason=st.sampled_from(["pending", "cancelled"]),
        ),
    ),
)
def test_every_listed_order_is_in_exactly_one_count(references: list[str], known: dict[str, AccountedOrder]) -> None:
    told: Any = reconcile([listed(each) for each in references], known, []).describe()
    counted = told["created"] + told["updated"] + told["unchanged"] + told["parked"] + sum(told["skipped"].values())
    assert told["listed"] == counted + told["missing"] == len(set(references))
