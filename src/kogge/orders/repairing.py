"""Repairs by itself what waited for an article: lines on the placeholder, and orders parked for an unknown SKU."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

import structlog
from django.db.models import Exists, OuterRef, Q

from kogge.articles.models import Article, ArticleAlias
from kogge.documents.models import ArticleSource, DocumentLine, DocumentState
from kogge.infrastructure import engine
from kogge.kernel.errors import KoggeError
from kogge.orders.models import OrderState, PlatformOrder
from kogge.orders.remapping import remap_orders
from kogge.orders.rules import ParkReason
from kogge.orders.services import Wishes, start_retrieval
from kogge.orders.workflows import enqueue_retrieval
from kogge.platforms.models import Platform

REPAIR_ORDER = "orders.repair_order.v1"
AT_ONCE = 200
"""Orders that one sweep hands to the workers; the next ones follow with the next sweep."""

log = structlog.get_logger(__name__)


@engine.on_sweep
def repair_solved() -> None:
    """Hand over to the workers what can be repaired now; what was tried in vain is tried again every hour.

    Raises EngineUnavailable.
    """
    for platform_id, reference, solution in _find_solved():
        workflow_id = f"{REPAIR_ORDER}:{platform_id}:{reference}:{solution}:{datetime.now(UTC):%Y%m%d%H}"
        engine.enqueue(REPAIR_ORDER, workflow_id, platform_id, reference)


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
    platform = Platform.objects.select_related("company", "credentials").get(pk=platform_id)
    now = datetime.now(UTC)
    order = PlatformOrder.objects.get(
        company_id=platform.company_id, platform=platform, platform_reference=order_reference
    )
    if order.state == OrderState.PARKED:
        run = start_retrieval(platform.pk, Wishes(order_reference=order_reference), now=now)
        enqueue_retrieval(run.pk)
        return
    for outcome in remap_orders(platform, [order_reference], write=True, actor=None, now=now):
        log.info("order.repaired", order=order_reference, written=outcome.is_written, problem=outcome.problem)


def _find_solved() -> Iterator[tuple[int, str, str]]:
    """Yield (platform, order, what solves it) of orders whose unknown SKUs are known now."""
    lines = (
        DocumentLine.objects.filter(
            _is_known("sku", "document__company"),
            article_source=ArticleSource.PLACEHOLDER,
            document__state=DocumentState.OPEN,
            document__platform__isnull=False,
            document__awaits_decision=False,
        )
        .values_list("document__platform", "document__platform_reference", "document__company", "sku")
        .order_by("pk")[:AT_ONCE]
    )
    parked = (
        PlatformOrder.objects.filter(
            _is_known("waits_for_sku", "company"), state=OrderState.PARKED, reason=ParkReason.UNKNOWN_ARTICLE
        )
        .values_list("platform", "platform_reference", "company", "waits_for_sku")
        .order_by("pk")[:AT_ONCE]
    )
    by_order: dict[tuple[int, str], set[tuple[int, str]]] = defaultdict(set)
    for platform, reference, company, sku in (*lines, *parked):
        by_order[platform, reference].add((company, sku))
    for (platform, reference), wanted in by_order.items():
        yield platform, reference, _digest(wanted)


def _is_known(sku: str, company: str) -> Q:
    """Return the condition that a SKU of a row is an article or mapped in the row's company."""
    article = Article.objects.filter(company=OuterRef(company), number=OuterRef(sku))
    alias = ArticleAlias.objects.filter(company=OuterRef(company), sku=OuterRef(sku))
    return Q(Exists(article)) | Q(Exists(alias))


def _digest(wanted: Collection[tuple[int, str]]) -> str:
    """Name a solution: another article or mapping for the same SKU is another one."""
    parts = []
    for company, sku in sorted(wanted):
        article = Article.objects.filter(company=company, number=sku).values_list("pk", flat=True).first()
        alias = (
            ArticleAlias.objects.filter(company=company, sku=sku)
            .values_list("pk", "parts__article")
            .order_by("parts__article")
        )
        parts.append(f"{sku}\x1f{article}\x1f{list(alias)}")
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:16]
