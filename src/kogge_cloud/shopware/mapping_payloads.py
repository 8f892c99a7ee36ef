"""What we read of Shopware 6's orders: lenient on everything unknown or absent, strict on money and times.

Field names are those of Shopware's entity definitions (src/Core/Checkout/Order in github.com/shopware/shopware).
"""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

_FINEST = Decimal("0.000001")


def _exact(value: object) -> Decimal:
    """Read an amount: JSON numbers were parsed without loss, but PHP computes in floats (0.1 + 0.2).

    Shopware itself compares amounts to six decimals or coarser (Framework/Util/FloatComparator); so do we.
    """
    if type(value) is int:
        return Decimal(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        message = "not an amount"
        raise ValueError(message)  # noqa: TRY004 - pydantic turns ValueError into a validation error
    try:
        return Decimal(value).quantize(_FINEST).normalize() + 0
    except InvalidOperation as error:
        message = "not an amount"
        raise ValueError(message) from error


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
    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True, coerce_numbers_to_str=True
    )


def list_fields(payload: type[BaseModel]) -> list[str]:
    """Return what is read of a kind of object, in the shop's words."""
    return [field.alias or name for name, field in payload.model_fields.items()]


class TaxPayload(_Payload):
    """A tax of a price: `price` is the part that it is computed from, gross in gross orders and net in net ones."""

    tax: ExactAmount
    tax_rate: ExactAmount
    price: ExactAmount


class PricePayload(_Payload):
    """The calculated price of a line item or of shipping."""

    unit_price: ExactAmount = Decimal(0)
    total_price: ExactAmount
    calculated_taxes: Annotated[tuple[TaxPayload, ...], BeforeValidator(_absent_to_empty)] = ()


class CartPricePayload(_Payload):
    """The price of the whole order; `raw_total` is what it comes to before the sum is rounded to coins."""

    total_price: ExactAmount
    net_price: ExactAmount | None = None
    raw_total: ExactAmount | None = None
    tax_status: Text = ""


class RoundingPayload(_Payload):
    """How a sales channel rounds an order's total: the smallest coin."""

    interval: ExactAmount = Decimal("0.01")


class NamedPayload(_Payload):
    """Something with a name in the shop's language, in the request's one where it is translated."""

    name: Text = ""
    technical_name: Text = ""
    translated: dict[str, object] | None = None

    @property
    def shown(self) -> str:
        """The name as the shop shows it; the technical one where it has no other."""
        translated = (self.translated or {}).get("name")
        return self.name or (translated if isinstance(translated, str) else "") or self.technical_name


class CountryPayload(_Payload):
    """A country by its code (ISO 3166-1 alpha-2)."""

    iso: Text = ""


class StatePayload(NamedPayload):
    """A country's state."""

    short_code: Text = ""


class AddressPayload(_Payload):
    """An address of an order."""

    id: Text = ""
    company: Text = ""
    department: Text = ""
    title: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    street: Text = ""
    additional_address_line1: Text = ""
    additional_address_line2: Text = ""
    zipcode: Text = ""
    city: Text = ""
    phone_number: Text = ""
    vat_id: Text = ""
    country: CountryPayload | None = None
    country_state: StatePayload | None = None


class AccountPayload(_Payload):
    """The customer's account; a guest has one, too, for this one order."""

    guest: bool | None = None
    account_type: Text = ""


class CustomerPayload(_Payload):
    """Who ordered."""

    customer_id: Text = ""
    customer_number: Text = ""
    email: Text = ""
    title: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    company: Text = ""
    vat_ids: Annotated[tuple[Text, ...], BeforeValidator(_absent_to_empty)] = ()
    customer: AccountPayload | None = None


class ItemDetailsPayload(_Payload):
    """What a line item carries along."""

    product_number: Text = ""
    code: Text = ""


def _no_list(value: object) -> object:
    """PHP writes an empty object as an empty list."""
    return None if isinstance(value, list) else value


class LineItemPayload(_Payload):
    """A line item: a product, a discount, a fee, or a part of another one (`parent_id`)."""

    id: str = Field(min_length=1)
    parent_id: Text = ""
    type: Text = ""
    label: Text = ""
    quantity: int = Field(ge=0)
    position: int | None = None
    price: PricePayload
    payload: Annotated[ItemDetailsPayload | None, BeforeValidator(_no_list)] = None
    children: Annotated[tuple["LineItemPayload", ...], BeforeValidator(_absent_to_empty)] = ()

    @property
    def product_number(self) -> str:
        """The shop's article number; empty where the item is none (customised products have a star there)."""
        number = self.payload.product_number if self.payload else ""
        return "" if number == "*" else number


class DeliveryPositionPayload(_Payload):
    """What of a line item is in a delivery."""

    order_line_item_id: Text = ""
    quantity: int | None = None


class DeliveryPayload(_Payload):
    """A delivery; one with a negative price is a discount on shipping."""

    id: Text = ""
    shipping_costs: PricePayload | None = None
    shipping_date_earliest: UtcTime | None = None
    shipping_date_latest: UtcTime | None = None
    shipping_method: NamedPayload | None = None
    shipping_order_address: AddressPayload | None = None
    state_machine_state: NamedPayload | None = None
    tracking_codes: Annotated[tuple[Text, ...], BeforeValidator(_absent_to_empty)] = ()
    positions: Annotated[tuple[DeliveryPositionPayload, ...], BeforeValidator(_absent_to_empty)] = ()
    created_at: UtcTime | None = None
    updated_at: UtcTime | None = None


class TransactionPayload(_Payload):
    """A payment: the latest one counts."""

    id: Text = ""
    payment_method: NamedPayload | None = None
    state_machine_state: NamedPayload | None = None
    created_at: UtcTime | None = None
    updated_at: UtcTime | None = None


class CurrencyPayload(_Payload):
    """A currency by its code (ISO 4217)."""

    iso_code: str = Field(pattern=r"^[A-Z]{3}$")


class OrderPayload(_Payload):
    """An order with the associations that `rules.ASSOCIATIONS` asks for."""

    id: str = Field(min_length=1)
    order_number: str = Field(min_length=1, max_length=100)
    order_date_time: UtcTime
    created_at: UtcTime
    updated_at: UtcTime | None = None
    price: CartPricePayload
    amount_total: ExactAmount | None = None
    shipping_costs: PricePayload | None = None
    tax_status: Text = ""
    currency: CurrencyPayload
    total_rounding: RoundingPayload | None = None
    sales_channel_id: Text = ""
    sales_channel: NamedPayload | None = None
    state_machine_state: NamedPayload | None = None
    order_customer: CustomerPayload | None = None
    billing_address: AddressPayload | None = None
    line_items: Annotated[tuple[LineItemPayload, ...], BeforeValidator(_absent_to_empty)] = ()
    deliveries: Annotated[tuple[DeliveryPayload, ...], BeforeValidator(_absent_to_empty)] = ()
    transactions: Annotated[tuple[TransactionPayload, ...], BeforeValidator(_absent_to_empty)] = ()
