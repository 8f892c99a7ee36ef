"""What an answer shows: `includedData` and the state of the order decide, group by group."""

from collections.abc import Set as AbstractSet
from typing import Any

from amazon_emulator.roles import ALL_ROLES, TAX_ROLES, Role

DATA_GROUPS = (
    "BUYER RECIPIENT PROCEEDS EXPENSE PROMOTION CANCELLATION FULFILLMENT PACKAGES TAX PAYMENT FULFILLMENT_ORDERS"
).split()

_ORDER_FIELDS = {
    "buyer": "BUYER",
    "recipient": "RECIPIENT",
    "proceeds": "PROCEEDS",
    "payment": "PAYMENT",
    "tax": "TAX",
    "fulfillment": "FULFILLMENT",
    "packages": "PACKAGES",
    "fulfillmentOrders": "FULFILLMENT_ORDERS",
}
_ITEM_FIELDS = {
    "proceeds": "PROCEEDS",
    "expense": "EXPENSE",
    "promotion": "PROMOTION",
    "cancellation": "CANCELLATION",
    "fulfillment": "FULFILLMENT",
    "tax": "TAX",
}

Order = dict[str, Any]


_ADDRESS_KEPT = {"city", "stateOrRegion", "districtOrCounty", "municipality", "countryCode", "addressType"}
_JAPAN = "A1VC38T7YXB528"


def show(order: Order, included: AbstractSet[str], roles: AbstractSet[Role] = ALL_ROLES) -> Order:
    """Return the order with the asked-for groups only, and of personal data what the roles allow.

    The stored order is left as it is.
    """
    shown = {name: value for name, value in order.items() if _ORDER_FIELDS.get(name, name) in {name, *included}}
    shown["orderItems"] = [
        {name: value for name, value in item.items() if _ITEM_FIELDS.get(name, name) in {name, *included}}
        for item in order["orderItems"]
    ]
    return shown if roles >= _PERSONAL else _hide_personal(shown, order, roles)


_PERSONAL = TAX_ROLES | {Role.DIRECT_TO_CONSUMER}


def _hide_personal(shown: Order, order: Order, roles: AbstractSet[Role]) -> Order:
    """Leave out what roles are missing for, as Amazon's page on personal data of orders tells it."""
    hidden = set() if _may_see_name(order, roles) else {"buyerName"}
    if Role.DIRECT_TO_CONSUMER in roles:
        return shown | ({"buyer": _without(shown["buyer"], hidden)} if "buyer" in shown else {})
    if "buyer" in shown:
        shown["buyer"] = _without(shown["buyer"], hidden | {"buyerEmail"})
    recipient = shown.get("recipient", {})
    if "deliveryAddress" in recipient:
        address = {name: value for name, value in recipient["deliveryAddress"].items() if name in _ADDRESS_KEPT}
        shown["recipient"] = recipient | {"deliveryAddress": address}
    shown["orderItems"] = [_without_wishes(item) for item in shown["orderItems"]]
    return shown


def _may_see_name(order: Order, roles: AbstractSet[Role]) -> bool:
    by_tax = bool(roles & TAX_ROLES) and order["salesChannel"].get("marketplaceId") != _JAPAN
    is_fba = order.get("fulfillment", {}).get("fulfilledBy") == "AMAZON"
    return by_tax or (Role.DIRECT_TO_CONSUMER in roles and not is_fba)


def _without(group: Order, hidden: AbstractSet[str]) -> Order:
    return {name: value for name, value in group.items() if name not in hidden}


def _without_wishes(item: Order) -> Order:
    """Return the line without the gift message and the address of the buyer's own design."""
    shown = dict(item)
    if "customization" in item.get("product", {}):
        customization = _without(item["product"]["customization"], {"customizedUrl"})
        shown["product"] = item["product"] | {"customization": customization}
    packing = item.get("fulfillment", {}).get("packing", {})
    if "giftOption" in packing:
        gift = _without(packing["giftOption"], {"giftMessage"})
        shown["fulfillment"] = item["fulfillment"] | {"packing": packing | {"giftOption": gift}}
    return shown
