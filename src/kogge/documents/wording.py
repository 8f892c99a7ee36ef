"""Messages on documents in the reader's words: what happened, and what to do about it."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.web.formats import format_money

WORDS: dict[str, str | Promise] = {
    "amounts_do_not_add_up": _(
        "The platform's own amounts do not add up: the lines come to %(lines)s, its total is %(total)s. "
        "A line of %(difference)s closes the gap, so that the document has the platform's total."
    ),
    "unknown_article": _(
        "The platform sold “%(title)s” (SKU %(sku)s), which is not among your articles. "
        "The line is booked on the placeholder article."
    ),
}


class _Values(dict[str, Any]):
    """Values of a message; one that was not given shows as an ellipsis instead of failing the page."""

    def __missing__(self, key: str) -> str:
        return "…"


def word_message(code: str, values: Mapping[str, Any], currency: str) -> str:
    """Return the message in the active language; keys that end in `_minor` are amounts in minor units of `currency`."""
    shown = _Values()
    for key, value in values.items():
        if key.endswith("_minor") and isinstance(value, int):
            shown[key.removesuffix("_minor")] = format_money(value, currency)
        else:
            shown[key] = ", ".join(map(str, value)) if isinstance(value, list) else value
    words = WORDS.get(code)
    return str(words) % shown if words is not None else code
