"""The contract's messages: strict on money, lenient on what a newer side adds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kogge_contract.money import Money
from kogge_contract.orders import Order

ORDER = {
    "reference": "306-1",
    "platform_kind": "amazon",
    "status": "open",
    "fulfilled_by": "merchant",
    "placed_at": "2026-11-01T10:00:00Z",
    "updated_at": "2026-11-01T10:00:00Z",
    "currency": "EUR",
    "total": "10.00",
}


def test_an_order_survives_the_wire_with_fields_it_does_not_know() -> None:
    order = Order.model_validate(ORDER | {"added_by_a_newer_cloud": {"x": 1}})
    assert Order.model_validate_json(order.model_dump_json()) == order
    assert order.total == Decimal("10.00")


@pytest.mark.parametrize("amount", [1.5, True, "NaN", "inf", "1,50", "", "1e-9"])
def test_inexact_amounts_are_refused(amount: object) -> None:
    with pytest.raises(ValidationError):
        Order.model_validate(ORDER | {"total": amount})


@pytest.mark.parametrize("currency", ["eur", "EURO", "€", ""])
def test_currencies_are_iso_codes(currency: str) -> None:
    with pytest.raises(ValidationError):
        Money.of("1", currency)


@pytest.mark.parametrize("field", ["placed_at", "updated_at"])
def test_times_need_a_time_zone(field: str) -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Order.model_validate(ORDER | {field: "2026-11-01T10:00:00"})


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=4))
def test_amounts_are_plain_decimal_strings_on_the_wire(amount: Decimal) -> None:
    wire = Money(amount=amount, currency="EUR").model_dump(mode="json")["amount"]
    assert "E" not in wire
    assert Decimal(wire) == amount
