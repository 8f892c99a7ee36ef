"""Changes the attributes of a listing: add, replace, merge and delete. Everything here is pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from amazon_emulator.listings.issues import FULFILLMENT, OFFER

Entry = dict[str, Any]
Attributes = dict[str, list[Entry]]

OPERATIONS = ("add", "replace", "merge", "delete")
# What tells the entries of an attribute apart.
SELECTORS = {FULFILLMENT: ("fulfillment_channel_code",), OFFER: ("marketplace_id", "currency", "audience")}
OTHERS = ("marketplace_id", "language_tag")
DEFAULTS = {"audience": "ALL"}


@dataclass(frozen=True, slots=True)
class Patch:
    """A change to one attribute."""

    op: str
    attribute: str
    value: tuple[Entry, ...] = ()


def apply_patches(attributes: Attributes, patches: Sequence[Patch], marketplace_ids: Collection[str]) -> Attributes:
    """Return the attributes after the patches; what belongs to other marketplaces stays.

    `merge` keeps whatever of an entry it does not name; `add` and `replace` do not.
    """
    changed = {name: [dict(entry) for entry in entries] for name, entries in attributes.items()}
    for patch in patches:
        known = changed.pop(patch.attribute, [])
        entries = _change(known, patch, marketplace_ids)
        if entries:
            changed[patch.attribute] = entries
    return changed


def _change(known: list[Entry], patch: Patch, marketplace_ids: Collection[str]) -> list[Entry]:
    given = [dict(entry) for entry in patch.value]
    keys = {_key(patch.attribute, entry) for entry in given}
    if patch.op == "merge":
        return _merge(patch.attribute, known, given)
    if patch.op == "delete" and given:
        return [entry for entry in known if _key(patch.attribute, entry) not in keys]
    foreign = [entry for entry in known if entry.get("marketplace_id", "") not in {"", *marketplace_ids}]
    return [entry for entry in foreign if _key(patch.attribute, entry) not in keys] + given


def _merge(attribute: str, known: list[Entry], given: list[Entry]) -> list[Entry]:
    merged = {_key(attribute, entry): entry for entry in known}
    for entry in given:
        key = _key(attribute, entry)
        merged[key] = merged.get(key, {}) | entry
    return list(merged.values())


def _key(attribute: str, entry: Mapping[str, Any]) -> tuple[str, ...]:
    names = SELECTORS.get(attribute, OTHERS)
    return tuple(str(entry.get(name) or DEFAULTS.get(name, "")) for name in names)
