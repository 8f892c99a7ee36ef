"""The one list page: sort, search, filter, page, columns, views, files; an empty state says what to do next."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.dispatch import Signal
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django_tables2 import RequestConfig, Table

from kogge.companies.permissions import Right
from kogge.web.access import OfficeRequest, require_right
from kogge.web.actions import BulkAction
from kogge.web.columns import ChoiceColumn, ListTable
from kogge.web.exporting import TooManyRows, answer_with_file, iterate_cells
from kogge.web.layouts import Layout, arrange, read_entered
from kogge.web.models import KEY_LENGTH, NAME_LENGTH
from kogge.web.paging import COUNT_LIMIT, PER_PAGE, BoundedPaginator, Count, PagedRows, count_rows
from kogge.web.preferences import delete_view, find_layout, list_views, reset_layout, save_layout, save_view

Text = str | Promise
LIST_TARGET = "list"
LONGEST_ID = 19
ROWS_TARGET = "rows"
NOTHING_NEW = 204
SORT_FIELD = "sort"
NOT_KEPT = ("page", "export", "designer")
"""What a saved view forgets of an address."""

_is_unbounded: ContextVar[bool] = ContextVar("whether_filters_find_every_row", default=False)

list_exported = Signal()
"""Sent with `request`, `list_key` and `kind` before a list is given out as a file, so that the journal can note it."""


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
    return rows.filter(pk__in=list_keys(wanted.order_by()))


def list_keys(wanted: QuerySet[Any]) -> QuerySet[Any] | list[Any]:
    """Return the keys of wanted rows, at most so many as a list counts; a query for all where every row counts."""
    if _is_unbounded.get():
        return wanted.order_by().values("pk")
    return list(wanted.values_list("pk", flat=True)[: COUNT_LIMIT + 1])


@contextmanager
def finding_every_row() -> Iterator[None]:
    """Let filters find every row meanwhile, however many: for what is done to rows, where a list only shows some."""
    token = _is_unbounded.set(True)
    try:
        yield
    finally:
        _is_unbounded.reset(token)


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


def keep_filters(query: QueryDict) -> str:
    """Return search, filters and sorting of an address, without the page."""
    kept = query.copy()
    for name in NOT_KEPT:
        kept.pop(name, None)
    return "&".join(part for part in kept.urlencode().split("&") if not part.endswith("="))


class ListPage(View):
    """A list of a company's rows. Subclasses name table, filters and words, and say which rows there are.

    All else is the same everywhere: search, filters, sorting and leafing; columns as each person wants them; views
    saved under a name; files of all rows, or of the chosen ones; and `actions` on chosen rows. Everything is done at
    the list's own address, behind the same guard.
    """

    request: OfficeRequest
    title: ClassVar[Text]
    table_class: ClassVar[type[ListTable]]
    filters_class: ClassVar[type[ListFilters]]
    empty_title: ClassVar[Text]
    empty_hint: ClassVar[Text]
    introduction: ClassVar[Text] = ""
    template_name: ClassVar[str] = "site/list.html"
    actions: ClassVar[tuple[BulkAction, ...]] = ()
    batch_subject: ClassVar[str] = ""
    """The key by which batch actions know these records; without one the list offers none."""
    shares_layout: ClassVar[bool] = False
    """Whether people's columns hold for all addresses of the page, whatever row its address names."""
    live_s: ClassVar[int] = 0
    """After so many seconds the rows are asked for again; 0 for a list that stays as it is."""

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's rows, unfiltered."""
        raise NotImplementedError

    def find_live_s(self) -> int:
        """Return after how many seconds the rows are asked for again; 0: never."""
        return self.live_s

    def add_context(self) -> dict[str, object]:
        """Return what the list's own template shows beside the list."""
        return {}

    def get(self, request: OfficeRequest, **values: object) -> HttpResponseBase:  # noqa: ARG002 - of the address
        """Answer with the page, with the list alone when HTMX asks for it, with a file, or with the table designer."""
        if "export" in request.GET:
            return self._export(self._filter().qs, request.GET["export"])
        if "designer" in request.GET:
            return self._show_designer()
        if request.htmx and request.htmx.target == ROWS_TARGET:
            return self._show_rows()
        return self._show_list()

    def post(self, request: OfficeRequest, **values: object) -> HttpResponseBase:  # noqa: ARG002 - of the address
        """Do what a form of the page asks for."""
        wish, _colon, name = request.POST.get("do", "").partition(":")
        if wish == "export":
            return self._export(self._list_chosen(), name)
        if wish == "action":
            self._act(name)
        elif wish in {"layout", "reset-layout"}:
            self._keep_layout(is_reset=wish == "reset-layout")
        elif wish in {"save-view", "delete-view"}:
            self._keep_view(name)
        return HttpResponseRedirect(request.get_full_path())

    @property
    def list_key(self) -> str:
        """The name under which people's preferences for this list are kept."""
        match = self.request.resolver_match
        if match is None:
            return ""
        values = () if self.shares_layout else match.kwargs.values()
        return ":".join([match.view_name, *map(str, values)])[:KEY_LENGTH]

    @cached_property
    def layout(self) -> Layout:
        """Return the person's columns."""
        names = list(self.table_class.base_columns)
        return arrange(names, self.table_class.optional, find_layout(self.request.membership.user, self.list_key))

    @property
    def shown_related(self) -> list[str]:
        """The tables that a page reads along because the person's columns show rows of them."""
        return [each.name for each in self.layout.shown if each.name in self.table_class.related]

    def _show_rows(self) -> HttpResponse:
        """Answer with the rows alone, or with nothing where they are what the page has seen already."""
        return self.answer_live("site/table.html", {"table": self._make_page(self._filter().qs)})

    def answer_live(self, template: str, context: dict[str, object]) -> HttpResponse:
        """Answer with a live part of the page, or with nothing where it is what the page has seen already."""
        content = render_to_string(template, context, self.request)
        seen = sha256(content.encode()).hexdigest()[:16]
        is_known = self.request.GET.get("seen") == seen
        response = HttpResponse(status=NOTHING_NEW) if is_known else HttpResponse(content)
        response.headers["Live-Seen"] = seen
        response.headers["Cache-Control"] = "no-store"
        return response

    def _make_page(self, rows: QuerySet[Any]) -> ListTable:
        table = self._make_table(rows, chooses=True)
        paging = {"per_page": PER_PAGE, "paginator_class": BoundedPaginator, "silent": True}
        RequestConfig(self.request, paginate=paging).configure(table)
        return table

    def _show_list(self) -> HttpResponse:
        request, filters = self.request, self._filter()
        table = self._make_page(filters.qs)
        context: dict[str, object] = {
            "page_title": self.title,
            "introduction": self.introduction,
            "table": table,
            "filters": filters,
            "count": count_shown(table, filters.qs),
            "empty_title": self.empty_title,
            "empty_hint": self.empty_hint,
            "actions": self._list_actions(),
            "may_export": self._may_export(),
            "views": list_views(request.membership.user, self.list_key),
            "batch_subject": self.batch_subject if self._may_batch() else "",
            "kept_filters": keep_filters(request.GET),
            "live_s": self.find_live_s(),
        }
        is_part = bool(request.htmx) and request.htmx.target == LIST_TARGET
        if not is_part:
            context |= self.add_context()
        response = TemplateResponse(request, "site/list_part.html" if is_part else self.template_name, context)
        response.headers["Vary"] = "HX-Request, HX-Target"
        return response

    def _filter(self) -> ListFilters:
        return self.filters_class(self.request.GET, queryset=self.list_rows(), request=self.request)

    def _make_table(self, rows: Any, *, chooses: bool = False) -> ListTable:  # noqa: ANN401 - a queryset or a list
        """Make the table with the person's columns; rows of a queryset are sorted, a list stays as it is."""
        shown = [each.name for each in self.layout.shown]
        is_choosing = chooses and (self._may_export() or self._may_batch() or bool(self._list_actions()))
        is_sorted_here = isinstance(rows, QuerySet)
        sort = (self.layout.sort or None) if is_sorted_here else ()
        table = self.table_class(
            PagedRows(rows) if is_sorted_here else rows,
            order_by=sort,
            order_by_field=SORT_FIELD,
            exclude=self.layout.hidden,
            sequence=[*(["chosen"] if is_choosing else []), *shown],
            extra_columns=[("chosen", ChoiceColumn())] if is_choosing else None,
        )
        table.request = self.request
        table.widths = {each.name: each.width for each in self.layout.shown}
        return table

    def _show_designer(self) -> HttpResponse:
        table = self.table_class(self.list_rows().none())
        columns = [
            {"name": name, "header": table.columns[name].header, "width": width, "is_shown": is_shown}
            for name, width, is_shown in (
                *((each.name, each.width, True) for each in self.layout.shown),
                *((name, None, False) for name in self.layout.hidden),
            )
        ]
        sortable = [(each.name, each.header) for each in table.columns.iterall() if each.orderable]
        context = {"page_title": self.title, "columns": columns, "sortable": sortable, "sort": self.layout.sort}
        return TemplateResponse(self.request, "site/designer.html", context)

    def _keep_layout(self, *, is_reset: bool) -> None:
        user, entered = self.request.membership.user, self.request.POST
        if is_reset:
            reset_layout(user, self.list_key)
            return
        names = list(self.table_class.base_columns)
        save_layout(user, self.list_key, read_entered(entered.dict(), entered.getlist("shown"), names))

    def _keep_view(self, view_id: str) -> None:
        request = self.request
        name = request.POST.get("name", "").strip()[:NAME_LENGTH]
        if view_id.isdecimal():
            delete_view(request.membership.user, int(view_id))
        elif name:
            save_view(request.membership.user, self.list_key, name, keep_filters(request.GET))
            messages.success(request, gettext("The view “%(name)s” is saved.") % {"name": name})
        else:
            messages.error(request, gettext("Give the view a name."))

    def _list_chosen(self) -> QuerySet[Any]:
        keys = [
            int(each) for each in self.request.POST.getlist("chosen") if each.isdecimal() and len(each) < LONGEST_ID
        ]
        return self.list_rows().filter(pk__in=keys[:COUNT_LIMIT])

    def _list_actions(self) -> tuple[BulkAction, ...]:
        return tuple(each for each in self.actions if each.right in self.request.membership.rights)

    def _may_batch(self) -> bool:
        return bool(self.batch_subject) and Right.RUN_BATCHES in self.request.membership.rights

    def _may_export(self) -> bool:
        return Right.EXPORT in self.request.membership.rights

    def _act(self, name: str) -> None:
        action = next((each for each in self._list_actions() if each.name == name), None)
        if action is None:
            raise PermissionDenied
        rows = self._list_chosen()
        if not rows.exists():
            messages.error(self.request, gettext("Choose at least one row."))
            return
        action.run(self.request, rows)

    def _export(self, rows: QuerySet[Any], kind: str) -> HttpResponseBase:
        require_right(self.request, Right.EXPORT)
        table = self._make_table(rows)
        RequestConfig(self.request, paginate=False).configure(table)
        list_exported.send(type(self), request=self.request, list_key=self.list_key, kind=kind)
        try:
            return answer_with_file(kind, str(self.title), iterate_cells(self._make_table, table.data.data))
        except TooManyRows:
            messages.error(
                self.request, gettext("A worksheet does not take so many rows: narrow the list, or take CSV.")
            )
            return HttpResponseRedirect(self.request.path)
