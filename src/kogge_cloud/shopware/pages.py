"""What a shop answers, read for a fetch, a listing, or the mapping tables."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import OrderNotFound, PlatformUnavailable
from kogge_cloud.fetches.models import Fetch
from kogge_cloud.fetches.rules import Page, Window
from kogge_cloud.shopware.ahead import ask_ahead, take_ahead
from kogge_cloud.shopware.client import search, search_path
from kogge_cloud.shopware.mapping import read_version
from kogge_cloud.shopware.mapping_payloads import NamedPayload
from kogge_cloud.shopware.rules import (
    MAX_LISTED,
    MAX_ORDERS,
    listing_criteria,
    method_criteria,
    order_criteria,
    page_criteria,
)
from kogge_contract.messages import ListedOrder, ListingPage
from kogge_contract.orders import FulfilledBy, Order, OrderStatus
from kogge_contract.platforms import MethodNames

ORDER = "order"


def read_page(fetch: Fetch, now: datetime) -> Page:  # noqa: ARG001 - a fetch's pages need no clock here
    """Read the fetch's next page, or its one order. Raises PlatformError, OrderNotFound."""
    if fetch.order_reference:
        return Page([read_version(find_order(fetch.registration, fetch.order_reference))])
    window = Window(fetch.since, fetch.until)
    rows = take_ahead((fetch.pk, fetch.cursor))
    if rows is None:
        rows = search(fetch.registration, ORDER, page_criteria(window, fetch.cursor)).rows
    cursor = _next_cursor(rows, MAX_ORDERS)
    if cursor:
        ask_ahead((fetch.pk, cursor), fetch.registration, search_path(ORDER), page_criteria(window, cursor))
    return Page([read_version(raw) for raw in rows], cursor)


def find_order(registration: Registration, order_number: str) -> dict[str, Any]:
    """Return one order as the shop shows it. Raises OrderNotFound and PlatformError."""
    rows = [each for each in search(registration, ORDER, order_criteria(order_number)).rows if isinstance(each, dict)]
    if not rows:
        message = f"The shop has no order {order_number}."
        raise OrderNotFound(message)
    if len(rows) > 1:
        message = f"The shop has two orders with the number {order_number}: its number ranges overlap."
        raise OrderNotFound(message)
    return rows[0]


def read_listing(registration: Registration, since: datetime | None, token: str) -> ListingPage:
    """List what the shop shows at this moment, without personal data. Raises PlatformError."""
    rows = search(registration, ORDER, listing_criteria(since, token)).rows
    return ListingPage(orders=tuple(map(_listed, rows)), next_token=_next_cursor(rows, MAX_LISTED) or None)


def list_methods(registration: Registration) -> MethodNames:
    """Return the names of the shop's active payment and shipping methods, as its orders have them."""
    return MethodNames(
        payments=_list_names(registration, "payment-method"), shippings=_list_names(registration, "shipping-method")
    )


def _list_names(registration: Registration, entity: str) -> tuple[str, ...]:
    found = search(registration, entity, method_criteria(entity.replace("-", "_"))).rows
    try:
        names = {NamedPayload.model_validate(each).shown for each in found}
    except ValidationError as error:
        message = "The shop shows its methods in a way that cannot be read."
        raise PlatformUnavailable(message) from error
    return tuple(sorted(filter(None, names)))


def _next_cursor(rows: list[Any], limit: int) -> str:
    """Return where the next page begins; empty where this one was not full."""
    if len(rows) < limit:
        return ""
    last = rows[-1].get("autoIncrement") if isinstance(rows[-1], dict) else None
    if not isinstance(last, int):
        message = "The shop's orders have no running number (autoIncrement): its version is not known here."
        raise PlatformUnavailable(message)
    return str(last)


def _listed(raw: Any) -> ListedOrder:  # noqa: ANN401 - JSON of somebody else
    """Read the little that reconciliation needs; an order that cannot be mapped is listed all the same."""
    version = read_version(raw)
    if isinstance(version.content, Order):
        order = version.content
        return ListedOrder(
            reference=order.reference,
            status=order.status,
            fulfilled_by=order.fulfilled_by,
            updated_at=order.updated_at,
            currency=order.currency,
            total=order.total,
        )
    fields = raw if isinstance(raw, dict) else {}
    return ListedOrder(
        reference=version.order_reference,
        status=OrderStatus.OPEN,
        fulfilled_by=FulfilledBy.MERCHANT,
        updated_at=_moment(fields.get("updatedAt") or fields.get("createdAt")),
        total=_amount(fields.get("amountTotal")),
    )


def _moment(text: object) -> datetime:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _amount(value: object) -> Decimal | None:
    return Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None
