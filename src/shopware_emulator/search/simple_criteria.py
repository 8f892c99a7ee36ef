"""Criteria in an address: `?limit=…&page=…&filter[orderNumber]=…&associations[lineItems][]`."""

import re
from collections.abc import Mapping
from typing import Any

_KEY = re.compile(r"\[([^\]]*)\]")


def read_query(query: Mapping[str, str]) -> dict[str, Any]:
    """Return query parameters as PHP nests them."""
    nested: dict[str, Any] = {}
    for name, value in query.items():
        first = name.split("[", 1)[0]
        _put(nested, [first, *_KEY.findall(name)], value)
    return nested


def _put(nested: dict[str, Any], keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        inner = nested.setdefault(key, {})
        if not isinstance(inner, dict):
            return
        nested = inner
    if keys[-1]:
        nested[keys[-1]] = value
