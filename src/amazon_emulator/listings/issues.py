"""What is wrong with the attributes that a seller sends. Everything here is pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeGuard

from amazon_emulator.regions import find_marketplace

ERROR, WARNING = "ERROR", "WARNING"
MISSING, INVALID = "90220", "90225"
SKU_UNKNOWN, LEFT_FBA = "13013", "90226"
MERCHANT, AMAZON = "DEFAULT", "AMAZON_"
LONGEST_LEAD_DAYS = 30
LARGEST_QUANTITY = 1_000_000_000
FULFILLMENT, OFFER = "fulfillment_availability", "purchasable_offer"

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Issue:
    """Something Amazon finds fault with, as its answers show it."""

    code: str
    message: str
    severity: str
    category: str
    attribute: str = ""

    def show(self) -> dict[str, Any]:
        """Return it in the shape of the Listings API."""
        shown: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "severity": self.severity,
            "categories": [self.category],
        }
        return shown | ({"attributeNames": [self.attribute]} if self.attribute else {})


def missing(attribute: str, name: str = "") -> Issue:
    """Return the issue of something that has to be there."""
    message = f"'{name or attribute}' is required but missing."
    return Issue(MISSING, message, ERROR, "MISSING_ATTRIBUTE", attribute)


def invalid(attribute: str, message: str) -> Issue:
    """Return the issue of a value that cannot be."""
    return Issue(INVALID, message, ERROR, "INVALID_ATTRIBUTE", attribute)


def sku_unknown(sku: str) -> Issue:
    """Return the issue of a change to what the seller does not list."""
    return Issue(SKU_UNKNOWN, f"The SKU {sku} does not exist in your catalog.", ERROR, "INVALID_ATTRIBUTE")


def left_fba() -> Issue:
    """Return the warning that an offer is no longer fulfilled by Amazon."""
    message = "The offer was fulfilled by Amazon and is now fulfilled by you, because you sent stock of your own."
    return Issue(LEFT_FBA, message, WARNING, "INVALID_ATTRIBUTE", FULFILLMENT)


def check_attributes(attributes: Mapping[str, Iterable[Entry]], region: str) -> list[Issue]:
    """Return what is wrong with attributes; those that nothing is known of are taken as they are."""
    return [
        issue
        for name, entries in attributes.items()
        for entry in entries
        for issue in (*_check_marketplace(name, entry, region), *_CHECKS.get(name, _check_nothing)(entry))
    ]


def _check_nothing(_entry: Entry) -> list[Issue]:
    return []


def _check_marketplace(name: str, entry: Entry, region: str) -> list[Issue]:
    marketplace_id = entry.get("marketplace_id")
    if marketplace_id is None:
        return [missing(name, "marketplace_id")] if name == OFFER else []
    known = find_marketplace(str(marketplace_id))
    if known is None or known.region != region:
        return [invalid(name, f"The marketplace {marketplace_id} is not one of yours.")]
    if name == OFFER and "currency" in entry and entry["currency"] != known.currency:
        return [invalid(name, f"The currency of {known.name} is {known.currency}, not {entry['currency']}.")]
    return []


def _check_fulfillment(entry: Entry) -> list[Issue]:
    found = []
    channel = entry.get("fulfillment_channel_code")
    if channel is None:
        found.append(missing(FULFILLMENT, "fulfillment_channel_code"))
    elif channel != MERCHANT and not str(channel).startswith(AMAZON):
        found.append(invalid(FULFILLMENT, f"The fulfillment channel {channel} does not exist."))
    for name, largest in (("quantity", LARGEST_QUANTITY), ("lead_time_to_ship_max_days", LONGEST_LEAD_DAYS)):
        if name in entry and not _is_count(entry[name], largest):
            found.append(invalid(FULFILLMENT, f"'{name}' is a whole number from 0 to {largest}."))
    if "restock_date" in entry and not _is_date(entry["restock_date"]):
        found.append(invalid(FULFILLMENT, "'restock_date' is not a date."))
    return found


def _check_offer(entry: Entry) -> list[Issue]:
    found = [] if entry.get("currency") else [missing(OFFER, "currency")]
    wrong = [name for name in ("our_price", "discounted_price") if name in entry and not _is_price(entry[name])]
    return found + [invalid(OFFER, f"'{name}' has a schedule whose value_with_tax is above 0.") for name in wrong]


def _is_price(prices: object) -> bool:
    return _is_list(prices) and all(_is_scheduled(each.get("schedule")) for each in prices)


def _is_scheduled(schedule: object) -> bool:
    return _is_list(schedule) and all(_is_amount(each.get("value_with_tax")) for each in schedule)


def _is_list(value: object) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < LARGEST_QUANTITY


def _is_count(value: object, largest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= largest


def _is_date(value: object) -> bool:
    try:
        date.fromisoformat(str(value)[:10])
    except ValueError:
        return False
    return True


_CHECKS: dict[str, Callable[[Entry], list[Issue]]] = {FULFILLMENT: _check_fulfillment, OFFER: _check_offer}
