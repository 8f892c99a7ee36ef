"""What restricted data tokens may be asked for, and which roles that takes."""

import re
from collections.abc import Set as AbstractSet
from typing import Any

from amazon_emulator.accounts import RestrictedResource
from amazon_emulator.errors import invalid_input
from amazon_emulator.roles import RESTRICTED_ROLES, TAX_ROLES, Role

MAX_RESOURCES = 50
NO_ACCESS = "Application does not have access to one or more requested data elements"
METHODS = ("GET", "PUT", "POST", "DELETE")

# Which roles, any of them, open a data element of Orders v0.
DATA_ELEMENTS: dict[str, frozenset[Role]] = {
    "buyerInfo": TAX_ROLES | {Role.DIRECT_TO_CONSUMER},
    "shippingAddress": frozenset({Role.DIRECT_TO_CONSUMER}),
    "buyerTaxInformation": TAX_ROLES,
}

_PART = r"[^/]+"
_ORDERS = re.compile(
    rf"/orders/v0/orders(/{_PART}(/(address|buyerInfo|orderItems|orderItems/buyerInfo|regulatedInfo))?)?"
)
_DOCUMENTS = re.compile(rf"/reports/2021-06-30/documents/{_PART}")


def read_resources(body: Any, roles: AbstractSet[Role]) -> tuple[RestrictedResource, ...]:  # noqa: ANN401 - their JSON
    """Read and check what a token is asked for. Raises ApiError (400)."""
    listed = body.get("restrictedResources") if isinstance(body, dict) else None
    if not isinstance(listed, list) or not listed:
        raise invalid_input(details="restrictedResources is required.")
    if len(listed) > MAX_RESOURCES:
        raise invalid_input(details=f"restrictedResources has more than {MAX_RESOURCES} values.")
    resources = tuple(_read_resource(each) for each in listed)
    asked = frozenset().union(*(each.data_elements for each in resources))
    refused = sorted(name for name in asked if not DATA_ELEMENTS[name] & roles)
    if refused or not RESTRICTED_ROLES & roles:
        raise invalid_input(f"{NO_ACCESS}: [{', '.join(refused)}]")
    return resources


def _read_resource(listed: Any) -> RestrictedResource:  # noqa: ANN401 - their JSON
    if not isinstance(listed, dict):
        raise invalid_input(details="restrictedResources holds objects.")
    method, path, elements = listed.get("method"), listed.get("path"), listed.get("dataElements") or []
    if method not in METHODS:
        raise invalid_input(details=f"method is one of {', '.join(METHODS)}.")
    if not isinstance(path, str) or not (_ORDERS.fullmatch(path) or _DOCUMENTS.fullmatch(path)):
        raise invalid_input(details="path is not that of a restricted operation.")
    if not isinstance(elements, list) or not all(each in DATA_ELEMENTS for each in map(str, elements)):
        raise invalid_input(details=f"dataElements are some of {', '.join(DATA_ELEMENTS)}.")
    return RestrictedResource(method, path, frozenset(map(str, elements)))
