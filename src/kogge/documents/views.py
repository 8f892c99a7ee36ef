"""Pages of documents: the list, and one document."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from kogge.documents.flags import list_flags
from kogge.documents.forms import DocumentFilters
from kogge.documents.listing import list_for_company, list_for_page
from kogge.documents.provenance import list_origins
from kogge.documents.tables import DocumentTable
from kogge.documents.tax_wording import word_decision
from kogge.documents.wording import word_message
from kogge.web.access import OfficeRequest
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
    messages = [
        (each, word_message(each.code, each.values, document.currency))
        for each in document.messages.order_by("at", "pk")
    ]
    context = {
        "document": document,
        "lines": document.lines.all(),
        "notes": messages,
        "flags": list(list_flags(document)),
        "decisions": [word_decision(each) for each in document.tax_decisions],
        "origins": list_origins(document) if document.platform_id else (),
    }
    return render(request, "documents/detail.html", context)
