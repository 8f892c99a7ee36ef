"""Pages of one parcel: pack it, change it, make it ready, void it, print its packing slip."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from kogge.companies.permissions import Right
from kogge.documents.listing import list_for_company
from kogge.documents.models import Document
from kogge.printing.views import answer_with_pdf
from kogge.shipping import queries
from kogge.shipping.carriers import Carrier, find_carrier, tracking_page
from kogge.shipping.checking import check_order
from kogge.shipping.errors import ShipmentRefused
from kogge.shipping.forms import ParcelForm, VoidForm, describe_label
from kogge.shipping.models import Shipment, ShipmentState
from kogge.shipping.printing import note_printed, print_slips
from kogge.shipping.rules import Refusal, list_left
from kogge.shipping.services import add_parcel, change_parcel, fix_parcel, remove_parcel, void_parcel
from kogge.shipping.tracing import find_root
from kogge.shipping.tracking import judge
from kogge.shipping.wording import FINDINGS, word_refusal
from kogge.web.access import OfficeRequest, action_needing, needs

FIX, FIX_UNCHECKED = "fix", "fix-unchecked"
"""What a button of the form asks for beside storing."""


@needs(Right.SHIP)
def add(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Pack a parcel of a document's order."""
    document = find_root(get_object_or_404(list_for_company(request.company), pk=document_id))
    mapping = queries.find_mapping(document)
    label = {"carrier_code": "", "carrier_name": "", "delivery_service": ""}
    if mapping is not None:
        label = {name: getattr(mapping, name) for name in label}
    form = _make_form(request, document, None, label)
    if request.method == "POST" and form.is_valid():
        try:
            shipment = add_parcel(
                document.pk,
                form.read_quantities(),
                label=form.read_label(),
                actor=request.membership.user,
                at=_now(),
            )
        except ShipmentRefused as error:
            messages.error(request, word_refusal(error))
        else:
            return _finish(request, shipment)
    return _show(request, document, form, None)


@needs(Right.SHIP)
def edit_parcel(request: OfficeRequest, shipment_id: int) -> HttpResponse:
    """Show a parcel, change it, make it ready."""
    shipment = get_object_or_404(queries.list_shipments(request.company), pk=shipment_id)
    form = _make_form(request, shipment.document, shipment, describe_label(shipment))
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_parcel(
                shipment.pk, form.read_label(), form.read_quantities(), actor=request.membership.user, at=_now()
            )
        except ShipmentRefused as error:
            messages.error(request, word_refusal(error))
        else:
            return _finish(request, changed)
    return _show(request, shipment.document, form, shipment)


@action_needing(Right.SHIP)
def remove(request: OfficeRequest, shipment_id: int) -> HttpResponse:
    """Remove an open parcel."""
    shipment = get_object_or_404(queries.list_shipments(request.company), pk=shipment_id)
    try:
        remove_parcel(shipment.pk, actor=request.membership.user, at=_now())
        messages.success(request, gettext("The parcel was removed."))
    except ShipmentRefused as error:
        messages.error(request, word_refusal(error))
    return redirect("documents:detail", document_id=shipment.document_id)


@needs(Right.SHIP)
def void(request: OfficeRequest, shipment_id: int) -> HttpResponse:
    """Ask why a parcel is to be voided, and void it."""
    shipment = get_object_or_404(queries.list_shipments(request.company), pk=shipment_id)
    form = VoidForm(request.POST or None)
    if not form.is_valid():
        return render(request, "shipping/void.html", {"shipment": shipment, "form": form})
    try:
        void_parcel(shipment.pk, reason=form.cleaned_data["reason"], actor=request.membership.user, at=_now())
        messages.success(request, gettext("The parcel was voided: its goods are to be shipped again."))
    except ShipmentRefused as error:
        messages.error(request, word_refusal(error))
    return redirect("shipping:parcel", shipment_id=shipment.pk)


@needs(Right.SHIP)
def show_slip(request: OfficeRequest, shipment_id: int) -> HttpResponse:
    """Answer with the packing slip of a parcel."""
    rows = queries.list_shipments(request.company).prefetch_related("lines")
    shipment = get_object_or_404(rows, pk=shipment_id)
    made = print_slips([shipment])
    note_printed([shipment], actor=request.membership.user, at=_now())
    return answer_with_pdf(made, gettext("Packing slip"))


def _make_form(
    request: OfficeRequest, document: Document, shipment: Shipment | None, label: Mapping[str, object]
) -> ParcelForm:
    items = queries.list_items_of([document])[document.pk]
    left = list_left(items, queries.read_packed(document))
    inside = queries.read_contents(shipment) if shipment is not None else {}
    most = {item.reference: left.get(item.reference, 0) + inside.get(item.reference, 0) for item in items}
    return ParcelForm(
        request.POST or None,
        items=items,
        most=most,
        label=label,
        quantities=inside if shipment is not None else left,
    )


def _finish(request: OfficeRequest, shipment: Shipment) -> HttpResponse:
    """Say what is odd about a parcel that was stored, and make it ready if that is what the button says."""
    finding = judge(shipment.tracking_number, _carrier_of(shipment)) if shipment.tracking_number else None
    if finding is not None:
        messages.warning(request, str(FINDINGS[finding]))
    wish = request.POST.get("do")
    if wish not in {FIX, FIX_UNCHECKED}:
        messages.success(request, gettext("Saved."))
        return redirect("shipping:parcel", shipment_id=shipment.pk)
    try:
        check = check_order(shipment.document, _now(), waived=wish == FIX_UNCHECKED)
        fix_parcel(shipment.pk, check, actor=request.membership.user, at=_now())
        messages.success(request, gettext("%(number)s is ready to leave.") % {"number": shipment})
    except ShipmentRefused as error:
        messages.error(request, word_refusal(error))
        unchecked = error.refusal is Refusal.UNCHECKED
        response = redirect("shipping:parcel", shipment_id=shipment.pk)
        if unchecked:
            response["Location"] += "?unchecked=1"
        return response
    return redirect("documents:detail", document_id=shipment.document_id)


def _show(request: OfficeRequest, document: Document, form: ParcelForm, shipment: Shipment | None) -> HttpResponse:
    state = shipment.state if shipment is not None else ShipmentState.OPEN
    context = {
        "document": document,
        "form": form,
        "shipment": shipment,
        "is_open": state == ShipmentState.OPEN,
        "is_fixed": state == ShipmentState.FIXED,
        "offers_unchecked": "unchecked" in request.GET,
        "tracking_page": tracking_page(_carrier_of(shipment), shipment.tracking_number) if shipment else "",
    }
    return render(request, "shipping/parcel.html", context)


def _carrier_of(shipment: Shipment) -> Carrier | None:
    return find_carrier(shipment.carrier_code, shipment.carrier_name, shipment.delivery_service)


def _now() -> datetime:
    return datetime.now(UTC)
