"""Amazon's money, read so that it adds up: pure, exact, and honest where it does not.

Amazon documents neither whether TAX stands apart from the other amounts or inside them, nor the sign of DISCOUNT. Its
own sum of an item (`proceedsTotal`) tells: the reading that makes it true is the right one. Where several do (tax 0),
the custom of the marketplace decides; where none does, the custom is taken and the contradiction is remarked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from kogge_cloud.amazon.mapping_payloads import BreakdownPayload, ItemPayload, OrderProceedsPayload
from kogge_contract.orders import Charge, ChargeKind, OrderLine, Remark

ZERO = Decimal(0)
TAX = "TAX"
DISCOUNT = "DISCOUNT"
TIP = "DELIVERY_TIP"

KINDS = {
    "ITEM": ChargeKind.ITEM,
    "SHIPPING": ChargeKind.SHIPPING,
    "GIFT_WRAP": ChargeKind.GIFT_WRAP,
    "COD_FEE": ChargeKind.COD_FEE,
    "OTHER": ChargeKind.OTHER,
    TIP: ChargeKind.TIP,
    DISCOUNT: ChargeKind.DISCOUNT,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand an item's amounts. `discount_sign` turns Amazon's figure into what is added to the price.

    It is 0 where the discount is deducted from the other amounts already.
    """

    tax_apart: bool
    discount_sign: int


@dataclass(slots=True)
class Amounts:
    """The charges of an item or order, and what was odd about them."""

    charges: list[Charge] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A charge still waiting for its tax."""

    kind: ChargeKind
    amount: Decimal
    applies_to: ChargeKind | None = None
    tax: Decimal | None = None

    def close(self, *, tax_apart: bool) -> Charge:
        return Charge(
            kind=self.kind, amount=self.amount, tax=self.tax, tax_included=not tax_apart, applies_to=self.applies_to
        )


def sum_of_charges(charges: tuple[Charge, ...] | list[Charge]) -> Decimal:
    """Return what the buyer pays for the charges, tax that stands apart included."""
    return sum((each.amount + (ZERO if each.tax_included else each.tax or ZERO) for each in charges), ZERO)


def item_amounts(item: ItemPayload, *, prices_include_tax: bool) -> Amounts:
    """Turn an item's proceeds into charges whose sum is Amazon's `proceedsTotal`, or remark that it is not."""
    proceeds = item.proceeds
    stated = proceeds.proceeds_total.amount if proceeds and proceeds.proceeds_total else None
    breakdowns = proceeds.breakdowns if proceeds else ()
    if not breakdowns:
        return Amounts(_charges_without_breakdowns(item, stated))
    readings = list(_readings(breakdowns, prices_include_tax=prices_include_tax))
    reading = next((each for each in readings if _total(breakdowns, each) == stated), readings[0])
    amounts = Amounts(_charges(breakdowns, reading), list(_oddities(breakdowns, reading, item.order_item_id)))
    computed = sum_of_charges(amounts.charges)
    if stated is not None and computed != stated:
        values = {"line": item.order_item_id, "stated": f"{stated:f}", "computed": f"{computed:f}"}
        amounts.remarks.append(Remark(code="line_does_not_add_up", values=values))
    return amounts


def order_amounts(proceeds: OrderProceedsPayload | None, lines: list[OrderLine]) -> Amounts:
    """Return the charges that no item has: tips, and whatever the order states beyond its items.

    The other breakdowns repeat the items' amounts; they count only where `grandTotal` cannot be reached without.
    """
    if proceeds is None:
        return Amounts()
    amounts = Amounts([_tip(each) for each in proceeds.breakdowns if each.type == TIP and each.subtotal.amount])
    if proceeds.grand_total is None:
        return amounts
    stated = proceeds.grand_total.amount
    of_lines = sum((sum_of_charges(line.charges) for line in lines), ZERO)
    if of_lines + sum_of_charges(amounts.charges) == stated:
        return amounts
    if amounts.charges and of_lines == stated:
        # A tip is charged after checkout: while it is pending it is not part of the total.
        return Amounts(remarks=[Remark(code="tip_not_in_total")])
    rest = _beyond_items(proceeds.breakdowns, lines)
    if rest and of_lines + sum_of_charges([*amounts.charges, *rest]) == stated:
        return Amounts([*amounts.charges, *rest], [Remark(code="charges_without_item")])
    computed = of_lines + sum_of_charges(amounts.charges)
    values = {"stated": f"{stated:f}", "computed": f"{computed:f}"}
    amounts.remarks.append(Remark(code="order_does_not_add_up", values=values))
    return amounts


def _charges_without_breakdowns(item: ItemPayload, stated: Decimal | None) -> list[Charge]:
    """One charge for the item: Amazon's own sum; the unit price only where there is no sum."""
    price = item.product.price.unit_price if item.product.price else None
    amount = stated if stated is not None or price is None else price.amount * item.quantity_ordered
    return [] if amount is None else [Charge(kind=ChargeKind.ITEM, amount=amount)]


def _readings(breakdowns: tuple[BreakdownPayload, ...], *, prices_include_tax: bool) -> Iterator[Reading]:
    """Yield the possible readings, the customary one first: discounts save the buyer something, tax as usual there."""
    discount = sum((each.subtotal.amount for each in breakdowns if each.type == DISCOUNT), ZERO)
    saving = -1 if discount > 0 else 1
    for sign, tax_apart in product((saving, -saving, 0), (not prices_include_tax, prices_include_tax)):
        yield Reading(tax_apart=tax_apart, discount_sign=sign)


def _total(breakdowns: tuple[BreakdownPayload, ...], reading: Reading) -> Decimal:
    total = ZERO
    for each in breakdowns:
        factor = {TAX: int(reading.tax_apart), DISCOUNT: reading.discount_sign}.get(each.type, 1)
        total += factor * each.subtotal.amount
    return total


def _charges(breakdowns: tuple[BreakdownPayload, ...], reading: Reading) -> list[Charge]:
    drafts = _plain_charges(breakdowns)
    for each in breakdowns:
        if each.type == DISCOUNT and reading.discount_sign:
            drafts += _discounts(each, reading.discount_sign)
    for each in breakdowns:
        # A tax of 0 inside the prices says that Amazon does not calculate it, not that there is none.
        if each.type == TAX and (each.subtotal.amount or reading.tax_apart):
            _attach_tax(each, drafts)
    kept = [draft for draft in drafts if draft.amount or draft.tax or draft.kind is ChargeKind.ITEM]
    return [draft.close(tax_apart=reading.tax_apart) for draft in kept]


def _plain_charges(breakdowns: tuple[BreakdownPayload, ...]) -> list[_Open]:
    """One charge for each type, in Amazon's order; types that we do not know stay apart from one another."""
    by_type: dict[str, _Open] = {}
    for each in breakdowns:
        if each.type in {TAX, DISCOUNT}:
            continue
        draft = by_type.setdefault(each.type, _Open(KINDS.get(each.type, ChargeKind.OTHER), ZERO))
        draft.amount += each.subtotal.amount
    return list(by_type.values())


def _discounts(breakdown: BreakdownPayload, sign: int) -> list[_Open]:
    """Split a discount into what it is given on, as far as Amazon's details add up to it."""
    amount = sign * breakdown.subtotal.amount
    details = [(each.subtype, each.value.amount) for each in breakdown.detailed_breakdowns if each.value]
    of_details = sum((value for _, value in details), ZERO)
    for factor in (sign, -sign):
        if details and factor * of_details == amount:
            return [_Open(ChargeKind.DISCOUNT, factor * value, KINDS.get(subtype)) for subtype, value in details]
    return [_Open(ChargeKind.DISCOUNT, amount)]


def _attach_tax(breakdown: BreakdownPayload, drafts: list[_Open]) -> None:
    """Give each charge the tax that Amazon's details name for it, and the item whatever is left."""
    rest = breakdown.subtotal.amount
    for each in breakdown.detailed_breakdowns:
        draft = next((one for one in drafts if one.kind is KINDS.get(each.subtype)), None)
        if draft is not None and each.value is not None:
            value = _signed_like(each.value.amount, breakdown, is_discount=draft.kind is ChargeKind.DISCOUNT)
            draft.tax = (draft.tax or ZERO) + value
            rest -= value
    item = next((one for one in drafts if one.kind is ChargeKind.ITEM), drafts[0] if drafts else None)
    if item is None:
        drafts.append(_Open(ChargeKind.OTHER, ZERO, tax=rest))
    elif rest or item.tax is None:
        item.tax = (item.tax or ZERO) + rest


def _signed_like(value: Decimal, breakdown: BreakdownPayload, *, is_discount: bool) -> Decimal:
    """Turn the tax of a discount against the others where only so the details make the tax's subtotal."""
    if not is_discount:
        return value
    details = [each for each in breakdown.detailed_breakdowns if each.value]
    plain = sum((each.value.amount for each in details if each.value), ZERO)
    of_discount = sum((each.value.amount for each in details if each.value and each.subtype == DISCOUNT), ZERO)
    turned = plain - 2 * of_discount
    return -value if turned == breakdown.subtotal.amount != plain else value


def _oddities(breakdowns: tuple[BreakdownPayload, ...], reading: Reading, line: str) -> Iterator[Remark]:
    for each in breakdowns:
        if each.type == DISCOUNT and each.subtotal.amount:
            values = {"line": line, "discount": f"{each.subtotal.amount:f}"}
            if reading.discount_sign == 0:
                yield Remark(code="discount_already_deducted", values=values)
            elif reading.discount_sign * each.subtotal.amount > 0:
                yield Remark(code="discount_raises_price", values=values)
        if each.type not in KINDS and each.type != TAX:
            yield Remark(code="unknown_charge_type", values={"line": line, "type": each.type[:50]})


def _tip(breakdown: BreakdownPayload) -> Charge:
    return Charge(kind=ChargeKind.TIP, amount=breakdown.subtotal.amount)


def _beyond_items(breakdowns: tuple[BreakdownPayload, ...], lines: list[OrderLine]) -> list[Charge]:
    """Return, for each type, what the order states more than its items have (tax only where it stands apart)."""
    charges = [charge for line in lines for charge in line.charges]
    tax_apart = any(not charge.tax_included for charge in charges)
    rest: dict[ChargeKind | None, Decimal] = {}
    for each in breakdowns:
        if each.type == TIP or (each.type == TAX and not tax_apart):
            continue
        kind = None if each.type == TAX else KINDS.get(each.type, ChargeKind.OTHER)
        amount = -abs(each.subtotal.amount) if kind is ChargeKind.DISCOUNT else each.subtotal.amount
        rest[kind] = rest.get(kind, ZERO) + amount
    for charge in charges:
        if charge.kind in rest:
            rest[charge.kind] -= charge.amount
        if None in rest and not charge.tax_included:
            rest[None] -= charge.tax or ZERO
    return [Charge(kind=kind or ChargeKind.OTHER, amount=amount) for kind, amount in rest.items() if amount]
