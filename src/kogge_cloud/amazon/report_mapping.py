"""Amazon's two order reports → canonical orders: pure. Only together they tell enough.

One tells every order with its amounts, but nothing of its buyer; the other the orders that wait for their shipment,
with address and item numbers, but without amounts. What neither tells stands in the README.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from pydantic import ValidationError

from kogge_cloud.amazon.mapping import PLATFORM_KIND
from kogge_cloud.amazon.mapping_amounts import ZERO, sum_of_charges
from kogge_cloud.amazon.marketplaces import find_named
from kogge_cloud.amazon.reporting import Row, read_rows, read_time
from kogge_cloud.feed.reading import MappingProblem
from kogge_contract.order_reports import CollectedOrder, ReportColumn
from kogge_contract.orders import (
    Address,
    Buyer,
    Charge,
    ChargeKind,
    FulfilledBy,
    Marketplace,
    Order,
    OrderLine,
    OrderStatus,
    Unreadable,
    Window,
)

REFERENCE = "amazon-order-id"
OF_ALL = (REFERENCE, "order-status", "purchase-date", "last-updated-date", "sku", "quantity", "currency", "item-price")
OF_WAITING = ("order-id", "order-item-id", "sku", "quantity-purchased", "ship-address-1", "ship-country")
SWITCHED_ON = {
    "address-type": ReportColumn.ADDRESS_TYPE,
    "invoice-business-address": ReportColumn.INVOICE_ADDRESS,
    "order-channel": ReportColumn.ORDER_CHANNEL,
}
"""The columns that are there only where the seller wants them."""

STATUSES = {
    "pending": OrderStatus.PENDING,
    "unshipped": OrderStatus.OPEN,
    "shipping": OrderStatus.PARTIALLY_SHIPPED,
    "partially shipped": OrderStatus.PARTIALLY_SHIPPED,
    "partiallyshipped": OrderStatus.PARTIALLY_SHIPPED,
    "shipped": OrderStatus.SHIPPED,
    "complete": OrderStatus.SHIPPED,
    "cancelled": OrderStatus.CANCELLED,
    "canceled": OrderStatus.CANCELLED,
    "unfulfillable": OrderStatus.UNFULFILLABLE,
}
_FULFILLERS = {
    "amazon": FulfilledBy.PLATFORM,
    "afn": FulfilledBy.PLATFORM,
    "merchant": FulfilledBy.MERCHANT,
    "mfn": FulfilledBy.MERCHANT,
}
_TO_SHIP = {OrderStatus.OPEN, OrderStatus.PARTIALLY_SHIPPED}
_NOT_SHIPPING = {OrderStatus.PENDING, OrderStatus.CANCELLED}
_CHARGES = (
    (ChargeKind.ITEM, "item-price", "item-tax"),
    (ChargeKind.SHIPPING, "shipping-price", "shipping-tax"),
    (ChargeKind.GIFT_WRAP, "gift-wrap-price", "gift-wrap-tax"),
)
_DISCOUNTS = ((ChargeKind.ITEM, "item-promotion-discount"), (ChargeKind.SHIPPING, "ship-promotion-discount"))
_RELAY_DOMAIN = "@marketplace.amazon."
_MOST_DIGITS = 9
_A_MOMENT = timedelta(seconds=1)
"""Reports tell whole seconds."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What two reports tell together.

    All changes up to `told_until` are in `orders`; `waiting` orders stood in one of the reports only, which are written
    one after the other. `missing` columns are None where no report had columns.
    """

    orders: tuple[CollectedOrder, ...]
    waiting: int
    told_until: datetime
    missing: tuple[ReportColumn, ...] | None


def combine(all_orders: str, waiting_orders: str, since: datetime, until: datetime) -> Collected:
    """Put both flat files together; everything up to `until` was asked for. Raises ReportUnreadable."""
    shipping = read_rows(waiting_orders, OF_WAITING)
    rows_to_ship = _group(shipping.rows, "order-id")
    orders, moments = [], []
    rows_of_all = _group(read_rows(all_orders, OF_ALL).rows, REFERENCE)
    for reference, rows in rows_of_all.items():
        collected = _collect(reference, rows, rows_to_ship.get(reference, []))
        if collected is None:
            moments.append(max(read_time(rows[0].get("last-updated-date", "")) or since, since))
        else:
            orders.append(collected)
    for reference in rows_to_ship.keys() - rows_of_all.keys():
        placed_at = read_time(rows_to_ship[reference][0].get("purchase-date", ""))
        # What was placed earlier did not change since, and was told before.
        if placed_at is not None and placed_at >= since:
            moments.append(placed_at)
    told_until = min([until, *(each - _A_MOMENT for each in moments)])
    missing = tuple(code for column, code in SWITCHED_ON.items() if column not in shipping.columns)
    return Collected(tuple(orders), len(moments), told_until, missing if shipping.columns else None)


def _group(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Return the rows of each order, in the order of the file."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if reference := row.get(column, "").strip():
            found[reference].append(row)
    return found


def _collect(reference: str, rows: Sequence[Row], to_ship: Sequence[Row]) -> CollectedOrder | None:
    """Map one order; None where it is to be shipped and the other report does not say whereto."""
    changed_at = read_time(rows[0].get("last-updated-date", ""))
    try:
        order = map_order(reference, rows, to_ship)
    except MappingProblem as error:
        return CollectedOrder(order_reference=reference[:100], changed_at=changed_at, problem=error.problem)
    except ValidationError as error:
        places = ", ".join(".".join(map(str, each["loc"])) for each in error.errors(include_input=False))
        problem = Unreadable(code="unreadable", message=f"Amazon's order reports cannot be read: {places}.")
        return CollectedOrder(order_reference=reference[:100], changed_at=changed_at, problem=problem)
    if order.status in _TO_SHIP and order.fulfilled_by is FulfilledBy.MERCHANT and not to_ship:
        return None
    return CollectedOrder(order_reference=reference, changed_at=changed_at, order=order)


def map_order(reference: str, rows: Sequence[Row], to_ship: Sequence[Row]) -> Order:
    """Map the rows of one order. Raises MappingProblem, and ValidationError for values beyond the contract's limits."""
    first, address = rows[0], to_ship[0] if to_ship else {}
    status = _status(_text(first, "order-status"))
    known = find_named(_text(first, "sales-channel"))
    includes_tax = known.prices_include_tax if known else True
    has_prices = status is not OrderStatus.PENDING
    lines = tuple(_lines(rows, to_ship, status, includes_tax=includes_tax, has_prices=has_prices))
    return Order(
        reference=reference,
        platform_kind=PLATFORM_KIND,
        status=status,
        fulfilled_by=_fulfilled_by(_text(first, "fulfillment-channel"), status),
        placed_at=_time(first, "purchase-date"),
        updated_at=_time(first, "last-updated-date"),
        marketplace=Marketplace(
            reference=known.id if known else "",
            name=_text(first, "sales-channel"),
            country=known.country if known else "",
        ),
        sales_channel=_text(address, "order-channel") or _text(first, "order-channel"),
        currency=_currency(rows),
        total=_total(rows, lines) if has_prices else None,
        prices_include_tax=includes_tax,
        buyer=_buyer(address, first),
        delivery_address=_delivery_address(address, first),
        invoice_address=_invoice_address(address),
        lines=lines,
        shipping_service=_text(first, "ship-service-level"),
        ship_by=Window(latest_at=read_time(_text(address, "promise-date"))),
        is_business=_text(first, "is-business-order").lower() == "true",
    )


def _lines(
    rows: Sequence[Row], to_ship: Sequence[Row], status: OrderStatus, *, includes_tax: bool, has_prices: bool
) -> Iterator[OrderLine]:
    """Yield a line for each row. Both files tell items in the same order, one only those to ship."""
    left = list(to_ship)
    for number, row in enumerate(rows, start=1):
        sku, quantity = _text(row, "sku"), _quantity(row, "quantity")
        item = next((each for each in left if _is_same_item(each, sku, quantity)), None)
        if item is not None:
            left.remove(item)
        charges = tuple(_charges(row, includes_tax=includes_tax)) if has_prices else ()
        is_shipped = status is OrderStatus.SHIPPED or _text(row, "item-status").lower().startswith("shipped")
        yield OrderLine(
            # Without a row among those to be shipped there is no item number: nothing of it is to be confirmed either.
            reference=_text(item or {}, "order-item-id") or f"row-{number}",
            sku=sku or None,
            product_reference=_text(row, "asin") or None,
            title=_text(row, "product-name"),
            quantity=quantity,
            quantity_shipped=_quantity(item, "quantity-shipped") if item else quantity if is_shipped else 0,
            charges=charges,
            total=sum_of_charges(charges) if charges else None,
            promotions=tuple(each for each in _text(row, "promotion-ids").split(",") if each),
        )


def _is_same_item(item: Row, sku: str, quantity: int) -> bool:
    return _text(item, "sku") == sku and _quantity(item, "quantity-purchased") == quantity


def _charges(row: Row, *, includes_tax: bool) -> Iterator[Charge]:
    """Yield what the row asks for; without a price none, since a missing price is not 0."""
    for kind, price, tax in _CHARGES:
        amount, of_tax = _amount(row, price), _amount(row, tax)
        if amount is not None and (amount or of_tax or kind is ChargeKind.ITEM):
            # A tax of 0 inside the price says that Amazon does not calculate it, not that there is none.
            told = of_tax if of_tax or not includes_tax else None
            yield Charge(kind=kind, amount=amount, tax=told, tax_included=includes_tax)
    for applies_to, column in _DISCOUNTS:
        if amount := _amount(row, column):
            yield Charge(
                kind=ChargeKind.DISCOUNT, amount=-abs(amount), tax_included=includes_tax, applies_to=applies_to
            )


def _total(rows: Sequence[Row], lines: Sequence[OrderLine]) -> Decimal | None:
    """Return the sum of all rows: the reports have none of their own. None where a row that costs has no price."""
    if any(_amount(row, "item-price") is None for row, line in zip(rows, lines, strict=True) if line.quantity):
        return None
    return sum((line.total for line in lines if line.total is not None), ZERO)


def _status(text: str) -> OrderStatus:
    # “Shipped - Delivered to Buyer” and the like.
    word = text.partition(" - ")[0].strip().lower()
    if word not in STATUSES:
        message = f"Amazon's order report uses a status that is not known here: {text[:50]}."
        raise MappingProblem(Unreadable(code="unknown_status", message=message))
    return STATUSES[word]


def _fulfilled_by(text: str, status: OrderStatus) -> FulfilledBy:
    """Say who ships. Not knowing is a problem: goods that Amazon ships would be shipped twice."""
    known = _FULFILLERS.get(text.lower())
    if known is not None:
        return known
    if status in _NOT_SHIPPING:
        return FulfilledBy.MERCHANT
    message = f"Amazon's order report does not say in a known way who ships the order: “{text[:50]}”."
    raise MappingProblem(Unreadable(code="unknown_fulfiller", message=message))


def _currency(rows: Sequence[Row]) -> str | None:
    currencies = list(dict.fromkeys(text for text in (_text(row, "currency") for row in rows) if text))
    if len(currencies) > 1:
        message = f"The order's amounts are of several currencies: {', '.join(currencies)}."
        raise MappingProblem(Unreadable(code="currencies_differ", message=message))
    return currencies[0] if currencies else None


def _buyer(address: Row, first: Row) -> Buyer:
    email = _text(address, "buyer-email")
    is_relay = _RELAY_DOMAIN in email.lower()
    return Buyer(
        reference=email.lower() if is_relay else "",
        name=_text(address, "buyer-name"),
        email=email,
        email_is_relay=is_relay,
        company=_text(address, "buyer-company-name"),
        vat_id=_text(address, "invoice-business-tax-id"),
        purchase_order_number=_text(first, "purchase-order-number"),
    )


def _delivery_address(address: Row, first: Row) -> Address | None:
    """Return where the goods go; of what is not to be shipped here the reports tell no more than the city."""
    source = address or first
    found = Address(
        name=_text(source, "recipient-name"),
        line1=_text(source, "ship-address-1"),
        line2=_text(source, "ship-address-2"),
        line3=_text(source, "ship-address-3"),
        postal_code=_text(source, "ship-postal-code"),
        city=_text(source, "ship-city"),
        region=_text(source, "ship-state"),
        country=_text(source, "ship-country"),
        phone=_text(source, "buyer-phone-number"),
    )
    return None if found == Address() else found


def _invoice_address(address: Row) -> Address | None:
    """Return the invoice address as it is told: a name, and one text, which is not taken apart."""
    found = Address(
        company=_text(address, "invoice-business-legal-name"), line1=_text(address, "invoice-business-address")
    )
    return found if found.line1 else None


def _text(row: Row, column: str) -> str:
    return (row.get(column) or "").strip()


def _time(row: Row, column: str) -> datetime:
    moment = read_time(_text(row, column))
    if moment is None:
        message = f"Amazon's order report has no time in the column {column}."
        raise MappingProblem(Unreadable(code="time_unreadable", message=message))
    return moment


def _quantity(row: Row, column: str) -> int:
    text = _text(row, column) or "0"
    if not (text.isascii() and text.isdecimal()) or len(text) > _MOST_DIGITS:
        message = f"Amazon's order report has no quantity in the column {column}."
        raise MappingProblem(Unreadable(code="quantity_unreadable", message=message))
    return int(text)


def _amount(row: Row, column: str) -> Decimal | None:
    text = _text(row, column)
    if not text:
        return None
    try:
        # Some local reports write a decimal comma.
        amount = Decimal(text.replace(",", ".") if "." not in text else text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        message = f"Amazon's order report has no amount in the column {column}."
        raise MappingProblem(Unreadable(code="amount_unreadable", message=message))
    return amount
