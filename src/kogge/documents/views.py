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
from kogge.customers.proposals import Proposal
from kogge.customers.rules import AddressDraft
from kogge.customers.wording import FINDINGS, Text
from kogge.documents.addresses import propose_address
from kogge.documents.flags import list_flags
from kogge.documents.forms import CancelForm, DocumentFilters
from kogge.documents.listing import list_for_company, list_for_page
from kogge.documents.provenance import list_origins
from kogge.documents.rules import list_offers
from kogge.documents.services import adopt_address_proposal, cancel_by_hand, standing_of
from kogge.documents.tables import DocumentTable
from kogge.documents.tax_wording import word_decision
from kogge.documents.wording import ACTIONS, OBSTACLES, REFUSALS, word_message
from kogge.infrastructure.database import one_moment
from kogge.kernel.errors import KoggeError
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.lists import ListPage


class DocumentList(ListPage):
    """All documents of the company."""

    title = _("Documents")
    batch_subject = "documents"
    table_class = DocumentTable
    filters_class = DocumentFilters
    empty_title = _("No documents yet")
    empty_hint = _("Documents appear here as soon as orders were retrieved. Open a platform and retrieve its orders.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's documents."""
        return list_for_company(self.request.company)


def show_document(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Show a document with all that belongs to it, as it was at one moment: a worker may be writing beside."""
    with one_moment():
        document = get_object_or_404(list_for_page(request.company), pk=document_id)
        proposal = propose_address(document)
        offers = list_offers(standing_of(document, proposal), request.membership.rights)
        context = {
            "document": document,
            "lines": document.lines.all(),
            "notes": [
                (each, word_message(each.code, each.values, document.currency))
                for each in document.messages.order_by("at", "pk")
            ],
            "flags": list(list_flags(document)),
            "proposal": _word(proposal),
            "allowed": {each.action.value: ACTIONS[each.action] for each in offers if each.obstacle is None},
            "refused": [(ACTIONS[each.action], OBSTACLES[each.obstacle]) for each in offers if each.obstacle],
            "decisions": [word_decision(each) for each in document.tax_decisions],
            "origins": list_origins(document) if document.platform_id else (),
        }
        return render(request, "documents/detail.html", context)


@needs(Right.CHANGE_DOCUMENTS)
def cancel(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Ask why the document is to be cancelled, and cancel it."""
    document = get_object_or_404(list_for_company(request.company), pk=document_id)
    form = CancelForm(request.POST or None)
    if not form.is_valid():
        return render(request, "documents/cancel.html", {"document": document, "form": form})
    try:
        cancel_by_hand(document.pk, reason=form.cleaned_data["reason"], actor=request.membership.user, at=_now())
        messages.success(request, gettext("The document was cancelled."))
    except KoggeError as error:
        messages.error(request, str(REFUSALS.get(error.code, error)))
    return redirect("documents:detail", document_id=document.pk)


@action_needing(Right.CHANGE_DOCUMENTS)
def adopt_address(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Divide the delivery address as proposed."""
    document = get_object_or_404(list_for_company(request.company), pk=document_id)
    try:
        adopt_address_proposal(document.pk, actor=request.membership.user, at=_now())
        messages.success(request, gettext("The address was adopted; how the platform wrote it stays on the document."))
    except KoggeError as error:
        messages.error(request, str(REFUSALS.get(error.code, error)))
    return redirect("documents:detail", document_id=document.pk)


def _word(proposal: Proposal | None) -> tuple[AddressDraft, list[Text]] | None:
    return (proposal.address, [FINDINGS[each] for each in proposal.findings]) if proposal else None


def _now() -> datetime:
    return datetime.now(UTC)
