"""Counting and paging that stay quick however long a list is: nothing ever counts or walks a whole table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import EmptyPage, Page
from django.db.models import IntegerField, QuerySet, Subquery
from django.utils.translation import gettext as _
from django_tables2.data import TableQuerysetData
from django_tables2.paginators import LazyPaginator

from kogge.companies.models import Company
from kogge.web.formats import format_count

PER_PAGE = 50
LAST_PAGE = 200
"""Further back nobody leafs: a filter finds it sooner, and an offset costs what it skips."""

COUNT_LIMIT = 1000
"""Whether there are 20,000 or 30,000 changes nothing that anybody does with a list."""

FEW = 99
"""Beyond so many things that need a person it is only said that there are more: nobody decides by the difference."""


@dataclass(frozen=True)
class Count:
    """How many rows there are, exactly up to a limit and “more than” beyond it."""

    number: int
    is_more: bool

    def __str__(self) -> str:
        """Show the number, with the active language's grouping."""
        shown = format_count(self.number)
        return _("more than %(number)s") % {"number": shown} if self.is_more else shown


def count_rows(rows: QuerySet[Any], limit: int = COUNT_LIMIT) -> Count:
    """Count rows, but never more than `limit` of them."""
    number = rows.order_by()[: limit + 1].count()
    return Count(min(number, limit), is_more=number > limit)


class _BoundedCount(Subquery):
    """How many rows a query gives that has a limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) bounded)"
    output_field = IntegerField()
    empty_result_set_value = 0


def count_together(
    company: Company, counted: Mapping[str, QuerySet[Any]], limit: int = COUNT_LIMIT
) -> dict[str, Count]:
    """Count rows of a company as `count_rows` does, under their names, all in one query."""
    bounded = {name: _BoundedCount(rows.order_by().values("pk")[: limit + 1]) for name, rows in counted.items()}
    numbers: dict[str, Any] = Company.objects.filter(pk=company.pk).values(**bounded).get()  # type: ignore[assignment]
    return {name: Count(min(number, limit), is_more=number > limit) for name, number in numbers.items()}


class PagedRows(TableQuerysetData):
    """Rows of a list, a page at a time: their keys first, which the index of the list's order holds, then the rows.

    In one query, databases carry whole rows and what is joined to them past everything that a page skips.
    """

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - a slice or an index, of the base class
        """Return a page's rows, or one row."""
        if not isinstance(place, slice) or not place.start:
            return super().__getitem__(place)
        keys = list(self.data.values_list("pk", flat=True)[place])
        found = self.data.order_by().in_bulk(keys)
        return [found[key] for key in keys if key in found]


class BoundedPaginator(LazyPaginator):
    """Looks one row ahead instead of counting, and ends at the last page that is reached quickly."""

    def validate_number(self, number: object) -> int:
        """Return the page number. Raises EmptyPage beyond the last page."""
        page: int = super().validate_number(number)
        if page > LAST_PAGE:
            raise EmptyPage(_("There are no pages that far back; narrow the list down with a filter."))
        return page

    def page(self, number: object) -> Page[Any]:
        """Return the page; the last one that is reachable offers no next one."""
        page: Page[Any] = super().page(number)
        if page.number == LAST_PAGE:
            self._num_pages = LAST_PAGE
        return page
