"""Documents for the search of everything: by number, and by the platform's order number."""

from django.urls import reverse

from kogge.companies.models import Membership
from kogge.companies.permissions import Right
from kogge.documents.models import Document
from kogge.web.searching import Hit, equals, seek


def search_documents(membership: Membership, typed: str) -> list[Hit]:
    """Return the documents whose number or order number begins with what was typed."""
    rows = Document.objects.filter(company=membership.company).select_related("customer", "document_type")
    found = {each.pk: each for field in ("number", "order_reference") for each in seek(rows, field, typed)}
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
