"""The one place that hides personal data: who looks is set for each request, as its language is.

Nothing is shown unless the door has said that the reader may see it, so what forgets to ask hides too much, never too
little. Pages, lists, exports and searches all ask here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kogge.companies.permissions import Right

MASK = "•••"

_rights: ContextVar[frozenset[Right]] = ContextVar("rights_of_the_reader", default=frozenset())


def activate_rights(rights: frozenset[Right]) -> None:
    """Say what the reader of this request may see."""
    _rights.set(rights)


@contextmanager
def reading_with(rights: frozenset[Right]) -> Iterator[None]:
    """Let what is read meanwhile be seen with these rights: for work that somebody has left to the workers."""
    token = _rights.set(rights)
    try:
        yield
    finally:
        _rights.reset(token)


def may_see_personal_data() -> bool:
    """Tell whether the reader may see names, addresses, e-mail, phone numbers and VAT ids."""
    return Right.SEE_PERSONAL_DATA in _rights.get()


def may_see_address(*, is_delivery: bool) -> bool:
    """Tell whether the reader may see an address; those who ship see where to."""
    return may_see_personal_data() or (is_delivery and Right.SEE_DELIVERY_ADDRESSES in _rights.get())


def hide(value: Any) -> Any:  # noqa: ANN401 - whatever a page shows
    """Return a value that is personal data if the reader may see it, else a mask; what is empty stays empty."""
    return value if may_see_personal_data() or not value else MASK


def show_personal(value: Any) -> Any:  # noqa: ANN401 - whatever a page shows
    """Return a value that is personal data for a page: where it is hidden, the mask says why."""
    return value if may_see_personal_data() or not value else show_mask()


def show_mask() -> SafeString:
    """Return the mask with its explanation."""
    why = gettext("Personal data: you have no right to see it. An administrator can grant it.")
    return format_html(
        '<abbr class="masked" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></abbr>',
        why,
        MASK,
        why,
    )


def personal_fields(*names: str) -> tuple[str, ...]:
    """Return fields to search in that are personal data; none for who may not see it, since finding tells them too."""
    return names if may_see_personal_data() else ()


class PersonalColumn(tables.Column):
    """A column of personal data: the mask with an explanation on pages, the bare mask in exports."""

    def render(self, value: Any) -> Any:  # noqa: ANN401 - the base class's
        """Show the value, or the mask."""
        return show_personal(value)

    def value(self, value: Any) -> Any:  # noqa: ANN401 - the base class's
        """Export the value, or the mask."""
        return hide(value)
