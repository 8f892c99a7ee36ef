"""A document's delivery address, as the platform wrote it and as it may be divided better."""

from collections.abc import Mapping
from typing import Any

from kogge.customers.proposals import Proposal, propose
from kogge.customers.rules import ADDRESS_FIELDS, AddressDraft
from kogge.documents.models import Document

ORIGINAL = "original"
"""Where an address that a person divided anew keeps how the platform wrote it."""


def as_written(address: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an address as the platform wrote it, whatever a person made of it."""
    original: Mapping[str, Any] = address.get(ORIGINAL) or address
    return original


def propose_address(document: Document) -> Proposal | None:
    """Return a better division of an open document's delivery address; None when there is none, or it was adopted."""
    address = document.delivery_address
    if not address or ORIGINAL in address:
        return None
    return propose(AddressDraft(**{name: address.get(name, "") for name in ADDRESS_FIELDS}))
