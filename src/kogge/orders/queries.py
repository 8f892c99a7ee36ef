"""Reads of what became of a platform's orders."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, QuerySet

from kogge.documents.models import Document, DocumentState
from kogge.orders.models import OrderState, PlatformOrder, RetrievalRun, RunState
from kogge.orders.reconciliation import Account, AccountedOrder
from kogge.platforms.models import Platform


def map_accounted_orders(platform: Platform) -> dict[str, AccountedOrder]:
    """Return every order of a platform that the Office has accounted for, by its number."""
    boundary = _latest_retrieval_start(platform)
    rows = (
        PlatformOrder.objects.filter(company_id=platform.company_id, platform=platform)
        .values_list(
            "platform_reference",
            "state",
            "reason",
            "document__state",
            "document__total_minor",
            "document__currency",
            "document__created_at",
            "document__changed_at",
        )
        .iterator(chunk_size=2000)
    )
    return {
        reference: AccountedOrder(
            _account(state, created_at, changed_at, boundary),
            reason,
            total_minor if document_state == DocumentState.OPEN else None,
            currency or "",
        )
        for reference, state, reason, document_state, total_minor, currency, created_at, changed_at in rows
    }


def list_duplicate_orders(platform: Platform) -> list[str]:
    """Return the orders that have more than one document: there must be none."""
    doubled = (
        _list_first_documents(platform)
        .values("platform_reference")
        .annotate(documents=Count("pk"))
        .filter(documents__gt=1)
    )
    return list(doubled.values_list("platform_reference", flat=True))


def count_customers(platform: Platform) -> int:
    """Return how many customers a platform's documents have."""
    documents = _list_first_documents(platform)
    return documents.order_by().values("customer").distinct().count()


def count_documents(platform: Platform) -> int:
    """Return how many documents a platform's orders have."""
    return _list_first_documents(platform).count()


def iterate_documents(platform: Platform | None) -> Iterator[Document]:
    """Go over documents with customer, type and lines, by id; memory and queries are bounded by the batch."""
    documents = Document.objects.select_related("customer", "document_type").prefetch_related("lines").order_by("pk")
    if platform is not None:
        documents = documents.filter(platform=platform)
    yield from documents.iterator(chunk_size=500)


def list_created(platform: Platform, at: datetime) -> list[Document]:
    """Return the documents that an import made at a moment, with types, lines and messages."""
    made = Document.objects.filter(company_id=platform.company_id, platform=platform, created_at=at)
    return list(made.select_related("document_type").prefetch_related("lines", "messages").order_by("pk"))


def _list_first_documents(platform: Platform) -> QuerySet[Document]:
    """Return the documents that orders became, without those made of them later."""
    return Document.objects.filter(company_id=platform.company_id, platform=platform, is_derived=False)


def _latest_retrieval_start(platform: Platform) -> datetime | None:
    ended = RetrievalRun.objects.filter(platform=platform, state=RunState.DONE).order_by("-started_at")
    return ended.values_list("started_at", flat=True).first()


def _account(
    state: str, created_at: datetime | None, changed_at: datetime | None, boundary: datetime | None
) -> Account:
    if state == OrderState.SKIPPED:
        return Account.SKIPPED
    if state == OrderState.PARKED:
        return Account.PARKED
    if boundary is None or (created_at and created_at >= boundary):
        return Account.CREATED
    return Account.UPDATED if changed_at and changed_at >= boundary else Account.UNCHANGED
