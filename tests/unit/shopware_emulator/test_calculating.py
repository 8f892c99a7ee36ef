"""Prices, taxes and totals, against examples worked out from Shopware's calculators."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopware_emulator.pricing.calculating import (
    FREE,
    GROSS,
    HORIZONTAL,
    NET,
    VERTICAL,
    Context,
    Price,
    Rounding,
    add_up,
    calculate,
    discount_absolute,
    discount_percent,
    highest_rule,
    round_cash,
    round_half_up,
    share_rules,
    total_up,
)

HOME = Context()


def taxes_of(price: Price) -> dict[float, tuple[float, float]]:
    return {rate: (tax.tax, tax.price) for rate, tax in price.taxes.items()}


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"), [(1.005, 2, 1.01), (-1.005, 2, -1.01), (2.5, 0, 3), (0.285, 2, 0.29), (0, 2, 0)]
)
def test_halves_go_away_from_zero(value: float, decimals: int, rounded: float) -> None:
    assert round_half_up(value, decimals) == rounded


@pytest.mark.parametrize(
    ("value", "rounded"), [(19.97, 19.95), (19.98, 20.0), (0.02, 0.0), (0.03, 0.05), (-1.03, -1.05)]
)
def test_swiss_cash_is_rounded_to_five_rappen(value: float, rounded: float) -> None:
    assert round_cash(value, Rounding(2, 0.05)) == pytest.approx(rounded, abs=1e-9)


def test_a_gross_line_rounds_its_tax_after_the_quantity() -> None:
    price = calculate(12.90, 3, {7: 100}, HOME)
    assert (price.unit, price.total) == (12.9, 38.7)
    assert taxes_of(price) == {7: (2.53, 38.7)}


def test_a_net_line_has_its_tax_on_top() -> None:
    price = calculate(10.003, 2, {19: 100}, Context(NET))
    assert (price.unit, price.total) == (10, 20)
    assert taxes_of(price) == {19: (3.8, 20)}


def test_a_tax_free_line_has_no_taxes_and_no_rules() -> None:
    price = calculate(10, 2, {19: 100}, Context(FREE))
    assert (price.total, price.taxes, price.rules) == (20, {}, {})


def test_a_discount_is_spread_over_the_rates_it_is_given_on() -> None:
    goods = [calculate(100, 1, {19: 100}, HOME), calculate(50, 1, {7: 100}, HOME)]
    price = discount_percent(-10, goods, HOME)
    assert price.total == -15
    assert taxes_of(price) == {19: (-1.6, -10), 7: (-0.33, -5)}
    assert discount_absolute(-15, goods, HOME).total == -15


def test_horizontal_and_vertical_differ_by_a_cent() -> None:
    lines = [calculate(0.99, 1, {19: 100}, HOME) for _ in range(3)]
    horizontal = total_up(lines, [], Context(GROSS, HORIZONTAL))
    vertical = total_up(lines, [], Context(GROSS, VERTICAL))
    assert (horizontal.taxes[19].tax, vertical.taxes[19].tax) == (0.48, 0.47)
    assert (horizontal.net, vertical.net) == (2.49, 2.5)
    assert horizontal.total == vertical.total == 2.97


def test_a_net_order_rounds_in_cash_only_at_its_end() -> None:
    context = Context(NET, VERTICAL, Rounding(), Rounding(2, 0.05))
    price = total_up([calculate(10, 1, {8.1: 100}, context)], [], context)
    assert (price.net, price.raw, price.total) == (10, 10.81, 10.8)


def test_an_order_without_anything_to_pay_adds_up() -> None:
    price = total_up([calculate(0, 1, {19: 100}, HOME)], [calculate(0, 1, {19: 100}, HOME)], HOME)
    assert (price.total, price.net, price.taxes[19].tax) == (0, 0, 0)


def test_shipping_takes_the_highest_rate_or_all_of_them() -> None:
    goods = [calculate(30, 1, {19: 100}, HOME), calculate(10, 1, {7: 100}, HOME)]
    assert highest_rule(goods) == {19: 100}
    assert share_rules(add_up(goods)) == {19: 75, 7: 25}


AMOUNTS = st.integers(1, 50_000).map(lambda cents: cents / 100)


@given(
    lines=st.lists(st.tuples(AMOUNTS, st.integers(1, 9), st.sampled_from([19, 7, 0])), min_size=1, max_size=6),
    calculation=st.sampled_from([HORIZONTAL, VERTICAL]),
)
def test_gross_totals_are_the_sum_of_lines_and_net_and_tax(
    lines: list[tuple[float, int, int]], calculation: str
) -> None:
    context = Context(GROSS, calculation)
    prices = [calculate(unit, quantity, {rate: 100}, context) for unit, quantity, rate in lines]
    price = total_up(prices, [], context)
    assert price.total == pytest.approx(sum(each.total for each in prices), abs=0.001)
    assert price.net + sum(each.tax for each in price.taxes.values()) == pytest.approx(price.total, abs=0.001)
