"""Works flat-file feeds of orders off: shipments and cancellations, a record an order item or order."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from amazon_emulator.errors import ApiError
from amazon_emulator.feeds.listings import explain
from amazon_emulator.orders.confirming import confirm_shipment
from amazon_emulator.orders.life import EventImpossible, cancel_for_merchant
from amazon_emulator.orders.store import Order, OrderStore
from amazon_emulator.times import format_time

Row = Mapping[str, str]
Apply = Callable[[OrderStore, Row, datetime], None]

SHIPMENT_COLUMNS = ("order-id", "ship-date", "carrier-code")
CANCELLATION_COLUMNS = ("order-id", "cancellation-reason-code")
CANCELLATION_REASONS = frozenset(
    {
        "NoInventory",
        "ShippingAddressUndeliverable",
        "CustomerExchange",
        "BuyerCanceled",
        "GeneralAdjustment",
        "CarrierCreditDecision",
        "RiskAssessmentInformationNotValid",
        "CarrierCoverageFailure",
        "CustomerReturn",
        "MerchandiseNotReceived",
    }
)
TEMPLATE = "TemplateType="
"""Amazon's own templates begin with a row that says which one it is."""
ERROR_CODE = "99022"


class RowRefused(ValueError):
    """A record cannot be carried out."""


@dataclass(slots=True)
class Summary:
    """What became of the records: how many there were, and what was wrong, by record."""

    records: int = 0
    errors: list[tuple[int, str, str]] = field(default_factory=list)

    def render(self) -> str:
        """Return the processing report as Amazon writes it for flat files."""
        lines = [
            "Feed Processing Summary:",
            f"\tNumber of records processed\t\t{self.records}",
            f"\tNumber of records successful\t\t{self.records - len(self.errors)}",
            "",
            "original-record-number\torder-id\terror-code\terror-type\terror-message",
        ]
        lines += [f"{number}\t{order}\t{ERROR_CODE}\tError\t{message}" for number, order, message in self.errors]
        return "\r\n".join(lines) + "\r\n"


def apply_shipments(store: OrderStore, text: str, now: datetime) -> str:
    """Confirm the parcels that a POST_FLAT_FILE_FULFILLMENT_DATA names; return the processing report."""
    return _apply_rows(store, text, now, SHIPMENT_COLUMNS, _ship)


def apply_cancellations(store: OrderStore, text: str, now: datetime) -> str:
    """Cancel the orders that a POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA names; return the processing report."""
    return _apply_rows(store, text, now, CANCELLATION_COLUMNS, _cancel)


def _apply_rows(store: OrderStore, text: str, now: datetime, columns: tuple[str, ...], apply: Apply) -> str:
    summary = Summary()
    lines = text.removeprefix("\ufeff").splitlines()
    head = 1 if lines and lines[0].startswith(TEMPLATE) else 0
    rows = csv.DictReader(lines[head:], delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(rows, start=1):
        record = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
        summary.records += 1
        try:
            _require(record, columns)
            apply(store, record, now)
        except RowRefused as error:
            summary.errors.append((number, record.get("order-id", ""), str(error)))
    return summary.render()


def _require(record: Row, columns: tuple[str, ...]) -> None:
    missing = [name for name in columns if not record.get(name)]
    if missing:
        message = f"{', '.join(missing)} is missing."
        raise RowRefused(message)


def _ship(store: OrderStore, row: Row, now: datetime) -> None:
    order = _get(store, row)
    detail = {
        "packageReferenceId": str(1 + max((_number(each) for each in order.get("packages", [])), default=0)),
        "carrierCode": row["carrier-code"],
        "carrierName": row.get("carrier-name", ""),
        "shippingMethod": row.get("ship-method", ""),
        # A feed may leave it out; the API may not.
        "trackingNumber": row.get("tracking-number") or "-",
        "shipDate": _read_date(row["ship-date"]),
        "orderItems": _items(order, row),
    }
    body = {"marketplaceId": order["salesChannel"].get("marketplaceId"), "packageDetail": detail}
    try:
        changed = confirm_shipment(order, body, now)
    except ApiError as error:
        raise RowRefused(explain(error)) from error
    if changed is not None:
        store.put(changed)


def _items(order: Order, row: Row) -> list[dict[str, object]]:
    """Return what the parcel holds: all that is left of the order, or so much of one item."""
    left = {
        item["orderItemId"]: item.get("fulfillment", {}).get("quantityUnfulfilled", item["quantityOrdered"])
        for item in order["orderItems"]
    }
    item = row.get("order-item-id")
    if not item:
        return [{"orderItemId": each, "quantity": quantity} for each, quantity in left.items() if quantity]
    quantity = row.get("quantity", "")
    if quantity and not (quantity.isascii() and quantity.isdigit()):
        raise RowRefused("quantity is not a number.")
    return [{"orderItemId": item, "quantity": int(quantity[:9]) if quantity else left.get(item, 0)}]


def _cancel(store: OrderStore, row: Row, now: datetime) -> None:
    reason = row["cancellation-reason-code"]
    if reason not in CANCELLATION_REASONS:
        message = f"cancellation-reason-code is not one that is known: {reason}"
        raise RowRefused(message)
    try:
        store.put(cancel_for_merchant(_get(store, row), reason, now))
    except EventImpossible as error:
        raise RowRefused(str(error)) from error


def _get(store: OrderStore, row: Row) -> Order:
    order = store.find(row["order-id"])
    if order is None:
        message = f"The order {row['order-id']} does not exist."
        raise RowRefused(message)
    return order


def _number(package: Mapping[str, str]) -> int:
    reference = package["packageReferenceId"]
    return int(reference) if reference.isascii() and reference.isdigit() else 0


def _read_date(text: str) -> str:
    """Return a date of the feed (2026-11-23, with or without a time) as the API writes times."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"ship-date is not a date: {text}"
        raise RowRefused(message) from error
    return format_time(moment) if moment.tzinfo else f"{moment.isoformat()}Z"
