"""What the kinds of platforms are like: what an Office has to ask for, and what each can be told."""

from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from kogge_contract.money import Amount


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SignIn(StrEnum):
    """How a platform lets the Cloud in: the seller consents in the browser, or enters keys of the shop."""

    CONSENT = "consent"
    KEYS = "keys"


class ReportKind(StrEnum):
    """What a platform is told about: a parcel of an order, the order itself, its payment, or its invoice."""

    FULFILLMENT = "FULFILLMENT"
    ORDER = "ORDER"
    PAYMENT = "PAYMENT"
    INVOICE = "INVOICE"


class ReportValue(StrEnum):
    """What it is told of that."""

    COMPLETE = "COMPLETE"
    RETURNED = "RETURNED"
    RETURNED_PARTIALLY = "RETURNED_PARTIALLY"
    IN_PROGRESS = "IN_PROGRESS"
    CANCELLED = "CANCELLED"
    PAID = "PAID"
    PAID_PARTIALLY = "PAID_PARTIALLY"
    REMINDED = "REMINDED"
    REFUNDED = "REFUNDED"
    REFUNDED_PARTIALLY = "REFUNDED_PARTIALLY"
    UPLOADED = "UPLOADED"


class CancelReason(StrEnum):
    """Why an order is cancelled: the buyer asked for it, or the merchant cannot deliver."""

    BUYER = "buyer"
    MERCHANT = "merchant"


class Report(_Message):
    """A status that a kind of platform takes."""

    kind: ReportKind
    value: ReportValue


SHIPPED = Report(kind=ReportKind.FULFILLMENT, value=ReportValue.COMPLETE)
INVOICED = Report(kind=ReportKind.INVOICE, value=ReportValue.UPLOADED)
CANCELLED = Report(kind=ReportKind.ORDER, value=ReportValue.CANCELLED)


class ShippingStandard(_Message):
    """By what a platform judges a seller's shipping, in per cent: valid tracking stays above, the others below."""

    late_below: Amount
    tracking_above: Amount
    cancelled_below: Amount


class PlatformTraits(_Message):
    """What a kind of platform is like.

    `regions` are the codes to choose from, none where there is nothing to choose; `has_marketplaces`: orders may be
    restricted to countries. `takes_own_application`: merchants may sign in with an application of their own.
    `notifies`: the platform can tell of changes itself. `gives_offers`: stock and prices go up. `names_methods`: the
    platform can say by which payment and shipping methods its orders come. `has_order_reports`: the platform makes
    reports of its orders, which the middleware reads.
    """

    kind: str
    name: str = ""
    sign_in: SignIn = SignIn.CONSENT
    takes_own_application: bool = False
    regions: tuple[str, ...] = ()
    has_marketplaces: bool = False
    notifies: bool = False
    gives_offers: bool = True
    names_methods: bool = False
    has_order_reports: bool = False
    reports: tuple[Report, ...] = (SHIPPED,)
    shipping_standard: ShippingStandard | None = None


class MethodNames(_Message):
    """By which payment and shipping methods a platform's orders come, in the words that its orders have."""

    payments: tuple[str, ...] = ()
    shippings: tuple[str, ...] = ()


class KeyAuthorization(_Message):
    """Keys that a shop made for the Cloud: write-only, kept encrypted. `address` is where the shop is.

    Without access key or secret those that are kept for the address are meant. With `is_trial` the keys are tried, and
    nothing is kept.
    """

    address: str = Field(min_length=1, max_length=200)
    access_key: str = Field(default="", max_length=500)
    secret: str = Field(default="", max_length=2000, repr=False)
    is_trial: bool = False


def standard(late_below: str, tracking_above: str, cancelled_below: str) -> ShippingStandard:
    """Write a standard down in decimal text."""
    return ShippingStandard(
        late_below=Decimal(late_below),
        tracking_above=Decimal(tracking_above),
        cancelled_below=Decimal(cancelled_below),
    )
