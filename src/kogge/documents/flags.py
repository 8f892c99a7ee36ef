"""What is special about a document, in a word each."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.documents.models import Document


def list_flags(document: Document) -> Iterator[tuple[str, str | Promise]]:
    """Yield (colour, word) for everything that sets this order apart."""
    if document.awaits_decision:
        yield "red", _("to be decided")
    if document.is_business:
        yield "indigo", _("Business")
    if document.is_prime:
        yield "azure", _("Prime")
    if document.is_premium:
        yield "cyan", _("Premium")
    if document.fulfilled_by_platform:
        yield "teal", _("shipped by the platform")
    if document.ships_with_platform_label:
        yield "teal", _("label from the platform")
    if document.cancellation_requested:
        yield "orange", _("cancellation requested")
    if document.replaces_order:
        yield "purple", _("replacement")
    if document.difference_minor:
        yield "orange", _("difference")
