"""Repairs by itself what waited for something that is there now: lines on the placeholder, and parked orders."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import structlog
from django.db.models import Count, Exists, F, OuterRef, Q

from kogge.articles.catalogue import Catalogue, load_catalogue
from kogge.articles.models import Article, ArticleAlias
from kogge.documents.models import ArticleSource, DocumentLine, DocumentState
from kogge.infrastructure import engine
from kogge.infrastructure.work import get_work
from kogge.kernel.errors import KoggeError
from kogge.orders.models import OrderState, PlatformOrder, UnknownArticleHandling
from kogge.orders.remapping import remap_orders
from kogge.orders.rules import ParkReason
from kogge.orders.services import Wishes, start_retrieval
from kogge.orders.workflows import enqueue_retrieval
from kogge.platforms.models import Platform

REPAIR_ORDER = "orders.repair_order.v1"
AT_ONCE = 200
"""Orders that one sweep hands to the workers; the next ones follow with the next sweep."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Something of an order that waits: a line on the placeholder, or the whole order."""

    order_id: int
    platform_id: int
    reference: str
    company_id: int
    sku: str
    ean: str


@engine.on_sweep
def repair_solved() -> None:
    """Hand over to the workers what can be repaired now; what was tried in vain is tried again every hour.

    Those tried longest ago come first: orders that fail again and again keep no others waiting. Raises
    EngineUnavailable.
    """
    now = datetime.now(UTC)
    solved = _find_solved()
    for order, solution in solved.items():
        workflow_id = f"{REPAIR_ORDER}:{order.platform_id}:{order.reference}:{solution}:{now:%Y%m%d%H}"
        engine.enqueue(REPAIR_ORDER, workflow_id, order.platform_id, order.reference)
    PlatformOrder.objects.filter(pk__in=[order.order_id for order in solved]).update(repair_tried_at=now)


def repair_after_change() -> None:
    """Repair at once when articles changed, instead of at the next sweep."""
    try:
        repair_solved()
    except engine.EngineUnavailable as error:
        log.warning("repair.postponed", code=error.code)


def _report(error: KoggeError, platform_id: int, order_reference: str) -> None:
    log.warning("repair.failed", code=error.code, platform=platform_id, order=order_reference)


@engine.workflow(REPAIR_ORDER, on_failure=_report)
def repair_order(platform_id: int, order_reference: str) -> None:
    """Map an order's document again, or take the order that is parked."""
    repair(platform_id, order_reference)


@engine.step("orders.repair_order")
def repair(platform_id: int, order_reference: str) -> None:
    """Do what there is to do for one order; doing it twice does nothing more. Raises what the Cloud's client raises."""
    platform = get_work(Platform.objects.select_related("company", "credentials"), pk=platform_id)
    now = datetime.now(UTC)
    orders = PlatformOrder.objects.filter(company_id=platform.company_id, platform=platform)
    order = get_work(orders, platform_reference=order_reference)
    if order.state == OrderState.PARKED:
        run = start_retrieval(platform.pk, Wishes(order_reference=order_reference), now=now)
        enqueue_retrieval(run.pk)
        return
    for outcome in remap_orders(platform, [order_reference], write=True, actor=None, now=now):
        log.info("order.repaired", order=order_reference, written=outcome.is_written, problem=outcome.problem)


def _find_solved() -> dict[_Waiting, str]:
    """Return what solves each order whose cause of waiting is gone, by one of the things of it that wait."""
    by_order: dict[int, list[_Waiting]] = defaultdict(list)
    for row in (*_list_lines(), *_list_parked()):
        by_order[row[0]].append(_Waiting(*row))
    by_company: dict[int, list[_Waiting]] = defaultdict(list)
    for each in chain.from_iterable(by_order.values()):
        by_company[each.company_id].append(each)
    catalogues = {
        company: load_catalogue(company, {each.sku for each in rows}, {each.ean for each in rows if each.ean})
        for company, rows in by_company.items()
    }
    return {rows[0]: _digest(rows, catalogues[rows[0].company_id]) for rows in by_order.values()}


def _list_lines() -> Iterable[tuple[Any, ...]]:
    """Return lines on the placeholder whose SKU or EAN is known now, as rows of _Waiting."""
    lines = DocumentLine.objects.filter(
        _is_known("sku", "ean", "document__company"),
        article_source=ArticleSource.PLACEHOLDER,
        document__state=DocumentState.OPEN,
        document__platform_order__isnull=False,
        document__awaits_decision=False,
    )
    order = "document__platform_order"
    return lines.order_by(F(f"{order}__repair_tried_at").asc(nulls_first=True), "pk").values_list(
        order, "document__platform", f"{order}__platform_reference", "document__company", "sku", "ean"
    )[:AT_ONCE]


def _list_parked() -> Iterable[tuple[Any, ...]]:
    """Return parked orders that can be taken now, as rows of _Waiting.

    Their article is known or no longer asked for; or the platform states amounts, which it did not when they came.
    """
    on_placeholder = Q(platform__document_creation__unknown_article_handling=UnknownArticleHandling.PLACEHOLDER)
    priced_later = PlatformOrder.objects.filter(
        company=OuterRef("company"),
        platform=OuterRef("platform"),
        state=OrderState.CREATED,
        total_minor__isnull=False,
        changed_at__gt=OuterRef("changed_at"),
    )
    has_article = _is_known("waits_for_sku", "waits_for_ean", "company") | on_placeholder
    orders = PlatformOrder.objects.filter(
        Q(has_article, reason=ParkReason.UNKNOWN_ARTICLE) | Q(Exists(priced_later), reason=ParkReason.AMOUNTS_MISSING),
        state=OrderState.PARKED,
        platform__is_active=True,
        platform__uses_cloud=True,
    )
    return orders.order_by(F("repair_tried_at").asc(nulls_first=True), "pk").values_list(
        "pk", "platform", "platform_reference", "company", "waits_for_sku", "waits_for_ean"
    )[:AT_ONCE]


def _is_known(sku: str, ean: str, company: str) -> Q:
    """Return the condition that a row's SKU is an article or mapped in the row's company, or its EAN one article's."""
    articles = Article.objects.filter(company=OuterRef(company))
    alias = ArticleAlias.objects.filter(company=OuterRef(company), sku=OuterRef(sku))
    of_ean = articles.filter(ean=OuterRef(ean)).exclude(ean="").values("ean").annotate(number_of=Count("pk"))
    return Q(Exists(articles.filter(number=OuterRef(sku)))) | Q(Exists(alias)) | Q(Exists(of_ean.filter(number_of=1)))


def _digest(waiting: Iterable[_Waiting], catalogue: Catalogue) -> str:
    """Name a solution: another article or mapping for the same SKU is another one."""
    parts = []
    for each in sorted(waiting, key=lambda one: (one.sku, one.ean)):
        articles = (catalogue.by_number.get(each.sku), catalogue.by_ean.get(each.ean))
        mapping = [part.pk for part in catalogue.by_alias.get(each.sku, ())]
        parts.append(f"{each.sku}\x1f{[article.pk if article else None for article in articles]}\x1f{mapping}")
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:16]
