"""Carrier codes that Amazon knows: a wrong one may be accepted and then dropped without a word."""

from enum import StrEnum

from kogge_contract.shipments import OTHER_CARRIER

OTHER = OTHER_CARRIER

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
