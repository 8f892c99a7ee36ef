"""Amazon's order (v2026-01-01) → the canonical order: pure, and never silent about what it could not read."""

from decimal import Decimal

from kogge_cloud.amazon.mapping_amounts import Amounts, item_amounts, order_amounts
from kogge_cloud.amazon.mapping_payloads import (
    AddressPayload,
    ExtendedFieldsPayload,
    FulfillmentPayload,
    ItemPayload,
    OrderPayload,
    TimeRangePayload,
)
from kogge_cloud.amazon.marketplaces import find_marketplace
from kogge_cloud.feed.reading import MappingProblem, Reader
from kogge_cloud.feed.rules import OMITTED, Version
from kogge_contract.orders import (
    Address,
    Buyer,
    FulfilledBy,
    Marketplace,
    Order,
    OrderLine,
    OrderStatus,
    Remark,
    Unreadable,
    Window,
)

PLATFORM_KIND = "amazon"

STATUSES = {
    "PENDING_AVAILABILITY": OrderStatus.PENDING,
    "PENDING": OrderStatus.PENDING,
    "UNSHIPPED": OrderStatus.OPEN,
    "PARTIALLY_SHIPPED": OrderStatus.PARTIALLY_SHIPPED,
    "SHIPPED": OrderStatus.SHIPPED,
    "CANCELLED": OrderStatus.CANCELLED,
    "UNFULFILLABLE": OrderStatus.UNFULFILLABLE,
}
FULFILLERS = {"MERCHANT": FulfilledBy.MERCHANT, "AMAZON": FulfilledBy.PLATFORM}

_NOT_SHIPPING = {OrderStatus.PENDING, OrderStatus.CANCELLED}
_REPLACEMENTS = {"REPLACEMENT_ORIGINAL_ID", "EXCHANGE_ORIGINAL_ID"}
_RELAY_DOMAIN = "@marketplace.amazon."
_MAX_DECIMALS = 6
_COUNTRY_LENGTH = 2


def read_version(raw: object, *, omitted_groups: bool = False) -> Version:
    """Map one order as Amazon sent it; what cannot be mapped becomes a version with its problem, never an exception."""
    return (_ABRIDGED if omitted_groups else _WHOLE).read(raw)


def map_order(payload: OrderPayload, *, omitted_groups: bool = False) -> Order:
    """Map a readable order. Raises MappingProblem, and ValidationError for values beyond the contract's limits.

    `omitted_groups` says that Amazon was asked for the essential groups of fields only. Amounts of pending orders are
    not trusted: they are left out.
    """
    status = _status(payload)
    fulfilled_by = _fulfilled_by(payload, status)
    marketplace, customary = _marketplace(payload)
    remarks = [Remark(code=OMITTED)] if omitted_groups else []
    prices_trusted = status is not OrderStatus.PENDING
    lines = [_line(item, remarks, prices_trusted=prices_trusted, customary=customary) for item in payload.order_items]
    proceeds = payload.proceeds if prices_trusted else None
    extra = order_amounts(proceeds, lines)
    fulfillment = payload.fulfillment or FulfillmentPayload()
    return Order(
        reference=payload.order_id,
        platform_kind=PLATFORM_KIND,
        status=status,
        fulfilled_by=fulfilled_by,
        placed_at=payload.created_time,
        updated_at=payload.last_updated_time,
        marketplace=marketplace,
        sales_channel=payload.sales_channel.channel_name,
        currency=_currency(payload),
        total=proceeds.grand_total.amount if proceeds and proceeds.grand_total else None,
        prices_include_tax=_prices_include_tax(lines, customary=customary),
        buyer=_buyer(payload),
        delivery_address=_address(payload.recipient.delivery_address, remarks) if payload.recipient else None,
        lines=tuple(lines),
        charges=tuple(extra.charges),
        payment_methods=_payment_methods(payload),
        shipping_service=fulfillment.fulfillment_service_level,
        ship_by=_window(fulfillment.ship_by_window),
        deliver_by=_window(fulfillment.deliver_by_window),
        is_business="AMAZON_BUSINESS" in payload.programs,
        is_prime="PRIME" in payload.programs,
        is_premium="PREMIUM" in payload.programs,
        ships_with_platform_label=fulfilled_by is FulfilledBy.MERCHANT
        and not {"PRIME", "FBM_SHIP_PLUS"}.isdisjoint(payload.programs),
        replaces_order=_replaced_order(payload),
        remarks=(*remarks, *extra.remarks),
    )


def _marketplace(payload: OrderPayload) -> tuple[Marketplace, bool]:
    """Return the marketplace, and whether its prices customarily include tax (as almost everywhere)."""
    channel = payload.sales_channel
    known = find_marketplace(channel.marketplace_id)
    country = known.country if known else ""
    marketplace = Marketplace(reference=channel.marketplace_id, name=channel.marketplace_name, country=country)
    return marketplace, known.prices_include_tax if known else True


def _prices_include_tax(lines: list[OrderLine], *, customary: bool) -> bool:
    seen = {charge.tax_included for line in lines for charge in line.charges if charge.tax}
    return seen == {True} if seen else customary


def _replaced_order(payload: OrderPayload) -> str:
    replaced = (each.order_id for each in payload.associated_orders if each.association_type in _REPLACEMENTS)
    return next(replaced, "")


def _status(payload: OrderPayload) -> OrderStatus:
    code = payload.fulfillment.fulfillment_status if payload.fulfillment else ""
    if not code:
        message = "Amazon did not say where the order stands (no fulfillment status)."
        raise MappingProblem(Unreadable(code="status_missing", message=message))
    if code not in STATUSES:
        message = f"Amazon uses a fulfillment status that is not known here: {code[:50]}."
        raise MappingProblem(Unreadable(code="unknown_status", message=message))
    return STATUSES[code]


def _fulfilled_by(payload: OrderPayload, status: OrderStatus) -> FulfilledBy:
    """Say who ships. Not knowing is a problem: goods that Amazon ships would be shipped twice."""
    code = payload.fulfillment.fulfilled_by if payload.fulfillment else ""
    if code in FULFILLERS:
        return FULFILLERS[code]
    if status in _NOT_SHIPPING:
        return FulfilledBy.MERCHANT
    message = f"Amazon did not say in a known way who ships the order: “{code[:50]}”."
    raise MappingProblem(Unreadable(code="unknown_fulfiller", message=message))


def _currency(payload: OrderPayload) -> str | None:
    currencies = list(dict.fromkeys(money.currency_code for money in payload.monies()))
    if len(currencies) > 1:
        message = f"The order's amounts are of several currencies: {', '.join(currencies)}."
        raise MappingProblem(Unreadable(code="currencies_differ", message=message))
    return currencies[0] if currencies else None


def _line(item: ItemPayload, remarks: list[Remark], *, prices_trusted: bool, customary: bool) -> OrderLine:
    fulfillment, packing = item.fulfillment, item.fulfillment.packing if item.fulfillment else None
    request = item.cancellation.cancellation_request if item.cancellation else None
    amounts = item_amounts(item, prices_include_tax=customary) if prices_trusted else Amounts()
    remarks.extend(amounts.remarks)
    total = item.proceeds.proceeds_total if item.proceeds and prices_trusted else None
    return OrderLine(
        reference=item.order_item_id,
        sku=item.product.seller_sku or None,
        product_reference=item.product.asin or None,
        title=item.product.title,
        quantity=item.quantity_ordered,
        quantity_shipped=(fulfillment.quantity_fulfilled if fulfillment else None) or 0,
        unit_price=_unit_price(item, remarks) if prices_trusted else None,
        charges=tuple(amounts.charges),
        total=total.amount if total else None,
        promotions=tuple(each.promotion_id for each in item.promotion.breakdowns) if item.promotion else (),
        gift_message=packing.gift_option.gift_message if packing and packing.gift_option else "",
        tax_collected_by_platform=bool(
            item.tax and any(each.model == "MARKETPLACE_FACILITATOR" for each in item.tax.tax_collections)
        ),
        cancellation_requested=request is not None,
        cancellation_reason=request.cancel_reason if request else "",
    )


def _unit_price(item: ItemPayload, remarks: list[Remark]) -> Decimal | None:
    """Return the unit price, unless it is finer than the contract writes: it is information, no sum hangs on it."""
    price = item.product.price.unit_price if item.product.price else None
    if price is None:
        return None
    exponent = price.amount.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MAX_DECIMALS:
        values = {"line": item.order_item_id, "unit_price": f"{price.amount:f}"}
        remarks.append(Remark(code="unit_price_too_fine", values=values))
        return None
    return price.amount


def _buyer(payload: OrderPayload) -> Buyer:
    source = payload.buyer
    email = source.buyer_email if source else ""
    is_relay = _RELAY_DOMAIN in email.lower()
    return Buyer(
        # Amazon has no buyer id; the relay address is one: the same for a buyer and a seller, for good.
        reference=email.lower() if is_relay else "",
        name=source.buyer_name if source else "",
        email=email,
        email_is_relay=is_relay,
        company=source.buyer_company_name if source else "",
        vat_id=_vat_id(payload),
        purchase_order_number=source.buyer_purchase_order_number if source else "",
    )


def _vat_id(payload: OrderPayload) -> str:
    registrations = payload.tax.tax_registrations if payload.tax else ()
    of_buyer = [each for each in registrations if each.entity_type == "BUYER" and each.tax_registration_number]
    of_buyer.sort(key=lambda each: each.tax_registration_type != "VAT")
    return of_buyer[0].tax_registration_number if of_buyer else ""


def _address(source: AddressPayload | None, remarks: list[Remark]) -> Address | None:
    if source is None:
        return None
    country = source.country_code
    if len(country) > _COUNTRY_LENGTH:
        remarks.append(Remark(code="country_unknown", values={"country": country[:50]}))
        country = ""
    # Brazil's parts repeat the lines; they only stand in where there are no lines.
    parts = source.extended_fields if source.extended_fields and not source.address_line1 else ExtendedFieldsPayload()
    return Address(
        name=source.name,
        company=source.company_name,
        line1=source.address_line1 or f"{parts.street_name} {parts.street_number}".strip(),
        line2=source.address_line2 or parts.complement,
        line3=source.address_line3,
        postal_code=source.postal_code,
        city=source.city or source.municipality,
        district=source.district_or_county or parts.neighborhood,
        region=source.state_or_region,
        country=country,
        phone=source.phone,
    )


def _payment_methods(payload: OrderPayload) -> tuple[str, ...]:
    executions = payload.payment.payment_executions if payload.payment else ()
    return tuple(dict.fromkeys(each.payment_method for each in executions if each.payment_method))


def _window(source: TimeRangePayload | None) -> Window:
    return Window(earliest_at=source.earliest_date_time, latest_at=source.latest_date_time) if source else Window()


def _reader(*, omitted_groups: bool) -> Reader:
    def map_raw(raw: object) -> Order:
        return map_order(OrderPayload.model_validate(raw), omitted_groups=omitted_groups)

    return Reader("Amazon", map_raw, "orderId", frozenset({"lastUpdatedTime"}))


_WHOLE, _ABRIDGED = _reader(omitted_groups=False), _reader(omitted_groups=True)
