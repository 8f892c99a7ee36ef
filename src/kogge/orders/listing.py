"""Reads of platform orders and retrievals for the pages."""

from django.db.models import QuerySet

from kogge.companies.models import Company
from kogge.documents.listing import BULKY
from kogge.documents.models import Document
from kogge.orders.models import (
    ChangeState,
    DocumentCreation,
    FeedCursor,
    OrderChange,
    OrderState,
    PlatformOrder,
    RetrievalRun,
    RunState,
)
from kogge.orders.plans import DEFAULT
from kogge.platforms.listing import read_platforms
from kogge.platforms.models import Platform
from kogge.web.paging import FEW, Count, count_together

SHOWN_RUNS = 15
LOOKED_AT = 300
BULK_OF_DOCUMENTS = tuple(f"document__{name}" for name in BULKY)


def list_orders(company: Company, state: OrderState) -> QuerySet[PlatformOrder]:
    """Return the company's platform orders in a state, last changed first.

    The platforms are named, because the index that finds a state in its order begins with company and platform.
    """
    platforms = [each.pk for each in read_platforms(company)]
    orders = PlatformOrder.objects.filter(company=company, state=state).select_related("platform", "document")
    orders = orders.defer(*BULK_OF_DOCUMENTS)
    named = orders.filter(platform=platforms[0]) if len(platforms) == 1 else orders.filter(platform__in=platforms)
    return named.order_by("-changed_at", "-pk")


def list_changes(company: Company) -> QuerySet[OrderChange]:
    """Return all later changes of the company's orders."""
    return OrderChange.objects.filter(company=company)


def list_open_changes(company: Company) -> QuerySet[OrderChange]:
    """Return the changes that wait for a person, newest first."""
    waiting = list_changes(company).filter(state=ChangeState.OPEN)
    waiting = waiting.select_related("document__platform").defer("differences", *BULK_OF_DOCUMENTS)
    return waiting.order_by("-noticed_at", "-pk")


def count_waiting(company: Company) -> dict[str, Count]:
    """Count what waits for a person: `changes`, and `parked` orders."""
    waiting = {"changes": list_open_changes(company), "parked": list_orders(company, OrderState.PARKED)}
    return count_together(company, waiting, limit=FEW)


def list_runs(company: Company, platform: Platform | None = None, limit: int = SHOWN_RUNS) -> QuerySet[RetrievalRun]:
    """Return the last retrievals, newest first, of one platform or of all."""
    runs = RetrievalRun.objects.filter(company=company).select_related("platform", "started_by")
    if platform is not None:
        runs = runs.filter(platform=platform)
    return runs.order_by("-started_at", "-pk")[:limit]


def list_company_runs(company: Company) -> QuerySet[RetrievalRun]:
    """Return every retrieval of the company, with its platform."""
    return RetrievalRun.objects.filter(company=company).select_related("platform", "started_by")


def find_running(platform: Platform) -> RetrievalRun | None:
    """Return the platform's retrieval under way, else None."""
    return RetrievalRun.objects.filter(platform=platform, state=RunState.RUNNING).order_by("-started_at").first()


def find_document_creation(platform: Platform) -> DocumentCreation | None:
    """Return how the platform's orders become documents, if it was set up."""
    return (
        DocumentCreation.objects.filter(platform=platform)
        .select_related(
            "document_type",
            "warehouse",
            "platform_document_type",
            "platform_warehouse",
            "shipping_payment_term",
            "payment_method",
            "shipping_method",
            "freight_article",
            "service_article",
            "discount_article",
            "placeholder_article",
        )
        .first()
    )


def find_stored_creation(platform: Platform) -> DocumentCreation | None:
    """Return the same row without the rows that it names: a form goes by their keys."""
    return DocumentCreation.objects.filter(platform=platform).first()


def find_cursor(platform: Platform) -> FeedCursor | None:
    """Return how far the platform's feed has been taken over."""
    return FeedCursor.objects.filter(platform=platform).first()


def list_seen_words(platform: Platform) -> dict[str, list[str]]:
    """Return the platform's words for payment and shipping on its latest documents that no mapping names yet."""
    first = Document.objects.filter(company_id=platform.company_id, platform=platform, is_derived=False)
    latest = first.order_by("-ordered_at", "-pk")
    words: dict[str, set[str]] = {"payment_method": set(), "shipping_method": set()}
    for choices in latest.values(*(f"provenance__{name}" for name in words))[:LOOKED_AT]:
        for name, seen in words.items():
            choice = choices[f"provenance__{name}"] or {}
            if choice.get("source") == DEFAULT and choice.get("word"):
                seen.add(choice["word"])
    return {name: sorted(seen) for name, seen in words.items()}
