"""The page transaction: feed entries become customers, documents and identities, together with the cursor."""

from kogge.orders.importing.legacy import LegacyOrder, LegacyResult, import_legacy
from kogge.orders.importing.pages import ParsedPage, parse_order, parse_page
from kogge.orders.importing.transaction import PageResult, import_page

__all__ = [
    "LegacyOrder",
    "LegacyResult",
    "PageResult",
    "ParsedPage",
    "import_legacy",
    "import_page",
    "parse_order",
    "parse_page",
]
