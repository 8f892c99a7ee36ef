"""Pages of documents: the list, and one document."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.customers.rules import AddressDraft
from kogge.customers.wording import FINDINGS, Text
from kogge.documents.addresses import propose_address
from kogge.documents.flags import list_flags
from kogge.documents.forms import DocumentFilters
from kogge.documents.listing import list_for_company, list_for_page
from kogge.documents.models import Document
from kogge.documents.provenance import list_origins
from kogge.documents.services import adopt_address_proposal
from kogge.documents.tables import DocumentTable
from kogge.documents.tax_wording import word_decision
from kogge.documents.wording import word_message
from kogge.kernel.errors import KoggeError
from kogge.web.access import OfficeRequest, action_needing
from kogge.web.lists import ListPage


class DocumentList(ListPage):
    """All documents of the company."""

    title = _("Documents")
    table_class = DocumentTable
    filters_class = DocumentFilters
    empty_title = _("No documents yet")
    empty_hint = _("Documents appear here as soon as orders were retrieved. Open a platform and retrieve its orders.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's documents."""
        return list_for_company(self.request.company)


def show_document(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Show a document: lines and totals, the platform's figures, addresses, messages, where it came from."""
    document = get_object_or_404(list_for_page(request.company), pk=document_id)
    notes = [
        (each, word_message(each.code, each.values, document.currency))
        for each in document.messages.order_by("at", "pk")
    ]
    context = {
        "document": document,
        "lines": document.lines.all(),
        "notes": notes,
        "flags": list(list_flags(document)),
        "proposal": _word_proposal(document),
        "decisions": [word_decision(each) for each in document.tax_decisions],
        "origins": list_origins(document) if document.platform_id else (),
    }
    return render(request, "documents/detail.html", context)


@action_needing(Right.CHANGE_DOCUMENTS)
def adopt_address(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Divide the delivery address as proposed."""
    document = get_object_or_404(list_for_company(request.company), pk=document_id)
    try:
        adopt_address_proposal(document.pk, actor=request.membership.user, at=datetime.now(UTC))
        messages.success(request, gettext("The address was adopted; how the platform wrote it stays on the document."))
    except KoggeError as error:
        messages.error(request, str(error))
    return redirect("documents:detail", document_id=document.pk)


def _word_proposal(document: Document) -> tuple[AddressDraft, list[Text]] | None:
    proposal = propose_address(document)
    return (proposal.address, [FINDINGS[each] for each in proposal.findings]) if proposal else None
