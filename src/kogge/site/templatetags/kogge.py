"""Filters and tags of the pages: money, counts, states, times, icons."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kogge.documents.tax_wording import format_percent
from kogge.orders.wording import word_platform_status
from kogge.site.navigation import Section
from kogge.web import columns, formats
from kogge.web.personal import may_see_address, show_personal

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
def unlocalised(number: float) -> str:
    """Write a number as a drawing wants it: with a point, without grouping."""
    return f"{number:g}"


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
def personal(value: Any) -> Any:  # noqa: ANN401 - whatever is personal data
    """Show personal data to who may see it, else a mask that says why."""
    return show_personal(value)


@register.simple_tag
def may_see(kind: str) -> bool:
    """Tell whether the reader may see an address; `delivery` is one that goods are sent to."""
    return may_see_address(is_delivery=kind == "delivery")


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
@lru_cache(maxsize=256)
def icon(name: str, classes: str = "") -> SafeString:
    """Draw an icon; it says nothing to a screen reader, so the words beside it must."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("site/icons.svg"),
        name,
    )


@register.simple_tag
def look_up(menu: Iterable[Section]) -> list[Section]:
    """Return the menu's sections: it is looked up once, however often a page goes over it."""
    return list(menu)


@register.inclusion_tag("site/breadcrumb.html")
def breadcrumb(*steps: str) -> dict[str, Sequence[tuple[str, str]]]:
    """Show the way to this page: label and address of each page above it, then its own label."""
    return {"crumbs": list(zip_longest(steps[::2], steps[1::2], fillvalue=""))}


@register.inclusion_tag("site/breadcrumb.html")
def menu_breadcrumb(sections: Iterable[Section]) -> dict[str, Sequence[tuple[str, str]]]:
    """Show the way to this page through the menu; nothing where the menu does not lead here."""
    for section in sections:
        for group in section.groups:
            for entry in group.entries:
                if entry.is_active:
                    # A group that is named like the page says nothing more.
                    labels = dict.fromkeys(filter(None, map(str, (section.label, group.label, entry.label))))
                    return {"crumbs": [(label, "") for label in labels]}
    return {"crumbs": ()}
