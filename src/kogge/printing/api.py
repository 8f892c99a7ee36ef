"""Papers at the interface for programs."""

from datetime import UTC, datetime

from django.http import HttpResponse
from ninja import Router

from kogge.companies.permissions import Right
from kogge.documents.listing import list_for_page
from kogge.people.authentication import KeyWith
from kogge.printing.services import print_document
from kogge.web.access import OfficeRequest

router = Router(tags=["documents"])


@router.get("/documents/{int:document_id}/paper", auth=KeyWith(Right.SEE_PERSONAL_DATA))
def print_paper(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Return a document's paper as a PDF; that of a posted one is made once and kept."""
    document = list_for_page(request.company).get(pk=document_id)
    made = print_document(document, actor=request.membership.user, at=datetime.now(UTC))
    return HttpResponse(made, content_type="application/pdf")
