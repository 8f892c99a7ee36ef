"""Reads of shipments: an order's items, what of them is packed, and its first document."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils import timezone

from kogge.articles.models import AliasPart
from kogge.companies.models import Company
from kogge.documents.listing import BULKY
from kogge.documents.models import (
    URGENT_AT,
    ArticleSource,
    CarrierMapping,
    Document,
    DocumentKind,
    DocumentLine,
    DocumentState,
    LineKind,
)
from kogge.shipping.models import PackedItem, Shipment, ShipmentLine, ShipmentState
from kogge.shipping.rules import Item, SoldLine, list_items, reference_of
from kogge.shipping.tracing import find_roots

SHIPPED_KINDS = (DocumentKind.ORDER, DocumentKind.CONFIRMATION, DocumentKind.DELIVERY_NOTE, DocumentKind.INVOICE)
OPEN_AT_PLATFORM = ("open", "partially_shipped", "")
"""What an order's status at the platform is while there is something to ship; empty where none is known."""
FORGOTTEN_AFTER = timedelta(days=35)
"""Platforms cancel after 30 days what nobody ships: older orders are no work of the warehouse any more."""
BULKY_BUT_ADDRESS = tuple(each for each in BULKY if each != "delivery_address")


def list_shipments(company: Company) -> QuerySet[Shipment]:
    """Return the company's shipments with their documents, newest first."""
    related = ("document__platform", "document__customer", "document__document_type")
    return Shipment.objects.filter(company=company).select_related(*related).order_by("-created_at", "-pk")


def list_for_document(document: Document) -> list[Shipment]:
    """Return an order's shipments in the order of their parcels, with contents."""
    rows = Shipment.objects.filter(document=document).order_by("package_number")
    return list(rows.prefetch_related("lines", "status_records"))


def list_to_ship(company: Company, now: datetime) -> QuerySet[Document]:
    """Return the documents of orders whose goods still have to leave, most urgent first."""
    at_platform = Q(platform_order__isnull=True) | Q(platform_order__platform_status__in=OPEN_AT_PLATFORM)
    return (
        Document.objects.alias(urgent_at=URGENT_AT)
        .filter(
            at_platform,
            company=company,
            urgent_at__gte=now - FORGOTTEN_AFTER,
            fulfilled_by_platform=False,
            is_derived=False,
            document_type__kind__in=(DocumentKind.ORDER, DocumentKind.CONFIRMATION),
        )
        .exclude(state=DocumentState.CANCELLED)
        .exclude(consignment__is_complete=True)
        .order_by("urgent_at", "pk")
    )


def list_with_contents(company: Company, now: datetime, related: Sequence[str]) -> QuerySet[Document]:
    """Return the same documents with what the list shows: lines, parcels, and rows of the `related` tables."""
    lines = DocumentLine.objects.filter(kind=LineKind.ITEM).only("document", "quantity", "article_number")
    parcels = Shipment.objects.exclude(state=ShipmentState.VOIDED)
    rows = list_to_ship(company, now).defer(*BULKY_BUT_ADDRESS)
    rows = rows.select_related(*related) if related else rows
    return rows.prefetch_related(
        Prefetch("lines", lines.order_by("position")), Prefetch("shipments", parcels.order_by("package_number"))
    )


def list_to_print(company: Company) -> QuerySet[Shipment]:
    """Return the open parcels whose packing slips were not printed yet, oldest first."""
    waiting = Shipment.objects.filter(company=company, printed_at__isnull=True, state=ShipmentState.OPEN)
    return waiting.select_related("document__platform", "document__customer").order_by("created_at", "pk")


def list_items_of(documents: Sequence[Document]) -> dict[int, list[Item]]:
    """Return the items of documents, by the documents' ids, with two queries."""
    rows = DocumentLine.objects.filter(document__in=[each.pk for each in documents], kind=LineKind.ITEM)
    lines = list(rows.order_by("document_id", "position"))
    pieces = _read_bundles(lines, documents[0].company_id) if documents else {}
    found: dict[int, list[SoldLine]] = defaultdict(list)
    for line in lines:
        sold = SoldLine(
            reference=reference_of(line.platform_reference, line.position),
            position=line.position,
            quantity=line.quantity,
            article_number=line.article_number,
            title=line.title,
            ean=line.ean,
            bundle_pieces=pieces.get((line.sku, line.article_id)) if line.article_source == ArticleSource.ALIAS else 1,
        )
        found[line.document_id].append(sold)
    return {document.pk: list_items(found[document.pk]) for document in documents}


def _read_bundles(lines: Iterable[DocumentLine], company_id: int) -> dict[tuple[str, int], int]:
    """Return how many pieces of an article a mapped SKU stands for."""
    skus = {line.sku for line in lines if line.article_source == ArticleSource.ALIAS}
    if not skus:
        return {}
    parts = AliasPart.objects.filter(alias__company=company_id, alias__sku__in=skus)
    return {(sku, article): pieces for sku, article, pieces in parts.values_list("alias__sku", "article", "quantity")}


def read_packed(document: Document) -> dict[str, int]:
    """Return how much of each item is in parcels."""
    return read_packed_of([document]).get(document.pk, {})


def read_packed_of(documents: Sequence[Document]) -> dict[int, dict[str, int]]:
    """Return how much of each item is in parcels, by the documents' ids; documents without any are left out."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = PackedItem.objects.filter(document__in=[each.pk for each in documents])
    for document_id, reference, packed in rows.values_list("document", "reference", "packed"):
        found[document_id][reference] = packed
    return found


def read_contents(shipment: Shipment) -> dict[str, int]:
    """Return how much of each item is in a parcel."""
    return dict(ShipmentLine.objects.filter(shipment=shipment).values_list("reference", "quantity"))


def find_mapping(document: Document) -> CarrierMapping | None:
    """Return what the document's platform is told of its shipping method."""
    if document.shipping_method_id is None or document.platform is None:
        return None
    mappings = CarrierMapping.objects.filter(
        shipping_method=document.shipping_method_id, platform_kind=document.platform.kind
    )
    return mappings.first()


def find_last_day(document: Document) -> date | None:
    """Return the day on which the last parcel of a document's orders left, in the company's time; None: none has."""
    roots = [each.pk for each in find_roots([document])[document.pk]]
    left = Shipment.objects.filter(document__in=roots, state=ShipmentState.FIXED).aggregate(last=Max("shipped_at"))
    return timezone.localdate(left["last"]) if left["last"] else None
