"""Shopware 6's order → the canonical order: pure, and never silent about what it could not read."""

from datetime import datetime

from kogge_cloud.feed.reading import MappingProblem, Reader
from kogge_cloud.feed.rules import Version
from kogge_cloud.shopware.mapping_amounts import NET, TAX_FREE, read_amounts, tax_status_of, total_of
from kogge_cloud.shopware.mapping_items import Goods, read_items
from kogge_cloud.shopware.mapping_payloads import (
    AddressPayload,
    CustomerPayload,
    DeliveryPayload,
    OrderPayload,
    TransactionPayload,
)
from kogge_contract.orders import (
    Address,
    Buyer,
    Charge,
    FulfilledBy,
    Marketplace,
    Order,
    OrderLine,
    OrderStatus,
    Remark,
    Unreadable,
    Window,
)

PLATFORM_KIND = "shopware"

OPEN, IN_PROGRESS, COMPLETED, CANCELLED = "open", "in_progress", "completed", "cancelled"
SHIPPED, SHIPPED_PARTIALLY = "shipped", "shipped_partially"
_RETURNED = frozenset({"returned", "returned_partially"})
UNPAID = frozenset({"unconfirmed", "in_progress", "failed", "cancelled"})
"""States of a payment that is under way or broke off: nothing is to be shipped for it yet."""
PAID_BACK = frozenset({"refunded", "chargeback"})
PREPAYMENT = "prepayment"
_COUNTRY_LENGTH = 2
_GROSS = "gross"


def read_version(raw: object) -> Version:
    """Map one order as the shop sent it; what cannot be mapped becomes a version with its problem."""
    return _READER.read(raw)


def map_order(payload: OrderPayload) -> Order:
    """Map a readable order. Raises MappingProblem, and ValidationError for values beyond the contract's limits."""
    status = _status(payload)
    _require_known_taxes(payload)
    items = read_items(payload.line_items)
    amounts = read_amounts(payload, items)
    delivery = find_delivery(payload)
    remarks = list(amounts.remarks)
    billing = _address(payload.billing_address, remarks)
    shipping = _address(delivery.shipping_order_address, remarks) if delivery else None
    shipped = _count_shipped(payload)
    channel = payload.sales_channel.shown if payload.sales_channel else ""
    return Order(
        reference=payload.order_number,
        platform_kind=PLATFORM_KIND,
        status=status,
        fulfilled_by=FulfilledBy.MERCHANT,
        placed_at=payload.order_date_time,
        updated_at=changed_at(payload),
        marketplace=Marketplace(reference=payload.sales_channel_id, name=channel),
        sales_channel=channel,
        currency=payload.currency.iso_code,
        total=total_of(payload),
        prices_include_tax=tax_status_of(payload) == _GROSS,
        buyer=_buyer(payload),
        delivery_address=shipping or billing,
        invoice_address=billing if shipping and billing != shipping else None,
        lines=tuple(
            _line(goods, charges, _promotions(payload), shipped.get(goods.item.id, 0))
            for goods, charges in zip(items.goods, amounts.of_goods, strict=True)
        ),
        charges=tuple(amounts.of_order),
        payment_methods=_payment_methods(payload),
        shipping_service=delivery.shipping_method.shown if delivery and delivery.shipping_method else "",
        deliver_by=_window(delivery),
        is_business=_is_business(payload),
        remarks=tuple(remarks),
    )


def find_delivery(payload: OrderPayload) -> DeliveryPayload | None:
    """Return the delivery that the goods are in: discounts on shipping are deliveries of their own."""
    holding = [each for each in payload.deliveries if each.positions]
    charged = [each for each in payload.deliveries if not _is_discount(each)]
    return next(iter(holding or charged or payload.deliveries), None)


def find_transaction(payload: OrderPayload) -> TransactionPayload | None:
    """Return the payment that counts: the latest one."""
    dated = [each for each in payload.transactions if each.created_at is not None]
    return max(dated, key=_created_at) if dated else next(reversed(payload.transactions), None)


def changed_at(payload: OrderPayload) -> datetime:
    """Return when an order was last changed: a payment's or delivery's change leaves the order's own time alone."""
    parts: tuple[DeliveryPayload | TransactionPayload, ...] = (*payload.deliveries, *payload.transactions)
    times = [payload.updated_at, *(each.updated_at or each.created_at for each in parts)]
    return max((each for each in times if each is not None), default=payload.created_at)


def _created_at(transaction: TransactionPayload) -> datetime:
    assert transaction.created_at is not None  # noqa: S101 - the caller chose those that have it
    return transaction.created_at


def _is_discount(delivery: DeliveryPayload) -> bool:
    return delivery.shipping_costs is not None and delivery.shipping_costs.total_price < 0


def _require_known_taxes(payload: OrderPayload) -> None:
    status = tax_status_of(payload)
    if status not in {_GROSS, NET, TAX_FREE}:
        message = f"The shop did not say in a known way whether prices include tax: “{status[:50]}”."
        raise MappingProblem(Unreadable(code="unknown_tax_status", message=message))


def _status(payload: OrderPayload) -> OrderStatus:
    """Say where the order stands, by the states of order, deliveries and payment."""
    state = _state_of(payload)
    if state == CANCELLED:
        return OrderStatus.CANCELLED
    deliveries = [_word(each) for each in payload.deliveries if each.positions or not _is_discount(each)]
    if deliveries and all(each == SHIPPED or each in _RETURNED for each in deliveries):
        return OrderStatus.SHIPPED
    if any(each in {SHIPPED, SHIPPED_PARTIALLY} or each in _RETURNED for each in deliveries):
        return OrderStatus.PARTIALLY_SHIPPED
    if state == COMPLETED:
        return OrderStatus.SHIPPED
    return _status_by_payment(payload)


def _state_of(payload: OrderPayload) -> str:
    state = payload.state_machine_state.technical_name if payload.state_machine_state else ""
    if state not in {OPEN, IN_PROGRESS, COMPLETED, CANCELLED}:
        message = f"The shop uses a state of orders that is not known here: “{state[:50]}”."
        raise MappingProblem(Unreadable(code="unknown_status", message=message))
    return state


def _status_by_payment(payload: OrderPayload) -> OrderStatus:
    """Say whether an order that nothing was shipped of may be: not while its payment is under way, or was paid back."""
    transaction = find_transaction(payload)
    if transaction is None:
        return OrderStatus.OPEN
    state = _word(transaction)
    if state in PAID_BACK:
        return OrderStatus.UNFULFILLABLE
    is_awaited = state == OPEN and PREPAYMENT in _technical_method(transaction)
    return OrderStatus.PENDING if state in UNPAID or is_awaited else OrderStatus.OPEN


def _technical_method(transaction: TransactionPayload) -> str:
    return transaction.payment_method.technical_name if transaction.payment_method else ""


def _word(part: DeliveryPayload | TransactionPayload) -> str:
    return part.state_machine_state.technical_name if part.state_machine_state else ""


def _count_shipped(payload: OrderPayload) -> dict[str, int]:
    """Return how much of each item is in deliveries that are shipped; of partly shipped ones nobody knows."""
    counted: dict[str, int] = {}
    for delivery in payload.deliveries:
        if _word(delivery) == SHIPPED:
            for position in delivery.positions:
                counted[position.order_line_item_id] = counted.get(position.order_line_item_id, 0) + (
                    position.quantity or 0
                )
    return counted


def _line(goods: Goods, charges: list[Charge], promotions: tuple[str, ...], shipped: int) -> OrderLine:
    item = goods.item
    return OrderLine(
        reference=item.id,
        sku=item.product_number or None,
        title=goods.title,
        quantity=item.quantity,
        quantity_shipped=min(shipped, item.quantity),
        unit_price=goods.price.unit_price,
        charges=tuple(charges),
        promotions=promotions if any(each.amount < 0 for each in charges) else (),
    )


def _promotions(payload: OrderPayload) -> tuple[str, ...]:
    """Return the codes of the promotions, or their names where they need no code."""
    found = (
        (each.payload.code if each.payload else "") or each.label
        for each in payload.line_items
        if each.type == "promotion"
    )
    return tuple(dict.fromkeys(filter(None, found)))


def _buyer(payload: OrderPayload) -> Buyer:
    customer = payload.order_customer or CustomerPayload()
    billing = payload.billing_address or AddressPayload()
    is_guest = customer.customer is None or customer.customer.guest is not False
    return Buyer(
        # A guest's account is made for the one order: it tells nothing about the next.
        reference="" if is_guest else customer.customer_number or customer.customer_id,
        name=_full_name(customer),
        email=customer.email,
        company=customer.company or billing.company,
        vat_id=next(filter(None, customer.vat_ids), "") or billing.vat_id,
    )


def _is_business(payload: OrderPayload) -> bool:
    customer = payload.order_customer
    if customer is not None and customer.customer is not None and customer.customer.account_type:
        return customer.customer.account_type == "business"
    return bool(payload.billing_address and payload.billing_address.company)


def _full_name(person: CustomerPayload | AddressPayload) -> str:
    return " ".join(filter(None, (person.title, person.first_name, person.last_name)))


def _address(source: AddressPayload | None, remarks: list[Remark]) -> Address | None:
    if source is None:
        return None
    country = source.country.iso if source.country else ""
    if len(country) > _COUNTRY_LENGTH:
        remarks.append(Remark(code="country_unknown", values={"country": country[:50]}))
        country = ""
    state = source.country_state
    return Address(
        name=_full_name(source),
        company=", ".join(filter(None, (source.company, source.department))),
        line1=source.street,
        line2=source.additional_address_line1,
        line3=source.additional_address_line2,
        postal_code=source.zipcode,
        city=source.city,
        region=(state.shown or state.short_code) if state else "",
        country=country,
        phone=source.phone_number,
    )


def _payment_methods(payload: OrderPayload) -> tuple[str, ...]:
    transaction = find_transaction(payload)
    method = transaction.payment_method.shown if transaction and transaction.payment_method else ""
    return (method,) if method else ()


def _window(delivery: DeliveryPayload | None) -> Window:
    if delivery is None:
        return Window()
    return Window(earliest_at=delivery.shipping_date_earliest, latest_at=delivery.shipping_date_latest)


def _map_raw(raw: object) -> Order:
    return map_order(OrderPayload.model_validate(raw))


_READER = Reader("The shop", _map_raw, "orderNumber", frozenset({"updatedAt"}))
