"""Pages and actions with which people decide about orders: changes, mapping again, what was sent."""

import json
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.audit.services import record
from kogge.companies.permissions import Right
from kogge.documents.listing import list_for_page
from kogge.documents.models import Document
from kogge.kernel.errors import KoggeError
from kogge.orders import listing
from kogge.orders.change_wording import word_difference
from kogge.orders.deciding import accept_change, refuse_change
from kogge.orders.forms import ChangeFilters
from kogge.orders.remapping import Remapping, remap_orders
from kogge.orders.tables import ChangeTable
from kogge.orders.wording import word_failure
from kogge.platforms.models import Platform
from kogge.platforms.services import connect_platform
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.lists import ListPage


class ChangeList(ListPage):
    """Changes of orders that wait for a person."""

    title = _("Changes to decide")
    introduction = _(
        "These orders were changed or cancelled at the platform after their documents had been made or changed here. "
        "Open a document to see what would change, and accept or refuse it."
    )
    table_class = ChangeTable
    filters_class = ChangeFilters
    empty_title = _("Nothing to decide")
    empty_hint = _("Changes that can be taken over by themselves are taken over; all others are shown here.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's open changes."""
        return listing.list_open_changes(self.request.company)


@action_needing(Right.DECIDE_CHANGES)
def accept(request: OfficeRequest, change_id: int) -> HttpResponse:
    """Take a change over."""
    return _decide(request, change_id, accepts=True)


@action_needing(Right.DECIDE_CHANGES)
def refuse(request: OfficeRequest, change_id: int) -> HttpResponse:
    """Leave the document as it is."""
    return _decide(request, change_id, accepts=False)


@needs(Right.READ_RAW_ORDERS)
def show_raw(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Show what the platform sent of an order, word for word; who looks is noted."""
    document, platform = _get_document(request, document_id)
    try:
        raw = connect_platform(platform).read_raw_order(platform.cloud_reference, document.platform_reference)
    except KoggeError as error:
        messages.error(request, _say(error))
        return redirect("documents:detail", document_id=document.pk)
    record(
        company_id=document.company_id,
        at=_now(),
        actor=request.membership.user,
        action="orders.read_raw",
        subject_kind="document",
        subject_id=document.pk,
        before={},
        after={},
    )
    shown = json.dumps(json.loads(raw), ensure_ascii=False, indent=2)
    response = render(request, "orders/raw.html", {"document": document, "raw": shown})
    response.headers["Cache-Control"] = "no-store"
    return response


@needs(Right.CHANGE_DOCUMENTS)
def remap(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Show what mapping a document again would change, and do it when the person says so."""
    document, platform = _get_document(request, document_id)
    writes = request.method == "POST"
    try:
        outcome = _remap_one(document, platform, request, write=writes)
    except KoggeError as error:
        messages.error(request, _say(error))
        return redirect("documents:detail", document_id=document.pk)
    if writes and not outcome.problem:
        messages.success(request, gettext("The document was mapped again."))
        return redirect("documents:detail", document_id=document.pk)
    differences = [word_difference(each.describe(), document.currency) for each in outcome.differences]
    context = {"document": document, "differences": differences, "problem": outcome.problem}
    return render(request, "orders/remap.html", context)


def _remap_one(document: Document, platform: Platform, request: OfficeRequest, *, write: bool) -> Remapping:
    user = request.membership.user
    outcomes = list(remap_orders(platform, [document.platform_reference], write=write, actor=user, now=_now()))
    return outcomes[0] if outcomes else Remapping(document.platform_reference, document.number)


def _get_document(request: OfficeRequest, document_id: int) -> tuple[Document, Platform]:
    documents = list_for_page(request.company).select_related("platform__credentials", "platform__company")
    document = get_object_or_404(documents.exclude(platform=None), pk=document_id)
    if document.platform is None:
        raise Http404
    return document, document.platform


def _decide(request: OfficeRequest, change_id: int, *, accepts: bool) -> HttpResponse:
    change = get_object_or_404(listing.list_changes(request.company), pk=change_id)
    user = request.membership.user
    try:
        if accepts:
            accept_change(change.pk, actor=user, now=_now())
            messages.success(request, gettext("The change was accepted."))
        else:
            refuse_change(change.pk, note=request.POST.get("note", ""), actor=user, now=_now())
            messages.success(request, gettext("The change was refused; the document stays as it is."))
    except KoggeError as error:
        messages.error(request, _say(error))
    return redirect("documents:detail", document_id=change.document_id)


def _say(error: KoggeError) -> str:
    return str(word_failure(error.code) or error)


def _now() -> datetime:
    return datetime.now(UTC)
