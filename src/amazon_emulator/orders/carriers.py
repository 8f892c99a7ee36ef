"""Carrier codes: in some marketplaces a wrong one is accepted and then dropped without a word."""

OTHER = "Other"
_GERMANY = {
    *("DHL", "Deutsche Post", "DPD", "GLS", "GO!", "Hermes Logistik Gruppe", "UPS", "FedEx", "TNT", "Royal Mail"),
    *(
        "Parcelforce",
        "La Poste",
        "Chronopost",
        "DHL Global Mail",
        "Canada Post",
        "USPS",
        "DHL Express",
        "Amazon Shipping",
    ),
}
_TAKEN = {"A1PA6795UKMFR9": _GERMANY}
_DROPPED = {"APJ6JRA9NG5V4": {"Amazon Shipping"}}


def is_taken(marketplace_id: str, carrier_code: str) -> bool:
    """Tell whether a parcel of this carrier shows up; where no list is known, every carrier's does."""
    if carrier_code in _DROPPED.get(marketplace_id, set()):
        return False
    return carrier_code == OTHER or carrier_code in _TAKEN.get(marketplace_id, {carrier_code})
