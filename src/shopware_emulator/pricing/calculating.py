"""Prices, taxes and totals as Shopware calculates them: QuantityPriceCalculator, AmountCalculator and their kin.

Amounts are major units in binary fractions and are rounded where Shopware rounds them, since that decides about cents.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

GROSS, NET, FREE = "gross", "net", "tax-free"
HORIZONTAL, VERTICAL = "horizontal", "vertical"

_ALMOST = 1e-8
_CASH_DECIMALS = 2

Rules = Mapping[float, float]
"""Tax rates, each with the share of the price (in percent) that it applies to."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a currency is rounded: to how many decimals, and in cash to which interval."""

    decimals: int = 2
    interval: float = 0.01
    for_net: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """What a shop calculates with: prices with tax, without, or free of it; taxes by line or by the whole."""

    tax_state: str = GROSS
    calculation: str = HORIZONTAL
    item_rounding: Rounding = field(default_factory=Rounding)
    total_rounding: Rounding = field(default_factory=Rounding)


@dataclass(slots=True)
class Tax:
    """The tax of one rate, and the price it belongs to."""

    tax: float
    price: float


@dataclass(slots=True)
class Price:
    """A calculated price with its taxes by rate."""

    unit: float
    total: float
    taxes: dict[float, Tax] = field(default_factory=dict)
    rules: dict[float, float] = field(default_factory=dict)
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class CartPrice:
    """What an order comes to."""

    net: float
    total: float
    position: float
    taxes: dict[float, Tax]
    rules: dict[float, float]
    tax_state: str
    raw: float


def cast(value: float) -> float:
    """Drop what only binary fractions know, as PHP does when it writes a number (14 digits)."""
    return float(f"{value:.14g}")


def round_half_up(value: float, decimals: int) -> float:
    """Round the way PHP does: halves away from zero, and what is almost a half is one."""
    scale = 10**decimals
    return math.copysign(math.floor(abs(value) * scale + 0.5 + _ALMOST) / scale, value) if value else 0.0


def round_cash(value: float, rounding: Rounding) -> float:
    """Round to what can be paid."""
    rounded = round_half_up(value, rounding.decimals)
    if rounding.decimals > _CASH_DECIMALS:
        return rounded
    multiplier = 100 / (rounding.interval * 100)
    return round_half_up(rounded * multiplier, 0) / multiplier


def _round_unit(value: float, context: Context) -> float:
    if context.tax_state == GROSS or context.item_rounding.for_net:
        return round_cash(value, context.item_rounding)
    return round_half_up(value, context.item_rounding.decimals)


def calculate(unit: float, quantity: int, rules: Rules, context: Context) -> Price:
    """Return the price of a quantity; `unit` is with tax where the context's prices are."""
    unit = _round_unit(unit, context)
    decimals = context.item_rounding.decimals
    taxes = {}
    for rate, share in rules.items():
        price, tax = _tax(unit, rate, share, context.tax_state)
        taxes[rate] = Tax(
            cast(round_half_up(tax * quantity, decimals)), cast(round_half_up(price * quantity, decimals))
        )
    total = cast(_round_unit(unit * quantity, context))
    if context.tax_state == FREE:
        return Price(cast(unit), total, quantity=quantity)
    return Price(cast(unit), total, taxes, dict(rules), quantity)


def _tax(price: float, rate: float, share: float, tax_state: str) -> tuple[float, float]:
    part = price / 100 * share
    if tax_state == GROSS:
        return part, part / ((100 + rate) / 100) * (rate / 100)
    return part, part * (rate / 100)


def add_up(prices: Iterable[Price]) -> Price:
    """Return the sum of prices; of rules with the same rate the first one stays."""
    whole = Price(0, 0)
    for price in prices:
        whole.unit += price.unit
        whole.total += price.total
        whole.rules = {**price.rules, **whole.rules}
        for rate, tax in price.taxes.items():
            known = whole.taxes.setdefault(rate, Tax(0, 0))
            known.tax, known.price = cast(known.tax + tax.tax), cast(known.price + tax.price)
    whole.unit, whole.total = cast(whole.unit), cast(whole.total)
    return whole


def share_rules(price: Price) -> dict[float, float]:
    """Return rules that spread over the rates of a price by their shares in it."""
    return {rate: tax.price / price.total * 100 if price.total > 0 else 0 for rate, tax in price.taxes.items()}


def highest_rule(prices: Iterable[Price]) -> dict[float, float]:
    """Return the rule of the highest rate, for the whole."""
    rates = [rate for price in prices for rate in price.rules]
    return {max(rates): 100} if rates else {}


def discount_percent(percent: float, prices: Iterable[Price], context: Context) -> Price:
    """Return a discount (percent < 0) on prices, spread over their rates."""
    whole = add_up(prices)
    return calculate(_round_unit(whole.total / 100 * percent, context), 1, share_rules(whole), context)


def discount_absolute(amount: float, prices: Iterable[Price], context: Context) -> Price:
    """Return a discount (amount < 0) of an amount, spread over the rates of prices."""
    return calculate(amount, 1, share_rules(add_up(prices)), context)


def total_up(positions: list[Price], shipping: list[Price], context: Context) -> CartPrice:
    """Return what an order comes to."""
    position = add_up(positions).total
    whole = add_up([*positions, *shipping])
    if context.tax_state == FREE:
        return CartPrice(whole.total, whole.total, position, {}, {}, FREE, whole.total)
    taxes = _total_taxes(whole, context)
    tax = cast(sum(each.tax for each in taxes.values()))
    if context.tax_state == GROSS:
        net = round_half_up(whole.total - tax, context.item_rounding.decimals)
        total = round_cash(whole.total, context.total_rounding)
        return CartPrice(cast(net), cast(total), position, taxes, whole.rules, GROSS, whole.total)
    raw = cast(whole.total + tax)
    return CartPrice(whole.total, cast(round_cash(raw, context.total_rounding)), position, taxes, whole.rules, NET, raw)


def _total_taxes(whole: Price, context: Context) -> dict[float, Tax]:
    """Add the lines' taxes up (horizontal), or calculate them from the whole (vertical)."""
    decimals = context.item_rounding.decimals
    if context.calculation == HORIZONTAL:
        return {rate: Tax(cast(round_half_up(each.tax, decimals)), each.price) for rate, each in whole.taxes.items()}
    taxes = {}
    for rate, share in share_rules(whole).items():
        price, tax = _tax(whole.total, rate, share, context.tax_state)
        taxes[rate] = Tax(cast(round_half_up(tax, decimals)), cast(price))
    return taxes
