"""Pages of the warehouse (Versand): what is to be shipped, packing slips to print, scanning, and all parcels."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.documents.models import Document
from kogge.printing.views import answer_with_pdf
from kogge.shipping import queries
from kogge.shipping.errors import ShipmentRefused
from kogge.shipping.forms import PlainFilters, ScanForm, ShipmentFilters, ToShipFilters
from kogge.shipping.importing import Match, Verdict, ship_scanned
from kogge.shipping.printing import PRINTED_AT_ONCE, note_printed, print_slips
from kogge.shipping.services import add_parcel
from kogge.shipping.tables import PrintTable, ShipmentTable, ToShipTable
from kogge.shipping.wording import word_refusal, word_verdict
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.actions import BulkAction
from kogge.web.lists import ListPage

SHOWN_REFUSALS = 5


def prepare_chosen(request: OfficeRequest, documents: QuerySet[Document]) -> None:
    """Prepare one parcel for each chosen order, with all that is left of it."""
    prepared, refused = 0, []
    for document_id in documents.order_by().values_list("pk", flat=True):
        try:
            add_parcel(document_id, actor=request.membership.user, at=_now())
            prepared += 1
        except ShipmentRefused as error:
            refused.append(word_refusal(error))
    if prepared:
        words = ngettext(
            "%(number)s parcel is prepared: its packing slip can be printed.",
            "%(number)s parcels are prepared: their packing slips can be printed.",
            prepared,
        )
        messages.success(request, words % {"number": prepared})
    for each in refused[:SHOWN_REFUSALS]:
        messages.warning(request, each)
    if len(refused) > SHOWN_REFUSALS:
        messages.warning(request, gettext("Further orders left out: %(number)s.") % {"number": len(refused) - 5})


class ToShipList(ListPage):
    """Orders whose goods still have to leave, most urgent first."""

    title = _("Shipping")
    introduction = _(
        "Orders whose goods still have to leave, most urgent first. Prepare parcels, print their packing slips, then "
        "enter or scan the tracking numbers."
    )
    table_class = ToShipTable
    filters_class = ToShipFilters
    template_name = "shipping/to_ship.html"
    empty_title = _("Nothing to ship")
    empty_hint = _("Everything that was ordered is on its way.")
    actions: ClassVar = (BulkAction("prepare", _("Prepare parcels"), "package", Right.SHIP, prepare_chosen),)

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's orders that are to be shipped."""
        return queries.list_with_contents(self.request.company, _now(), self.shown_related)


class PrintQueue(ListPage):
    """Parcels whose packing slips were not printed yet, oldest first."""

    title = _("Packing slips to print")
    table_class = PrintTable
    filters_class = PlainFilters
    template_name = "shipping/print_queue.html"
    empty_title = _("Nothing to print")
    empty_hint = _("Prepare parcels in the list “Shipping”: their packing slips wait here.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the parcels that wait for the printer."""
        return queries.list_to_print(self.request.company)


class ShipmentList(ListPage):
    """All parcels of the company, newest first."""

    title = _("Parcels")
    table_class = ShipmentTable
    filters_class = ShipmentFilters
    template_name = "shipping/parcels.html"
    empty_title = _("No parcels yet")
    empty_hint = _("Prepare parcels in the list “Shipping”, or on a document's page.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's parcels."""
        return queries.list_shipments(self.request.company)


@action_needing(Right.SHIP)
def print_all(request: OfficeRequest) -> HttpResponse:
    """Answer with all packing slips that wait, as one file; they leave the queue."""
    waiting = list(queries.list_to_print(request.company).prefetch_related("lines")[:PRINTED_AT_ONCE])
    if not waiting:
        messages.info(request, gettext("There is nothing to print."))
        return redirect("shipping:print-queue")
    made = print_slips(waiting)
    note_printed(waiting, actor=request.membership.user, at=_now())
    return answer_with_pdf(made, gettext("Packing slips"))


@needs(Right.SHIP)
def scan(request: OfficeRequest) -> HttpResponse:
    """Take what a hand scanner reads: an order, then its tracking number; then the next one."""
    form = ScanForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        order, tracking = form.cleaned_data["order"], form.cleaned_data["tracking"]
        match = ship_scanned(request.company, order, tracking, actor=request.membership.user, at=_now())
        if match.verdict is Verdict.TRACKING_MISSING and match.document is not None:
            context |= _describe_scanned(match.document)
        elif match.verdict is Verdict.DONE:
            return _go_on(request, match)
        else:
            context |= {"problem": word_verdict(match.verdict.value, match.refusal), "match": match}
    return render(request, "shipping/scan.html", context)


def _go_on(request: OfficeRequest, match: Match) -> HttpResponse:
    number = match.document.number if match.document else ""
    messages.success(request, gettext("%(number)s is ready to leave.") % {"number": number})
    return redirect("shipping:scan")


def _describe_scanned(document: Document) -> dict[str, object]:
    items = queries.list_items_of([document])[document.pk]
    packed = queries.read_packed(document)
    return {"document": document, "items": [(item, item.ordered - packed.get(item.reference, 0)) for item in items]}


def _now() -> datetime:
    return datetime.now(UTC)
