"""What happens to documents, told in the same transaction to features above that asked for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kogge.companies.models import User


class DocumentEvent(StrEnum):
    """What happened. SHIPPED: what is known of an order's parcels has changed."""

    CONVERTED = "converted"
    POSTED = "posted"
    CANCELLED = "cancelled"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event of one or many documents, who caused it (None: Kogge itself), and when (UTC).

    Of a conversion, the documents are those that were made.
    """

    event: DocumentEvent
    document_ids: Sequence[int]
    actor: User | None
    at: datetime


Listener = Callable[[Occurrence], None]
_listeners: list[Listener] = []


def on_document_event(listener: Listener) -> Listener:
    """Have `listener` told of every occurrence, in the transaction that causes it: what it raises undoes both."""
    _listeners.append(listener)
    return listener


def tell(occurrence: Occurrence) -> None:
    """Tell whoever listens. Called by the functions that change documents, in their transactions."""
    for listener in _listeners:
        listener(occurrence)
