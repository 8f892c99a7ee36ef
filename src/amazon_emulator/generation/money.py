"""Amazon's money for generated orders, in integer minor units, written as decimal strings."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

EXPONENTS = {"JPY": 0}


@dataclass(slots=True)
class ItemMoney:
    """An item's amounts in minor units. `tax` stands on top where `tax_apart`, else it is part of the prices.

    Discounts are positive here and negative in the answer.
    """

    currency: str
    goods: int
    shipping: int = 0
    gift_wrap: int = 0
    goods_discount: int = 0
    shipping_discount: int = 0
    tax: dict[str, int] = field(default_factory=dict)
    tax_apart: bool = False

    @property
    def total(self) -> int:
        """What the buyer pays for the item."""
        charged = self.goods + self.shipping + self.gift_wrap - self.goods_discount - self.shipping_discount
        return charged + (sum(self.tax.values()) if self.tax_apart else 0)

    def amounts(self) -> dict[str, int]:
        """Return the amounts by breakdown type, those of zero left out."""
        by_type = {
            "ITEM": self.goods,
            "SHIPPING": self.shipping,
            "GIFT_WRAP": self.gift_wrap,
            "DISCOUNT": -self.goods_discount - self.shipping_discount,
            "TAX": sum(self.tax.values()),
        }
        return {kind: amount for kind, amount in by_type.items() if amount or kind == "ITEM"}

    def proceeds(self) -> dict[str, Any]:
        """Return the item's `proceeds`."""
        breakdowns = [self._breakdown(kind, amount) for kind, amount in self.amounts().items()]
        return {"proceedsTotal": money(self.total, self.currency), "breakdowns": breakdowns}

    def _breakdown(self, kind: str, amount: int) -> dict[str, Any]:
        details = {
            "TAX": self.tax,
            "DISCOUNT": {"ITEM": -self.goods_discount, "SHIPPING": -self.shipping_discount},
        }.get(kind, {})
        entry: dict[str, Any] = {"type": kind, "subtotal": money(amount, self.currency)}
        if shown := [
            {"subtype": name, "value": money(value, self.currency)} for name, value in details.items() if value
        ]:
            entry["detailedBreakdowns"] = shown
        return entry


def order_proceeds(items: list[ItemMoney], tip: int, currency: str) -> dict[str, Any]:
    """Return the order's `proceeds`: the grand total, and the items' amounts by type."""
    sums: dict[str, int] = {}
    for item in items:
        for kind, amount in item.amounts().items():
            sums[kind] = sums.get(kind, 0) + amount
    breakdowns: list[dict[str, Any]] = [
        {"type": kind, "subtotal": money(amount, currency)} for kind, amount in sums.items()
    ]
    if tip:
        breakdowns.append({"type": "DELIVERY_TIP", "status": "FINALIZED", "subtotal": money(tip, currency)})
    return {"grandTotal": money(sum(item.total for item in items) + tip, currency), "breakdowns": breakdowns}


def money(minor: int, currency: str) -> dict[str, str]:
    """Write minor units the way Amazon does."""
    amount = Decimal(minor).scaleb(-EXPONENTS.get(currency, 2))
    return {"amount": f"{amount:f}", "currencyCode": currency}


def round_price(amount: float, currency: str) -> int:
    """Turn a converted price into minor units that end the way shop prices do."""
    return int(amount) if currency == "JPY" else int(amount) // 10 * 10 + 9
