"""Divides amounts by weight so that the parts add up to the whole, in the smallest unit given: pure."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from kogge_cloud.shopware.mapping_payloads import PricePayload, TaxPayload

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
CENT = Decimal("0.01")


def divide(amount: Decimal, weights: Sequence[Decimal], unit: Decimal = CENT) -> list[Decimal]:
    """Return an amount in parts as heavy as the weights (equal ones where none has any), each a multiple of `unit`.

    Each part is what the rounded running sum grows by; what is finer than the unit goes with the last part.
    """
    heavy = [abs(weight) for weight in weights]
    if not any(heavy):
        heavy = [Decimal(1)] * len(weights)
    total = sum(heavy)
    parts, running, before = [], Decimal(0), Decimal(0)
    for weight in heavy:
        running += weight
        is_whole = running == total
        so_far = amount if is_whole else to_unit(_EXACT.divide(amount * running, total), unit)
        parts.append(so_far - before)
        before = so_far
    return parts


def to_unit(amount: Decimal, unit: Decimal) -> Decimal:
    """Round an amount commercially to a multiple of `unit`, a power of ten."""
    return amount.quantize(unit, context=_EXACT)


def split_price(price: PricePayload, weights: Sequence[Decimal]) -> list[PricePayload]:
    """Return a price in parts by weight, its taxes too."""
    totals = divide(price.total_price, weights)
    taxes = [(tax.tax_rate, divide(tax.tax, weights), divide(tax.price, weights)) for tax in price.calculated_taxes]
    return [
        PricePayload(
            unit_price=total,
            total_price=total,
            calculated_taxes=tuple(
                TaxPayload(tax=of_tax[index], tax_rate=rate, price=of_price[index]) for rate, of_tax, of_price in taxes
            ),
        )
        for index, total in enumerate(totals)
    ]
