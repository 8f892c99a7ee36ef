"""The one list page: sort, search, filter, page, and an empty state that says what to do next."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django_tables2 import RequestConfig, Table

from kogge.web.access import OfficeRequest
from kogge.web.paging import COUNT_LIMIT, PER_PAGE, BoundedPaginator, Count, count_rows

Text = str | Promise
LIST_TARGET = "list"
SORT_FIELD = "sort"


class ListFilters(django_filters.FilterSet):
    """Filters of a list: always a search field `q`; what it looks in is the list's own `search`."""

    q = django_filters.CharFilter(method="search", label=_("Search"))
    search_hint: ClassVar[Text] = _("Search")

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return the rows that match what was typed."""
        raise NotImplementedError

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(self.data.get(name) for name in self.filters)


def search_rows(rows: QuerySet[Any], typed: str, *, exact: tuple[str, ...], within: tuple[str, ...]) -> QuerySet[Any]:
    """Return rows that have exactly what was typed in an indexed field, else those that contain every word of it."""
    exactly = find_exactly(rows, typed, exact)
    if exactly is not None:
        return exactly
    for word in typed.split():
        rows = rows.filter(contains(word, *within))
    return rows


def find_exactly(rows: QuerySet[Any], typed: str, fields: tuple[str, ...]) -> QuerySet[Any] | None:
    """Return the rows that have exactly what was typed in one of the indexed fields, else None.

    A number or an order reference is what people paste most.
    """
    for field in fields:
        found = take_by_key(rows, rows.filter(**{field: typed.strip()}))
        if found.exists():
            return found
    return None


def take_by_key(rows: QuerySet[Any], wanted: QuerySet[Any]) -> QuerySet[Any]:
    """Return the wanted rows by their keys, at most so many as a list counts.

    In one query a database prefers to walk a list in its order until it has met enough rows, which takes seconds in a
    long list that has few of them; without the order it goes by the index of what is wanted.
    """
    return rows.filter(pk__in=list(wanted.order_by().values_list("pk", flat=True)[: COUNT_LIMIT + 1]))


def contains(word: str, *fields: str) -> Q:
    """Return the condition that one of the fields contains the word, in upper or lower case.

    SQLite compares the case of ASCII letters only; other words are looked for as people may have written them.
    """
    spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    wanted = Q()
    for field in fields:
        for spelling in sorted(spellings):
            wanted |= Q(**{f"{field}__icontains": spelling})
    return wanted


def count_shown(table: Table, rows: QuerySet[Any]) -> Count:
    """Count the list's rows; when all of them stand on the first page, they need no second query."""
    page = table.page
    if page.number == 1 and not page.has_next():
        return Count(len(page.object_list), is_more=False)
    return count_rows(rows)


class ListPage(View):
    """A list of a company's rows. Subclasses name table, filters and words, and say which rows there are."""

    request: OfficeRequest
    title: ClassVar[Text]
    table_class: ClassVar[type[Table]]
    filters_class: ClassVar[type[ListFilters]]
    empty_title: ClassVar[Text]
    empty_hint: ClassVar[Text]
    introduction: ClassVar[Text] = ""
    template_name: ClassVar[str] = "site/list.html"

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's rows, unfiltered."""
        raise NotImplementedError

    def get(self, request: OfficeRequest) -> HttpResponse:
        """Answer with the page, or with the list alone when HTMX asks for it."""
        rows = self.list_rows()
        filters = self.filters_class(request.GET, queryset=rows, request=request)
        table = self.table_class(filters.qs, order_by_field=SORT_FIELD)
        paging = {"per_page": PER_PAGE, "paginator_class": BoundedPaginator, "silent": True}
        RequestConfig(request, paginate=paging).configure(table)
        context = {
            "page_title": self.title,
            "introduction": self.introduction,
            "table": table,
            "filters": filters,
            "count": count_shown(table, filters.qs),
            "empty_title": self.empty_title,
            "empty_hint": self.empty_hint,
        }
        is_part = bool(request.htmx) and request.htmx.target == LIST_TARGET
        response = TemplateResponse(request, "site/list_part.html" if is_part else self.template_name, context)
        response.headers["Vary"] = "HX-Request, HX-Target"
        return response
