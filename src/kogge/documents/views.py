"""Pages of documents: the list, and one document."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.customers.proposals import Proposal
from kogge.customers.rules import AddressDraft
from kogge.customers.wording import FINDINGS, Text
from kogge.documents.actions import list_offers
from kogge.documents.addresses import propose_address
from kogge.documents.bulk_actions import ARCHIVING, DIALOGS, OF_CURRENT
from kogge.documents.flags import list_flags
from kogge.documents.forms import DocumentFilters
from kogge.documents.listing import (
    list_archived,
    list_current,
    list_for_company,
    list_for_page,
    list_made_of,
    list_sources,
    list_targets,
)
from kogge.documents.provenance import list_origins
from kogge.documents.retention import find_last_day
from kogge.documents.services import adopt_address_proposal, standing_of
from kogge.documents.tables import DocumentTable
from kogge.documents.tax_wording import word_decision
from kogge.documents.wording import ACTIONS, OBSTACLES, REFUSALS, word_message, word_postings
from kogge.infrastructure.database import one_moment
from kogge.kernel.errors import KoggeError
from kogge.web.access import OfficeRequest, action_needing, require_right
from kogge.web.lists import ListPage


class _DocumentPage(ListPage):
    """What both lists of documents have in common."""

    table_class = DocumentTable
    filters_class = DocumentFilters
    template_name = "documents/list.html"

    def post(self, request: OfficeRequest, **values: object) -> HttpResponseBase:
        """Do what a form of the page asks for; some actions go on on a page of their own."""
        wanted = request.POST.get("do", "").removeprefix("action:")
        action = next((each for each in self.actions if each.name == wanted and wanted in DIALOGS), None)
        if action is not None:
            require_right(request, action.right)
            chosen = list(self._list_chosen())
            if chosen:
                return DIALOGS[wanted](request, chosen)
        return super().post(request, **values)


class DocumentList(_DocumentPage):
    """The company's documents that are not in the archive (register VORGÄNGE)."""

    title = _("Documents")
    batch_subject = "documents"
    actions = OF_CURRENT
    empty_title = _("No documents yet")
    empty_hint = _("Documents appear here as soon as orders were retrieved. Open a platform and retrieve its orders.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's current documents with what the person's columns show of other tables."""
        return list_current(self.request.company, *self.shown_related)


class ArchiveList(_DocumentPage):
    """The company's documents in the archive (register ARCHIV)."""

    title = pgettext_lazy("register", "Archive")
    actions = ARCHIVING
    empty_title = _("The archive is empty")
    empty_hint = _("Archive documents that are posted, converted or cancelled: on their pages, or several in the list.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's archived documents with what the person's columns show of other tables."""
        return list_archived(self.request.company, *self.shown_related)


def show_document(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Show a document with all that belongs to it, as it was at one moment: a worker may be writing beside."""
    with one_moment():
        document = get_object_or_404(list_for_page(request.company), pk=document_id)
        proposal = propose_address(document)
        targets = list_targets(document)
        standing = standing_of(document, proposal, has_targets=bool(targets))
        offers = list_offers(standing, request.membership.rights)
        context = {
            "document": document,
            "lines": document.lines.all(),
            "notes": [
                (each, word_message(each.code, each.values, document.currency))
                for each in document.messages.order_by("at", "pk")
            ],
            "flags": list_flags(document),
            "proposal": _word(proposal),
            "allowed": {each.action.value: ACTIONS[each.action] for each in offers if each.obstacle is None},
            "refused": [(ACTIONS[each.action], OBSTACLES[each.obstacle]) for each in offers if each.obstacle],
            "sources": list_sources(document),
            "made": list_made_of(document),
            "kept_until": find_last_day(document.document_type.kind, timezone.localdate(document.created_at)),
            "postings": word_postings(document.postings, document.postings_done),
            "decisions": [word_decision(each) for each in document.tax_decisions],
            "origins": list_origins(document) if document.platform_id else (),
        }
        return render(request, "documents/detail.html", context)


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
