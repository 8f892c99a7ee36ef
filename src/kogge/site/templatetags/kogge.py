"""Filters and tags of the pages: money, counts, states, times, icons."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kogge.documents.tax_wording import format_percent
from kogge.orders.wording import word_platform_status
from kogge.web import columns, formats

register = template.Library()


@register.filter
def money(minor: int | None, currency: str) -> str:
    """Show integer minor units of a currency; an unknown amount as a dash."""
    return columns.DASH if minor is None else formats.format_money(minor, currency)


@register.filter
def percent(rate: Decimal) -> str:
    """Show a rate in per cent."""
    return format_percent(rate)


@register.filter
def count(number: int) -> str:
    """Show a whole number with grouping."""
    return formats.format_count(number)


@register.filter
def country(code: str) -> str:
    """Show a country's name."""
    return formats.format_country(code) if code else ""


@register.filter
def point_in_time(at: datetime | None) -> str:
    """Show date and time; nothing when there is none."""
    return columns.show_time(at) if at else ""


@register.filter
def platform_status(code: str) -> str:
    """Show an order's status at the platform in words."""
    return str(word_platform_status(code))


@register.filter
def wait(seconds: float) -> str:
    """Show a span of seconds as minutes and seconds."""
    return formats.format_wait(seconds)


@register.filter
def lookup(values: Mapping[str, object], name: str) -> object:
    """Return the value that stands under a name, else None."""
    return values.get(name)


@register.simple_tag
def state(row: Any, field: str = "state") -> SafeString:  # noqa: ANN401 - any row that has a state
    """Show a row's state as a badge."""
    return columns.show_state(getattr(row, field), getattr(row, f"get_{field}_display")())


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Draw an icon; it says nothing to a screen reader, so the words beside it must."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("site/icons.svg"),
        name,
    )
