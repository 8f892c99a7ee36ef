"""On which day a document's goods left: features above tell, who know of parcels."""

from collections.abc import Callable
from datetime import date

from kogge.documents.models import Document

Finder = Callable[[Document], date | None]
_finders: list[Finder] = []


def on_asking_for_supply(finder: Finder) -> Finder:
    """Have `finder` asked on which day the last of a document's goods left; None: it does not know."""
    _finders.append(finder)
    return finder


def find_supply_day(document: Document) -> date | None:
    """Return the day of the supply, if it is known (§ 14 Abs. 4 Nr. 6 UStG; Directive 2006/112/EC, Art. 226 Nr. 7)."""
    days = [finder(document) for finder in _finders]
    return max((day for day in days if day), default=None)
