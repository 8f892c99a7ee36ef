"""What the Listings Items API demands of its requests. Everything here is pure and raises ApiError (400)."""

from collections.abc import Collection, Mapping
from typing import Any

from amazon_emulator.errors import ApiError, invalid_input
from amazon_emulator.listings.patching import OPERATIONS, Attributes, Patch
from amazon_emulator.listings.submitting import REQUIRED, WHOLE, NewListing

PREVIEW = "VALIDATION_PREVIEW"
DATASETS = (
    "summaries",
    "attributes",
    "issues",
    "offers",
    "fulfillmentAvailability",
    "procurement",
    "relationships",
    "productTypes",
)
ANSWERS = ("identifiers", "issues")
PREFIX = "/attributes/"
LISTS = ("marketplaceIds", "includedData", "identifiers", "withIssueSeverity", "withStatus", "withoutStatus")

Query = Mapping[str, list[str]]
Json = Any


def collect(query: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Gather the parameters: lists come comma-separated or as repeated keys; empty ones count as missing."""
    given: dict[str, list[str]] = {}
    for name, value in query:
        values = value.split(",") if name in LISTS else [value]
        given.setdefault(name, []).extend(each.strip() for each in values if each.strip())
    return {name: values for name, values in given.items() if values}


def read_marketplaces(query: Query, own: Collection[str], most: int = 0) -> tuple[str, ...]:
    """Read the marketplaces, all of them the seller's; `most` 0 sets no limit."""
    listed = query.get("marketplaceIds", [])
    if not listed:
        raise refused("Missing required parameter: marketplaceIds.")
    if most and len(listed) > most:
        raise refused(f"marketplaceIds has more than {most} values.")
    unknown = sorted(set(listed).difference(own))
    if unknown:
        raise refused(f"marketplaceIds are not valid: {', '.join(unknown)}.")
    return tuple(dict.fromkeys(listed))


def read_datasets(query: Query) -> frozenset[str]:
    """Read what of a listing is asked for."""
    return read_some(query, "includedData", DATASETS) or frozenset({"summaries"})


def read_answer(query: Query, *, is_preview: bool) -> frozenset[str]:
    """Read what the answer to a change tells; identifiers are for previews."""
    included = read_some(query, "includedData", ANSWERS) or frozenset({"issues"})
    if "identifiers" in included and not is_preview:
        raise refused(f"includedData identifiers can only be requested when mode is {PREVIEW}.")
    return included


def read_mode(query: Query) -> bool:
    """Tell whether a change is only to be checked."""
    return bool(read_some(query, "mode", (PREVIEW,)))


def read_some(query: Query, name: str, allowed: Collection[str]) -> frozenset[str]:
    """Read values of a closed set."""
    values = frozenset(query.get(name, []))
    if not values.issubset(allowed):
        raise refused(f"{name} accepts {', '.join(allowed)}.")
    return values


def read_new(body: Json) -> NewListing:
    """Read a whole listing."""
    fields = _read_object(body, "The request body")
    requirements = fields.get("requirements") or WHOLE
    if requirements not in REQUIRED:
        raise refused(f"requirements is one of {', '.join(REQUIRED)}.")
    return NewListing(read_product_type(fields), read_attributes(fields.get("attributes")), requirements)


def read_patches(body: Json) -> list[Patch]:
    """Read changes to single attributes; those of attributes within attributes are refused."""
    fields = _read_object(body, "The request body")
    read_product_type(fields)
    listed = fields.get("patches")
    if not isinstance(listed, list) or not listed:
        raise refused("patches holds at least one patch.")
    return [_read_patch(_read_object(each, "A patch")) for each in listed]


def read_product_type(fields: Mapping[str, Json]) -> str:
    """Return the product type; PRODUCT stands for any."""
    product_type = fields.get("productType")
    if not isinstance(product_type, str) or not product_type:
        raise refused("productType is required.")
    return product_type


def read_attributes(body: Json) -> Attributes:
    """Return attributes by name: each a list of objects."""
    attributes = _read_object(body, "attributes")
    return {name: _read_entries(name, entries) for name, entries in attributes.items()}


def refused(details: str) -> ApiError:
    """Return the answer to a request that breaks a rule."""
    return invalid_input(details=details)


def _read_patch(fields: Mapping[str, Json]) -> Patch:
    operation, path = fields.get("op"), fields.get("path")
    if operation not in OPERATIONS:
        raise refused(f"op is one of {', '.join(OPERATIONS)}.")
    name = path.removeprefix(PREFIX) if isinstance(path, str) and path.startswith(PREFIX) else ""
    if not name or "/" in name:
        raise refused(f"path is {PREFIX} and the name of a top-level attribute.")
    if "value" not in fields and operation != "delete":
        raise refused(f"value is required for {operation}.")
    return Patch(operation, name, tuple(_read_entries(name, fields.get("value") or [])))


def _read_entries(name: str, entries: Json) -> list[dict[str, Json]]:
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise refused(f"{name} is not a list of objects.")
    return entries


def _read_object(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise refused(f"{what} is not an object.")
    return value
