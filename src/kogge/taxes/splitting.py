"""Splits amounts into net and tax: pure, exact, by one rule."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_WHOLE = Decimal(1)


def split_gross(gross_minor: Sequence[int], percent: Decimal) -> list[int]:
    """Return the tax in each of several gross amounts that bear the same rate, all in minor units.

    The tax of all of them together is rounded once, commercially (half away from zero), as the sum of an invoice's
    rate is (§ 14 Abs. 4 Nr. 8 UStG; EN 16931, BR-CO-17). Each amount's part is what the running sum grows by: it is
    less than one minor unit away from its own exact tax, and the parts add up to the whole.
    """
    taxes = []
    running = before = 0
    for gross in gross_minor:
        running += gross
        taxes_so_far = tax_in(running, percent)
        taxes.append(taxes_so_far - before)
        before = taxes_so_far
    return taxes


def tax_in(gross_minor: int, percent: Decimal) -> int:
    """Return the tax that a gross amount contains, rounded commercially; minor units."""
    return int(_EXACT.divide(gross_minor * percent, 100 + percent).quantize(_WHOLE, context=_EXACT))


def split_by_weight(amount_minor: int, weights: Sequence[int]) -> list[int]:
    """Return an amount in parts as heavy as the weights, in minor units; equal parts where none has a weight.

    Each part is what the rounded running sum grows by, so that the parts add up to the whole.
    """
    heavy = list(weights) if any(weights) else [1] * len(weights)
    total = sum(heavy)
    parts = []
    running = before = 0
    for weight in heavy:
        running += weight
        so_far = int(_EXACT.divide(Decimal(amount_minor * running), Decimal(total)).quantize(_WHOLE, context=_EXACT))
        parts.append(so_far - before)
        before = so_far
    return parts
