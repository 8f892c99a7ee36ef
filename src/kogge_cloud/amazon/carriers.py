"""Carrier codes that Amazon knows: a wrong one may be accepted and then dropped without a word."""

from enum import StrEnum

from kogge_cloud.adapters.values import Refusal
from kogge_contract.orders import Order, Remark
from kogge_contract.shipments import OTHER_CARRIER, NewShipment

OTHER = OTHER_CARRIER
CARRIER_UNCHECKED = "carrier_unchecked"

# Amazon's schema of order fulfilment feeds (amzn-base, CarrierCode); Seller Central offers a selection a marketplace.
_FEED_CODES = frozenset(
    {
        "Blue Package",
        "Canada Post",
        "Chronopost",
        "City Link",
        "DHL",
        "DHL Global Mail",
        "DPD",
        "Deutsche Post",
        "Fastway",
        "FedEx",
        "FedEx SmartPost",
        "GLS",
        "GO!",
        "Hermes Logistik Gruppe",
        "La Poste",
        "Newgistics",
        "OSM",
        "OnTrac",
        "Parcelforce",
        "Parcelnet",
        "Poste Italiane",
        "Royal Mail",
        "SDA",
        "Streamlite",
        "TNT",
        "Target",
        "UPS",
        "UPS Mail Innovations",
        "USPS",
    }
)

CODES = {"DE": _FEED_CODES}
"""Per marketplace what is known to be taken; no entry: not known."""

# github.com/amzn/selling-partner-api-models, issue 5232.
DROPPED = {"IT": frozenset({"Amazon Shipping"})}
"""Codes that are accepted (204) and then dropped."""

NEEDS_SERVICE = frozenset({"DE", "FR", "GB", "ES", "NL"})
"""Where Amazon demands a delivery service (shippingMethod), though its model calls it optional."""


class CarrierStanding(StrEnum):
    """What is known of a carrier code in a marketplace."""

    KNOWN = "known"
    UNCHECKED = "unchecked"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


def judge_carrier(country: str, code: str) -> CarrierStanding:
    """Tell whether the marketplace of a country takes a carrier code, spelled exactly so. “Other” is taken everywhere.

    Amazon publishes no list; what is written down here are facts found elsewhere, so an absent list proves nothing.
    """
    if code == OTHER:
        return CarrierStanding.KNOWN
    if code in DROPPED.get(country, ()):
        return CarrierStanding.DROPPED
    codes = CODES.get(country)
    if codes is None:
        return CarrierStanding.UNCHECKED
    return CarrierStanding.KNOWN if code in codes else CarrierStanding.UNKNOWN


def find_carrier_refusal(shipment: NewShipment, order: Order) -> Refusal | None:
    """Return why the order's marketplace would refuse a parcel's carrier, service or tracking number, or lose it."""
    code, country = shipment.carrier_code, order.marketplace.country
    if code == OTHER and not shipment.carrier_name.strip():
        return Refusal("carrier_name_missing", "With the carrier “Other” its name must be given.")
    standing = judge_carrier(country, code)
    if standing is CarrierStanding.UNKNOWN:
        message = (
            f"Amazon's marketplace {country} does not know the carrier “{code}”. Choose one as Seller Central offers "
            "it, letter by letter, or “Other” with the carrier's name."
        )
        return Refusal("carrier_unknown", message)
    if standing is CarrierStanding.DROPPED:
        message = (
            f"Amazon's marketplace {country} accepts the carrier “{code}”, but then drops the confirmation. Choose "
            "another one, or “Other” with the carrier's name."
        )
        return Refusal("carrier_unknown", message)
    if country in NEEDS_SERVICE and not shipment.shipping_service.strip():
        message = f"Amazon's marketplace {country} demands the delivery service, for example “DHL Paket”."
        return Refusal("shipping_service_missing", message)
    if not shipment.tracking_number.strip():
        return Refusal("tracking_number_missing", "Amazon demands a tracking number.")
    return None


def list_carrier_remarks(shipment: NewShipment, order: Order) -> tuple[Remark, ...]:
    """Return what could not be checked before sending."""
    country = order.marketplace.country
    if judge_carrier(country, shipment.carrier_code) is CarrierStanding.UNCHECKED:
        values = {"carrier": shipment.carrier_code, "marketplace": country or order.marketplace.reference}
        return (Remark(code=CARRIER_UNCHECKED, values=values),)
    return ()
