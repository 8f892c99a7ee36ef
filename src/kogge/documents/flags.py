"""What is special about a document, in a word each."""

from functools import lru_cache

from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kogge.documents.models import Document

FLAGS: tuple[tuple[str, str, str | Promise], ...] = (
    ("awaits_decision", "red", _("to be decided")),
    ("locked_at", "red", _("locked")),
    ("archived_at", "secondary", _("archived")),
    ("cancels_id", "purple", _("takes a document back")),
    ("is_business", "indigo", _("Business")),
    ("is_prime", "azure", _("Prime")),
    ("is_premium", "cyan", _("Premium")),
    ("fulfilled_by_platform", "teal", _("shipped by the platform")),
    ("ships_with_platform_label", "teal", _("label from the platform")),
    ("cancellation_requested", "orange", _("cancellation requested")),
    ("replaces_order", "purple", _("replacement")),
    ("difference_minor", "orange", _("difference")),
)
"""The values that say so, each with its colour and its word."""


def list_flags(document: Document) -> list[tuple[str, str | Promise]]:
    """Return (colour, word) for everything that sets this document apart."""
    return [(colour, word) for name, colour, word in FLAGS if getattr(document, name)]


def draw_flags(document: Document) -> SafeString:
    """Return a badge for each flag."""
    return _draw(tuple((colour, str(word)) for colour, word in list_flags(document)))


@lru_cache(maxsize=256)
def _draw(flags: tuple[tuple[str, str], ...]) -> SafeString:
    return format_html_join(" ", '<span class="badge bg-{}-lt">{}</span>', flags)
