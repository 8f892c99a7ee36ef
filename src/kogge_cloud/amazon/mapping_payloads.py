"""What we read of Amazon's orders (v2026-01-01): lenient on everything unknown or absent, strict on money and times."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel


def _exact(value: object) -> Decimal:
    """Amazon writes amounts as strings; a JSON number is taken too, since it was read without loss."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        message = "not an amount"
        raise ValueError(message)  # noqa: TRY004 - pydantic turns ValueError into a validation error
    try:
        amount = Decimal(value)
    except InvalidOperation as error:
        message = "not an amount"
        raise ValueError(message) from error
    if not amount.is_finite():
        message = "not a finite amount"
        raise ValueError(message)
    return amount


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _absent_to_empty(value: object) -> object:
    return () if value is None else value


def _absent_to_text(value: object) -> object:
    return "" if value is None else value


ExactAmount = Annotated[Decimal, BeforeValidator(_exact)]
UtcTime = Annotated[datetime, AfterValidator(_in_utc)]
Text = Annotated[str, BeforeValidator(_absent_to_text)]


class _Payload(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True, coerce_numbers_to_str=True)


class MoneyPayload(_Payload):
    """An amount in major units."""

    amount: ExactAmount
    currency_code: str = Field(pattern=r"^[A-Z]{3}$")


class DetailPayload(_Payload):
    """What part of a tax or discount belongs to what."""

    subtype: Text = ""
    value: MoneyPayload | None = None


class BreakdownPayload(_Payload):
    """One kind of amount of an item or an order."""

    type: Text = ""
    status: Text = ""
    subtotal: MoneyPayload
    detailed_breakdowns: Annotated[tuple[DetailPayload, ...], BeforeValidator(_absent_to_empty)] = ()


class ItemProceedsPayload(_Payload):
    """The money of an item."""

    proceeds_total: MoneyPayload | None = None
    breakdowns: Annotated[tuple[BreakdownPayload, ...], BeforeValidator(_absent_to_empty)] = ()


class OrderProceedsPayload(_Payload):
    """The money of an order."""

    grand_total: MoneyPayload | None = None
    breakdowns: Annotated[tuple[BreakdownPayload, ...], BeforeValidator(_absent_to_empty)] = ()


class PricePayload(_Payload):
    """The price of one unit."""

    unit_price: MoneyPayload | None = None


class ProductPayload(_Payload):
    """What was ordered."""

    asin: Text = ""
    title: Text = ""
    seller_sku: Text = ""
    price: PricePayload | None = None


class GiftOptionPayload(_Payload):
    """Gift wishes."""

    gift_message: Text = ""


class PackingPayload(_Payload):
    """How to pack an item."""

    gift_option: GiftOptionPayload | None = None


class ItemFulfillmentPayload(_Payload):
    """How much of an item has been shipped."""

    quantity_fulfilled: int | None = None
    packing: PackingPayload | None = None


class CancellationRequestPayload(_Payload):
    """A buyer's wish to cancel."""

    cancel_reason: Text = ""


class CancellationPayload(_Payload):
    """Cancellation of an item."""

    cancellation_request: CancellationRequestPayload | None = None


class PromotionBreakdownPayload(_Payload):
    """One promotion."""

    promotion_id: Text = ""


class PromotionPayload(_Payload):
    """The promotions of an item."""

    breakdowns: Annotated[tuple[PromotionBreakdownPayload, ...], BeforeValidator(_absent_to_empty)] = ()


class TaxCollectionPayload(_Payload):
    """Who owes the tax."""

    model: Text = ""


class ItemTaxPayload(_Payload):
    """The tax model of an item."""

    tax_collections: Annotated[tuple[TaxCollectionPayload, ...], BeforeValidator(_absent_to_empty)] = ()


class ItemPayload(_Payload):
    """One order item."""

    order_item_id: str = Field(min_length=1)
    quantity_ordered: int = Field(ge=0)
    product: ProductPayload = ProductPayload()
    proceeds: ItemProceedsPayload | None = None
    promotion: PromotionPayload | None = None
    cancellation: CancellationPayload | None = None
    fulfillment: ItemFulfillmentPayload | None = None
    tax: ItemTaxPayload | None = None


class SalesChannelPayload(_Payload):
    """Where the order was placed."""

    channel_name: Text = ""
    marketplace_id: Text = ""
    marketplace_name: Text = ""


class BuyerPayload(_Payload):
    """Who bought."""

    buyer_name: Text = ""
    buyer_email: Text = ""
    buyer_company_name: Text = ""
    buyer_purchase_order_number: Text = ""


class ExtendedFieldsPayload(_Payload):
    """Brazilian address parts."""

    street_name: Text = ""
    street_number: Text = ""
    complement: Text = ""
    neighborhood: Text = ""


class AddressPayload(_Payload):
    """Where the goods go."""

    name: Text = ""
    company_name: Text = ""
    address_line1: Text = Field(default="", alias="addressLine1")
    address_line2: Text = Field(default="", alias="addressLine2")
    address_line3: Text = Field(default="", alias="addressLine3")
    city: Text = ""
    district_or_county: Text = ""
    municipality: Text = ""
    state_or_region: Text = ""
    postal_code: Text = ""
    country_code: Text = ""
    phone: Text = ""
    extended_fields: ExtendedFieldsPayload | None = None


class RecipientPayload(_Payload):
    """Who gets the goods."""

    delivery_address: AddressPayload | None = None


class TimeRangePayload(_Payload):
    """A promised span of time."""

    earliest_date_time: UtcTime | None = None
    latest_date_time: UtcTime | None = None


class FulfillmentPayload(_Payload):
    """Where the order stands."""

    fulfillment_status: Text = ""
    fulfilled_by: Text = ""
    fulfillment_service_level: Text = ""
    ship_by_window: TimeRangePayload | None = None
    deliver_by_window: TimeRangePayload | None = None


class AssociatedOrderPayload(_Payload):
    """An order that this one replaces."""

    order_id: Text = ""
    association_type: Text = ""


class PaymentExecutionPayload(_Payload):
    """How a part was paid."""

    payment_method: Text = ""


class PaymentPayload(_Payload):
    """How the order was paid."""

    payment_executions: Annotated[tuple[PaymentExecutionPayload, ...], BeforeValidator(_absent_to_empty)] = ()


class TaxRegistrationPayload(_Payload):
    """A tax number of somebody involved."""

    entity_type: Text = ""
    tax_registration_type: Text = ""
    tax_registration_number: Text = ""


class OrderTaxPayload(_Payload):
    """The tax numbers of an order."""

    tax_registrations: Annotated[tuple[TaxRegistrationPayload, ...], BeforeValidator(_absent_to_empty)] = ()


class OrderPayload(_Payload):
    """One order as Amazon sends it."""

    order_id: str = Field(min_length=1, max_length=200)
    created_time: UtcTime
    last_updated_time: UtcTime
    programs: Annotated[tuple[str, ...], BeforeValidator(_absent_to_empty)] = ()
    associated_orders: Annotated[tuple[AssociatedOrderPayload, ...], BeforeValidator(_absent_to_empty)] = ()
    sales_channel: SalesChannelPayload = SalesChannelPayload()
    buyer: BuyerPayload | None = None
    recipient: RecipientPayload | None = None
    proceeds: OrderProceedsPayload | None = None
    payment: PaymentPayload | None = None
    tax: OrderTaxPayload | None = None
    fulfillment: FulfillmentPayload | None = None
    order_items: tuple[ItemPayload, ...]

    def monies(self) -> list[MoneyPayload]:
        """Return every amount of the order that counts, to see whether they are of one currency."""
        proceeds = [self.proceeds, *(item.proceeds for item in self.order_items)]
        found = [part.subtotal for each in proceeds if each for part in each.breakdowns]
        found += [
            detail.value
            for each in proceeds
            if each
            for part in each.breakdowns
            for detail in part.detailed_breakdowns
            if detail.value
        ]
        totals = [item.proceeds.proceeds_total for item in self.order_items if item.proceeds]
        prices = [item.product.price.unit_price for item in self.order_items if item.product.price]
        grand_total = self.proceeds.grand_total if self.proceeds else None
        return [money for money in (grand_total, *totals, *found, *prices) if money]


class SearchAnswer(BaseModel):
    """A page of searchOrders, around the orders themselves."""

    model_config = ConfigDict(extra="ignore")

    orders: list[Any]
    pagination: dict[str, Any] | None = None
    lastUpdatedBefore: str | None = None  # noqa: N815 - Amazon's own word
    createdBefore: str | None = None  # noqa: N815 - Amazon's own word

    @property
    def next_token(self) -> str:
        """The token of the next page; empty on the last one."""
        return str((self.pagination or {}).get("nextToken") or "")

    @property
    def complete_until(self) -> datetime | None:
        """Up to when Amazon says this listing is complete (UTC), where it says so readably."""
        return read_time(self.lastUpdatedBefore or self.createdBefore or "")


def read_time(text: str) -> datetime | None:
    """Read ISO 8601 or, as Amazon's own sample has it, Unix seconds like 1.569521782042E9; None for anything else."""
    try:
        return _in_utc(datetime.fromisoformat(text))
    except ValueError:
        pass
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None
