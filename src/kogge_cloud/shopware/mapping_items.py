"""Shopware's line items, read as what is delivered, what is deducted, and nothing of it twice: pure.

The order's price counts the items at the top only (Checkout/Cart/Processor in Shopware's source): children are parts
of their parent. A parent with an article number is an article of its own (a bundle) and stays whole; one without (a
container, a customised product) is what its parts are.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kogge_cloud.shopware.mapping_payloads import LineItemPayload, PricePayload
from kogge_cloud.shopware.splitting import split_price
from kogge_contract.orders import Remark

ZERO = Decimal(0)
_DEDUCTIONS = frozenset({"promotion", "credit", "discount"})


@dataclass(frozen=True, slots=True)
class Extra:
    """A part without an article number: an option of a customised product, a fee, a discount within a bundle."""

    label: str
    price: PricePayload


@dataclass(slots=True)
class Goods:
    """Something ordered, with what belongs to it."""

    item: LineItemPayload
    price: PricePayload
    extras: list[Extra] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The item's name, followed by those of its options."""
        return " · ".join(filter(None, (self.item.label, *(each.label for each in self.extras))))


@dataclass(slots=True)
class Items:
    """An order's items: goods, deductions from the whole order, and what was odd."""

    goods: list[Goods] = field(default_factory=list)
    deductions: list[LineItemPayload] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def read_items(line_items: Sequence[LineItemPayload]) -> Items:
    """Sort an order's items out, in the shop's order."""
    flat = _flatten(line_items)
    known = {each.id for each in flat}
    children: defaultdict[str, list[LineItemPayload]] = defaultdict(list)
    roots: list[LineItemPayload] = []
    for each in sorted(flat, key=lambda item: item.position or 0):
        (children[each.parent_id] if each.parent_id in known else roots).append(each)
    found = Items()
    for root in roots:
        parts = list(_leaves(root, children))
        if root.type in _DEDUCTIONS or root.price.total_price < 0:
            found.deductions.append(root)
        elif root.product_number or not any(part.product_number for part in parts):
            found.goods.append(Goods(root, root.price))
            if parts:
                values = {"line": root.id, "parts": str(len(parts))}
                found.remarks.append(Remark(code="bundle_kept_whole", values=values))
        else:
            found.goods.extend(_take_apart(root, parts, found.remarks))
    return found


def _flatten(line_items: Sequence[LineItemPayload]) -> list[LineItemPayload]:
    """Return every item once: the API lists children beside their parents and, if asked, within them as well."""
    found: dict[str, LineItemPayload] = {}
    waiting = list(line_items)
    while waiting:
        each = waiting.pop(0)
        found.setdefault(each.id, each)
        waiting += [
            child if child.parent_id else child.model_copy(update={"parent_id": each.id}) for child in each.children
        ]
    return list(found.values())


def _leaves(item: LineItemPayload, children: dict[str, list[LineItemPayload]]) -> Iterator[LineItemPayload]:
    for child in children.get(item.id, ()):
        if children.get(child.id) and not child.product_number:
            yield from _leaves(child, children)
        else:
            yield child


def _take_apart(root: LineItemPayload, parts: list[LineItemPayload], remarks: list[Remark]) -> list[Goods]:
    """Return the articles that an item consists of; parts without an article number go with the first of them."""
    prices = [part.price for part in parts]
    if sum((price.total_price for price in prices), ZERO) != root.price.total_price:
        # The parent's price is what is paid: its parts share it by their own prices.
        weights = [price.total_price for price in prices]
        prices = split_price(root.price, weights if any(weights) else [Decimal(part.quantity or 1) for part in parts])
        remarks.append(Remark(code="bundle_price_divided", values={"line": root.id}))
    priced = list(zip(parts, prices, strict=True))
    goods = [Goods(part, price) for part, price in priced if part.product_number]
    goods[0].extras = [Extra(part.label, price) for part, price in priced if not part.product_number]
    return goods
