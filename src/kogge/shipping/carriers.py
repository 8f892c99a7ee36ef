"""Which carrier a code or a name means, and where its parcels can be followed: pure."""

import re
from enum import StrEnum
from urllib.parse import quote


class Carrier(StrEnum):
    """Carriers whose tracking numbers are known here."""

    DHL = "dhl"
    DEUTSCHE_POST = "deutsche_post"
    DPD = "dpd"
    GLS = "gls"
    HERMES = "hermes"
    UPS = "ups"
    FEDEX = "fedex"
    TNT = "tnt"
    AMAZON = "amazon"


_WORDS: tuple[tuple[str, Carrier], ...] = (
    ("amazon", Carrier.AMAZON),
    ("deutschepost", Carrier.DEUTSCHE_POST),
    ("warenpost", Carrier.DEUTSCHE_POST),
    ("briefpost", Carrier.DEUTSCHE_POST),
    ("dhl", Carrier.DHL),
    ("dpd", Carrier.DPD),
    ("gls", Carrier.GLS),
    ("hermes", Carrier.HERMES),
    ("ups", Carrier.UPS),
    ("fedex", Carrier.FEDEX),
    ("tnt", Carrier.TNT),
)

_PAGES = {
    Carrier.DHL: "https://www.dhl.de/de/privatkunden/dhl-sendungsverfolgung.html?piececode={}",
    Carrier.DEUTSCHE_POST: "https://www.deutschepost.de/sendung/simpleQuery.html?form.sendungsnummer={}",
    Carrier.DPD: "https://tracking.dpd.de/status/de_DE/parcel/{}",
    Carrier.GLS: "https://gls-group.eu/DE/de/paketverfolgung?match={}",
    Carrier.HERMES: "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{}",
    Carrier.UPS: "https://www.ups.com/track?tracknum={}",
    Carrier.FEDEX: "https://www.fedex.com/fedextrack/?trknbr={}",
    Carrier.TNT: "https://www.tnt.com/express/de_de/site/shipping-tools/tracking.html?searchType=con&cons={}",
    Carrier.AMAZON: "https://track.amazon.de/tracking/{}",
}


def find_carrier(*words: str) -> Carrier | None:
    """Return the carrier that a code, a name or a service names; None where none is known."""
    for word in words:
        folded = re.sub(r"[^a-z]", "", word.casefold())
        for part, carrier in _WORDS:
            if part in folded:
                return carrier
    return None


def tracking_page(carrier: Carrier | None, tracking_number: str) -> str:
    """Return the carrier's page about a parcel; empty where none is known."""
    return _PAGES[carrier].format(quote(tracking_number)) if carrier and tracking_number else ""
