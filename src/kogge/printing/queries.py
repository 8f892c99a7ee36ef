"""Reads of papers: a document as a paper shows it, the company's letterhead, what was kept."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from kogge.companies.models import Company, TaxRegistration
from kogge.documents.listing import list_for_page, list_sources
from kogge.documents.models import Document, DocumentKind, DocumentLine, DocumentState, LineKind
from kogge.printing.models import KeptPaper, Letterhead
from kogge.printing.rules import OF_LAW, Mark, Paper, PaperLine
from kogge.printing.supplies import find_supply_day
from kogge.taxes.decisions import Scheme
from kogge.taxes.suppliers import RegistrationKind


def find_letterhead(company: Company) -> Letterhead | None:
    """Return the company's letterhead, if it has one."""
    return Letterhead.objects.filter(company=company).first()


def find_kept(document: Document) -> KeptPaper | None:
    """Return what was kept of a document, if its paper was made."""
    return KeptPaper.objects.filter(document=document).first()


def list_chosen(company: Company, ids: list[int]) -> list[Document]:
    """Return the company's documents with these ids and all that papers show, oldest order first."""
    return list(list_for_page(company).filter(pk__in=ids).order_by("ordered_at", "pk"))


def read_paper(document: Document) -> Paper:
    """Return a document as a paper shows it; see `list_for_page` for what has to be read along."""
    kind = document.document_type.kind
    made_on = _day(document.posted_at or document.created_at)
    lines = DocumentLine.objects.filter(document=document).order_by("position")
    sources = list_sources(document) if kind in OF_LAW else []
    return Paper(
        kind=kind,
        number=document.number,
        made_on=made_on,
        currency=document.currency,
        total_minor=document.total_minor,
        lines=tuple(_read_line(document, line) for line in lines),
        mark=_mark(document),
        takes_back=document.cancels_id is not None,
        supplied_on=find_supply_day(document) if kind == DocumentKind.INVOICE else None,
        due_on=_due(document, made_on),
        customer_number=document.customer.number,
        order_reference=document.order_reference,
        ordered_on=_day(document.ordered_at),
        purchase_order_number=document.purchase_order_number,
        payment_method=str(document.payment_method or ""),
        shipping_method=str(document.shipping_method or ""),
        vat_id=document.vat_id,
        is_business=document.is_business,
        platform=document.platform.get_kind_display() if document.platform else "",
        marketplace=document.marketplace,
        invoice_address=document.invoice_address,
        delivery_address=document.delivery_address,
        corrects=tuple(
            (each.number, _day(each.posted_at or each.created_at))
            for each in sources
            if each.document_type.kind in OF_LAW
        ),
        seller_vat_ids=_read_vat_ids(document),
    )


def _read_line(document: Document, line: DocumentLine) -> PaperLine:
    decision: dict[str, Any] = {} if line.tax_decision is None else document.tax_decisions[line.tax_decision]
    scheme = decision.get("scheme", Scheme.UNDECIDED.value)
    return PaperLine(
        position=line.position,
        article_number=line.article_number,
        title=line.title or line.article_number,
        is_goods=line.kind == LineKind.ITEM,
        quantity=line.quantity,
        total_minor=line.total_minor,
        discount_minor=line.discount_minor,
        tax_minor=line.tax_minor,
        percent=line.tax_percent,
        scheme=scheme,
        place=decision.get("place") or decision.get("destination", ""),
        collected_minor=(line.platform_tax_minor or 0) if scheme == Scheme.MARKETPLACE else 0,
        order_reference=line.order_reference if line.order_reference != document.order_reference else "",
    )


def _mark(document: Document) -> Mark:
    """Return what stands across: an invoice is a draft until it is posted, and so is whatever else is to be posted."""
    if document.posted_at is not None:
        return Mark.NONE
    if document.state == DocumentState.CANCELLED:
        return Mark.CANCELLED
    return Mark.DRAFT if document.postings or document.document_type.kind in OF_LAW else Mark.NONE


def _due(document: Document, made_on: date) -> date | None:
    """Return until when an invoice is to be paid; what a platform sold is paid there."""
    asks = document.document_type.kind == DocumentKind.INVOICE and document.total_minor > 0
    return made_on + timedelta(days=document.document_type.days_to_pay) if asks and not document.platform_id else None


def _read_vat_ids(document: Document) -> dict[str, str]:
    """Return the company's VAT ids by country, as they were when the order came."""
    on = _day(document.ordered_at)
    rows = TaxRegistration.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=on),
        company=document.company_id,
        kind=RegistrationKind.VAT,
        valid_from__lte=on,
    )
    return {each.country: each.vat_id for each in rows if each.vat_id}


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
