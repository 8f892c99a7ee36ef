"""What batches are carried out on: platforms, documents, parked orders, articles; which of them a range means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.articles import conditions as article_conditions
from kogge.articles.forms import ArticleFilters
from kogge.articles.models import Article
from kogge.automation.rules import DefinitionInvalid, Range, RangeKind
from kogge.companies.models import Company
from kogge.conditions.fields import Facts
from kogge.documents import conditions as document_conditions
from kogge.documents.forms import DocumentFilters
from kogge.documents.models import Document
from kogge.orders.forms import ParkedFilters
from kogge.orders.listing import list_orders
from kogge.orders.models import OrderState, PlatformOrder
from kogge.platforms import conditions as platform_conditions
from kogge.platforms.forms import PlatformFilters
from kogge.platforms.models import Platform
from kogge.web.lists import ListFilters, finding_every_row

Text = str | Promise
SELECTED_AT_MOST = 1000


@dataclass(frozen=True)
class Subject:
    """A kind of record that batches are carried out on.

    `list_all` returns a company's records; `platform_field` is where they name their platform; `page` is the name of
    the address of one record and its argument, `list_page` that of the list with the same filters. Conditions ask of
    `entities` by `read_facts`, of records that were read by `read_along`. `free` are the values of a
    free range.
    """

    key: str
    label: Text
    kind: str
    list_all: Callable[[Company], QuerySet[Any]]
    filters: type[ListFilters]
    platform_field: str
    name: Callable[[Any], str]
    page: tuple[str, str]
    list_page: str
    ranges: tuple[RangeKind, ...]
    entities: tuple[str, ...]
    read_facts: Callable[[Any, datetime], Facts]
    read_along: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows
    narrow: Callable[[QuerySet[Any], Mapping[str, Any]], QuerySet[Any]] | None = None
    free: tuple[str, ...] = ()


@dataclass(frozen=True)
class _FilteringFor:
    """Stands for the request in filters, which ask it for the company."""

    company: Company


def select(subject: Subject, company: Company, wanted: Range) -> QuerySet[Any]:
    """Return the records of a range, in no order. Raises DefinitionInvalid when its values make no sense."""
    rows = subject.list_all(company)
    if wanted.kind not in subject.ranges:
        message = "The batch has a range that there is not for these records."
        raise DefinitionInvalid(message)
    try:
        return _narrow(subject, company, rows, wanted)
    except (KeyError, TypeError, ValueError) as error:
        message = "The range of the batch cannot be read: choose it anew."
        raise DefinitionInvalid(message) from error


def read_filters(subject: Subject, company: Company, query: str, rows: QuerySet[Any] | None = None) -> ListFilters:
    """Return the filters of a list as its query string sets them."""
    return subject.filters(QueryDict(query), queryset=rows, request=_FilteringFor(company))


def _narrow(subject: Subject, company: Company, rows: QuerySet[Any], wanted: Range) -> QuerySet[Any]:
    values = wanted.values
    match wanted.kind:
        case RangeKind.SELECTION:
            return rows.filter(pk__in=[int(each) for each in values["ids"]][:SELECTED_AT_MOST])
        case RangeKind.PLATFORM:
            return rows.filter(**{subject.platform_field: int(values["platform"])})
        case RangeKind.FILTER:
            filters = read_filters(subject, company, values["query"], rows)
            if not filters.form.is_valid():
                # The list would leave such a filter out, and everything would be worked on.
                message = "A filter of the batch names what is not there any more: choose the range anew."
                raise DefinitionInvalid(message)
            with finding_every_row():
                found: QuerySet[Any] = filters.qs
            return found
        case RangeKind.FREE if subject.narrow:
            return subject.narrow(rows, values)
        case _:
            return rows


def _narrow_documents(rows: QuerySet[Document], values: Mapping[str, Any]) -> QuerySet[Document]:
    """Return the documents between two numbers and two days, of one type: each value may be left empty."""
    wanted: dict[str, Any] = {
        "number__gte": values.get("number_from"),
        "number__lte": values.get("number_until"),
        "document_type": values.get("document_type"),
        "ordered_at__gte": _begin(values.get("ordered_from"), 0),
        "ordered_at__lt": _begin(values.get("ordered_until"), 1),
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def _begin(day: str | None, days_later: int) -> datetime | None:
    if not day:
        return None
    zone = ZoneInfo(timezone.get_default_timezone_name())
    return datetime.combine(date.fromisoformat(day) + timedelta(days=days_later), time.min, tzinfo=zone)


def _list_documents(company: Company) -> QuerySet[Document]:
    return Document.objects.filter(company=company)


def _narrow_articles(rows: QuerySet[Article], values: Mapping[str, Any]) -> QuerySet[Article]:
    """Return the articles between two numbers; each may be left empty."""
    wanted = {"number__gte": values.get("number_from"), "number__lte": values.get("number_until")}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def _list_articles(company: Company) -> QuerySet[Article]:
    return Article.objects.filter(company=company)


def _list_platforms(company: Company) -> QuerySet[Platform]:
    return Platform.objects.filter(company=company, is_active=True, uses_cloud=True)


def _list_parked(company: Company) -> QuerySet[PlatformOrder]:
    return list_orders(company, OrderState.PARKED)


def _read_name(record: Model) -> str:
    return str(record)


PLATFORMS = Subject(
    key="platforms",
    label=_("Platforms"),
    kind="platform",
    list_all=_list_platforms,
    filters=PlatformFilters,
    platform_field="pk",
    name=_read_name,
    page=("orders:platform", "platform_id"),
    list_page="platforms:list",
    ranges=(RangeKind.ALL, RangeKind.SELECTION, RangeKind.PLATFORM, RangeKind.FILTER),
    entities=("platform",),
    read_facts=lambda platform, _now: {"platform": platform_conditions.read_facts(platform)},
)
DOCUMENTS = Subject(
    key="documents",
    label=_("Documents"),
    kind="document",
    list_all=_list_documents,
    filters=DocumentFilters,
    platform_field="platform",
    name=_read_name,
    page=("documents:detail", "document_id"),
    list_page="documents:list",
    ranges=tuple(RangeKind),
    entities=document_conditions.ENTITIES,
    read_facts=document_conditions.read_facts,
    read_along=document_conditions.read_along,
    narrow=_narrow_documents,
    free=("number_from", "number_until", "ordered_from", "ordered_until", "document_type"),
)
PARKED_ORDERS = Subject(
    key="parked-orders",
    label=_("Parked orders"),
    kind="order",
    list_all=_list_parked,
    filters=ParkedFilters,
    platform_field="platform",
    name=lambda order: str(order.platform_reference),
    page=("orders:parked", ""),
    list_page="orders:parked",
    ranges=(RangeKind.ALL, RangeKind.SELECTION, RangeKind.PLATFORM, RangeKind.FILTER),
    entities=("platform",),
    read_facts=lambda order, _now: {"platform": platform_conditions.read_facts(order.platform)},
)
ARTICLES = Subject(
    key="articles",
    label=_("Articles"),
    kind="article",
    list_all=_list_articles,
    filters=ArticleFilters,
    # An article is on any number of platforms: there is no range of a single one.
    platform_field="",
    name=_read_name,
    page=("articles:edit", "article_id"),
    list_page="articles:list",
    ranges=(RangeKind.ALL, RangeKind.SELECTION, RangeKind.FILTER, RangeKind.FREE),
    entities=("article",),
    read_facts=lambda article, _now: {"article": article_conditions.read_facts(article)},
    narrow=_narrow_articles,
    free=("number_from", "number_until"),
)
SUBJECTS: dict[str, Subject] = {each.key: each for each in (PLATFORMS, DOCUMENTS, PARKED_ORDERS, ARTICLES)}


def get_subject(key: str) -> Subject:
    """Return the subject of a key. Raises DefinitionInvalid."""
    if key not in SUBJECTS:
        message = f"There are no batches for “{key}”."
        raise DefinitionInvalid(message)
    return SUBJECTS[key]
