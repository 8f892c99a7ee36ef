"""Shopware's money as charges that add up to the order's total: pure, and honest where they do not.

In gross orders taxes are within the prices, in net orders they come on top, in tax-free ones there are none
(Checkout/Cart/Price/AmountCalculator). Deductions and shipping are spread over the goods by their tax rates, since each
part of them shares the tax of what it belongs to (Section 3.10 Abs. 5 UStAE). The order's total is computed from the
taxes of all items together and then rounded to coins, so that a small rest is left: that is the rounding, and shown
as such.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from kogge_cloud.shopware.mapping_items import Goods, Items
from kogge_cloud.shopware.mapping_payloads import LineItemPayload, OrderPayload, PricePayload
from kogge_cloud.shopware.splitting import divide, to_unit
from kogge_contract.money import decimals_of
from kogge_contract.orders import Charge, ChargeKind, Remark

ZERO = Decimal(0)
NET, TAX_FREE = "net", "tax-free"


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a price that bears one tax rate; without a rate there is no tax."""

    rate: Decimal | None
    amount: Decimal
    tax: Decimal


@dataclass(slots=True)
class Amounts:
    """The charges of each of the goods, in their order, those of the whole order, and what was odd."""

    of_goods: list[list[Charge]]
    of_order: list[Charge] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """What the buyer pays for all of them."""
        return sum((_gross(each) for charges in (*self.of_goods, self.of_order) for each in charges), ZERO)


def read_amounts(order: OrderPayload, items: Items) -> Amounts:
    """Turn an order's prices into charges whose sum is its total, or remark that it is not."""
    return _Reading(order, items).read()


def total_of(order: OrderPayload) -> Decimal:
    """Return what the buyer owes."""
    return order.price.total_price if order.amount_total is None else order.amount_total


def tax_status_of(order: OrderPayload) -> str:
    """Return how the order's prices relate to tax: gross, net or tax-free."""
    return order.price.tax_status or order.tax_status


class _Reading:
    """One order while its prices are read."""

    def __init__(self, order: OrderPayload, items: Items) -> None:
        self._order = order
        self._goods = items.goods
        self._deductions = items.deductions
        self._unit = Decimal(1).scaleb(-decimals_of(order.currency.iso_code))
        self._tax_included = tax_status_of(order) != NET
        self._amounts = Amounts([[] for _ in items.goods], remarks=list(items.remarks))

    def read(self) -> Amounts:
        for charges, goods in zip(self._amounts.of_goods, self._goods, strict=True):
            charges.append(self._charge(ChargeKind.ITEM, goods.price))
            for extra in goods.extras:
                if extra.price.total_price:
                    kind = ChargeKind.DISCOUNT if extra.price.total_price < 0 else ChargeKind.OTHER
                    charges.append(self._charge(kind, extra.price, ChargeKind.ITEM))
        for deduction in self._deductions:
            self._deduct(deduction)
        for shipping in _shipping_prices(self._order):
            self._add_shipping(shipping)
        self._close()
        return self._amounts

    def _charge(self, kind: ChargeKind, price: PricePayload, applies_to: ChargeKind | None = None) -> Charge:
        tax = sum((each.tax for each in price.calculated_taxes), ZERO)
        return self._make(kind, price.total_price, tax, applies_to)

    def _make(self, kind: ChargeKind, amount: Decimal, tax: Decimal, applies_to: ChargeKind | None = None) -> Charge:
        return Charge(
            kind=kind,
            amount=to_unit(amount, self._unit),
            tax=to_unit(tax, self._unit),
            tax_included=self._tax_included,
            applies_to=applies_to if kind is ChargeKind.DISCOUNT else None,
        )

    def _deduct(self, item: LineItemPayload) -> None:
        """Spread a deduction over the goods that bear the same tax rates; a fee in its place is the whole order's."""
        kind = ChargeKind.DISCOUNT if item.price.total_price < 0 else ChargeKind.OTHER
        for part in _parts(item.price):
            bearing = self._bearing(part.rate)
            if not bearing:
                self._add_to_order(kind, part, ChargeKind.ITEM)
                continue
            weights = [weight for _index, weight in bearing]
            amounts, taxes = divide(part.amount, weights, self._unit), divide(part.tax, weights, self._unit)
            for (index, _weight), amount, tax in zip(bearing, amounts, taxes, strict=True):
                if amount or tax:
                    self._amounts.of_goods[index].append(self._make(kind, amount, tax, ChargeKind.ITEM))

    def _add_shipping(self, price: PricePayload) -> None:
        """Ask for shipping with the goods that bear its tax rate, the dearest of each."""
        kind = ChargeKind.DISCOUNT if price.total_price < 0 else ChargeKind.SHIPPING
        for part in _parts(price):
            bearing = self._bearing(part.rate)
            if not bearing:
                self._add_to_order(kind, part, ChargeKind.SHIPPING)
                continue
            index, _weight = max(bearing, key=lambda each: each[1])
            self._amounts.of_goods[index].append(self._make(kind, part.amount, part.tax, ChargeKind.SHIPPING))

    def _add_to_order(self, kind: ChargeKind, part: _Part, applies_to: ChargeKind) -> None:
        self._amounts.of_order.append(self._make(kind, part.amount, part.tax, applies_to))

    def _bearing(self, rate: Decimal | None) -> list[tuple[int, Decimal]]:
        """Return the goods that bear a tax rate, with what they cost at it; without a rate all goods."""
        return [
            (index, weight)
            for index, goods in enumerate(self._goods)
            if goods.item.quantity and (weight := _cost_at(goods, rate)) > 0
        ]

    def _close(self) -> None:
        """Show what Shopware rounded; what is more than that is no rounding, and is remarked."""
        total = total_of(self._order)
        rest = to_unit(total, self._unit) - self._amounts.total
        if not rest:
            return
        charges = sum(map(len, self._amounts.of_goods)) + len(self._amounts.of_order)
        coin = self._order.total_rounding.interval if self._order.total_rounding else ZERO
        if abs(rest) <= self._unit * (charges + 1) + coin / 2:
            self._amounts.of_order.append(Charge(kind=ChargeKind.ROUNDING, amount=rest))
            return
        values = {"stated": f"{total:f}", "computed": f"{self._amounts.total:f}"}
        self._amounts.remarks.append(Remark(code="order_does_not_add_up", values=values))


def _gross(charge: Charge) -> Decimal:
    return charge.amount + (ZERO if charge.tax_included else charge.tax or ZERO)


def _parts(price: PricePayload) -> Iterator[_Part]:
    """Yield the parts of a price by their tax rates; what no tax is computed from goes with the largest of them."""
    if not price.total_price and not any(each.tax for each in price.calculated_taxes):
        return
    rates: dict[Decimal, _Part] = {}
    for each in price.calculated_taxes:
        former = rates.get(each.tax_rate, _Part(each.tax_rate, ZERO, ZERO))
        rates[each.tax_rate] = _Part(each.tax_rate, former.amount + each.price, former.tax + each.tax)
    if not rates:
        yield _Part(None, price.total_price, ZERO)
        return
    rest = price.total_price - _sum(part.amount for part in rates.values())
    largest = max(rates.values(), key=lambda part: abs(part.amount))
    for part in rates.values():
        amount = part.amount + (rest if part is largest else ZERO)
        if amount or part.tax:
            yield _Part(part.rate, amount, part.tax)


def _cost_at(goods: Goods, rate: Decimal | None) -> Decimal:
    prices = [goods.price, *(each.price for each in goods.extras)]
    if rate is None:
        return _sum(price.total_price for price in prices)
    return _sum(tax.price for price in prices for tax in price.calculated_taxes if tax.tax_rate == rate)


def _shipping_prices(order: OrderPayload) -> list[PricePayload]:
    """Return what shipping costs: by delivery where these add up to the order's figure (a discount is one, too)."""
    of_deliveries = [each.shipping_costs for each in order.deliveries if each.shipping_costs is not None]
    if order.shipping_costs is None:
        return of_deliveries
    if _sum(each.total_price for each in of_deliveries) == order.shipping_costs.total_price:
        return of_deliveries
    return [order.shipping_costs]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
