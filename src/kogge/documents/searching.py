"""Documents for the search of everything: by number, and by the platform's order number."""

from django.db.models import QuerySet
from django.urls import reverse

from kogge.companies.models import Company, Membership
from kogge.companies.permissions import Right
from kogge.documents.models import Document
from kogge.infrastructure.parts import SHORTEST_INDEXED, with_part
from kogge.web.searching import HITS, Hit, equals, seek

NUMBERED_BY = ("number", "order_reference")
"""Columns of whose parts there is an index."""


def find_numbered(company: Company, typed: str) -> QuerySet[Document]:
    """Return the documents in whose number or order number stands what was typed, newest first."""
    return with_part(Document.objects.filter(company=company).order_by("-pk"), NUMBERED_BY, typed.strip())


def search_documents(membership: Membership, typed: str) -> list[Hit]:
    """Return the documents whose number or order number begins with what was typed, else those that contain it."""
    rows = Document.objects.filter(company=membership.company).select_related("customer", "document_type")
    found = {each.pk: each for field in NUMBERED_BY for each in seek(rows, field, typed)}
    if not found and len(typed) >= SHORTEST_INDEXED and any(each.isdigit() for each in typed):
        ids = list(find_numbered(membership.company, typed).values_list("pk", flat=True)[:HITS])
        found = {each.pk: each for each in rows.filter(pk__in=ids)}
    shows_people = Right.SEE_PERSONAL_DATA in membership.rights
    return [_describe(each, typed, shows_people=shows_people) for each in found.values()]


def _describe(document: Document, typed: str, *, shows_people: bool) -> Hit:
    customer = document.customer
    name = (customer.company_name or customer.name) if shows_people else ""
    return Hit(
        label=document.number,
        detail=" · ".join(filter(None, (str(document.document_type), document.order_reference, name))),
        url=reverse("documents:detail", args=[document.pk]),
        is_exact=equals(document.number, typed) or equals(document.order_reference, typed),
    )
