"""The canonical order: what every platform's order is mapped to, free of any platform's words."""

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kogge_contract.money import Amount, CurrencyCode


class _Message(BaseModel):
    """Lenient on unknown fields, so that either side may be newer than the other."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class OrderStatus(StrEnum):
    """Where the order stands at the platform."""

    PENDING = "pending"
    OPEN = "open"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"
    UNFULFILLABLE = "unfulfillable"


class FulfilledBy(StrEnum):
    """Who ships the goods."""

    MERCHANT = "merchant"
    PLATFORM = "platform"


class ChargeKind(StrEnum):
    """What an amount of an order is asked for; rounding is what a sum was rounded by, up or down."""

    ITEM = "item"
    SHIPPING = "shipping"
    GIFT_WRAP = "gift_wrap"
    COD_FEE = "cod_fee"
    TIP = "tip"
    OTHER = "other"
    DISCOUNT = "discount"
    ROUNDING = "rounding"


class Charge(_Message):
    """One amount the buyer owes, in major units of the order's currency; discounts are negative.

    `tax` is the platform's own tax figure for this amount: part of `amount` when `tax_included`, else on top of it.
    `applies_to` says what a discount is given on.
    """

    kind: ChargeKind
    amount: Amount
    tax: Amount | None = None
    tax_included: bool = True
    applies_to: ChargeKind | None = None


class OrderLine(_Message):
    """One ordered product. `total` is the platform's own sum of this line, all charges and taxes included."""

    reference: str = Field(min_length=1)
    sku: str | None = None
    product_reference: str | None = None
    ean: str | None = None
    title: str = ""
    quantity: int = Field(ge=0)
    quantity_shipped: int = 0
    unit_price: Amount | None = None
    charges: tuple[Charge, ...] = ()
    total: Amount | None = None
    promotions: tuple[str, ...] = ()
    gift_message: str = ""
    tax_collected_by_platform: bool = False
    cancellation_requested: bool = False
    cancellation_reason: str = ""


class Address(_Message):
    """A postal address exactly as the platform wrote it: nothing cut, nothing moved between lines."""

    name: str = ""
    company: str = ""
    line1: str = ""
    line2: str = ""
    line3: str = ""
    postal_code: str = ""
    city: str = ""
    district: str = ""
    region: str = ""
    country: str = Field(default="", max_length=2)
    phone: str = ""


class Buyer(_Message):
    """Who bought. `reference` is the platform's stable id of the buyer, where it has one."""

    reference: str = ""
    name: str = ""
    email: str = ""
    email_is_relay: bool = False
    company: str = ""
    vat_id: str = ""
    purchase_order_number: str = ""


class Marketplace(_Message):
    """Where the order was placed: the platform's id, and the country or shop it stands for."""

    reference: str = ""
    name: str = ""
    country: str = ""


class Window(_Message):
    """A promised span of time, UTC; either end may be open."""

    earliest_at: AwareDatetime | None = None
    latest_at: AwareDatetime | None = None


class Remark(_Message):
    """Something the adapter noticed and somebody should be able to read: a code and its values (no personal data)."""

    code: str
    values: dict[str, str] = Field(default_factory=dict)


class Order(_Message):
    """One order of a platform. All times are UTC; all amounts are in major units of `currency`.

    `total` is what the platform says the buyer owes; None where the platform did not say (never to be read as zero).
    """

    reference: str = Field(min_length=1, max_length=100)
    platform_kind: str
    status: OrderStatus
    fulfilled_by: FulfilledBy
    placed_at: AwareDatetime
    updated_at: AwareDatetime
    marketplace: Marketplace = Marketplace()
    sales_channel: str = ""
    currency: CurrencyCode | None = None
    total: Amount | None = None
    prices_include_tax: bool = True
    buyer: Buyer = Buyer()
    delivery_address: Address | None = None
    invoice_address: Address | None = None
    lines: tuple[OrderLine, ...] = ()
    charges: tuple[Charge, ...] = ()
    payment_methods: tuple[str, ...] = ()
    shipping_service: str = ""
    ship_by: Window = Window()
    deliver_by: Window = Window()
    is_business: bool = False
    is_prime: bool = False
    is_premium: bool = False
    ships_with_platform_label: bool = False
    replaces_order: str = ""
    remarks: tuple[Remark, ...] = ()


class Unreadable(_Message):
    """Why an order of the platform could not be mapped; it is parked, never dropped."""

    code: str
    message: str


class FeedEntry(_Message):
    """One version of one order in the feed: exactly one of `order` and `problem` is set."""

    sequence: int = Field(ge=1)
    order_reference: str
    digest: str
    received_at: AwareDatetime
    order: Order | None = None
    problem: Unreadable | None = None
