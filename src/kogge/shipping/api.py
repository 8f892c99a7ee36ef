"""Parcels at the interface for programs: pack, label, make ready and void them, or take over a carrier's file."""

from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpResponse
from ninja import File, Router, Schema, Status, UploadedFile
from pydantic import AwareDatetime, Field

from kogge.companies.permissions import Right
from kogge.documents.models import Document
from kogge.people.authentication import KeyWith
from kogge.shipping import queries, services
from kogge.shipping.checking import check_order
from kogge.shipping.importing import Verdict, apply_import, describe_rows, take_file
from kogge.shipping.models import ImportState, Shipment, ShipmentState, TrackingImport
from kogge.shipping.printing import note_printed, print_slips
from kogge.shipping.rules import list_left
from kogge.shipping.services import Label
from kogge.shipping.tracing import find_root
from kogge.web.access import OfficeRequest

router = Router(tags=["parcels"])

Text = Annotated[str, Field(max_length=100)]


class Content(Schema):
    """So many units of an ordered item; `reference` is the item's id at the platform, else `#` and its position."""

    reference: str
    quantity: int = Field(ge=1)


class LabelFacts(Schema):
    """What a parcel's label says; `shipped_at` is UTC or names its offset."""

    carrier_code: Text = ""
    carrier_name: Text = ""
    delivery_service: Text = ""
    tracking_number: Text = ""
    weight_g: int | None = Field(default=None, ge=1, le=1_000_000)
    shipped_at: AwareDatetime | None = None


class NewParcel(Schema):
    """A parcel to be packed: without `contents` all that is left, without a label the shipping method's carrier.

    `request_key` is the caller's own name of the request: the same one again returns the parcel that was packed before.
    """

    contents: list[Content] | None = None
    label: LabelFacts | None = None
    request_key: str | None = Field(default=None, min_length=1, max_length=100)


class ChangedParcel(Schema):
    """A parcel's label, and its contents where they are to be others."""

    label: LabelFacts
    contents: list[Content] | None = None


class Readiness(Schema):
    """`unchecked`: go on where the platform cannot say whether the order was cancelled meanwhile."""

    unchecked: bool = False


class Reason(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=500)


class Parcel(LabelFacts):
    """A parcel; `document` is the id of its order's first document, `number` counts the order's parcels."""

    id: int
    document: int
    number: int
    state: ShipmentState
    is_reported: bool
    contents: list[Content]


class ItemToPack(Schema):
    """An ordered item: how many units were ordered, and how many are in no parcel yet."""

    reference: str
    title: str
    ordered: int
    left: int


class Packing(Schema):
    """An order's items and parcels; `document` is the id of its first document."""

    document: int
    items: list[ItemToPack]
    parcels: list[Parcel]


class ImportedRow(Schema):
    """What the rows of a file with these numbers mean, or what became of them: one parcel.

    `document` is the id of the order's first document; `refusal` says why a parcel that is `refused` cannot leave.
    """

    rows: list[int]
    order: str
    tracking: str
    verdict: Verdict
    refusal: str
    document: int | None
    number: str


class Imported(Schema):
    """A carrier's file: whether it was taken over, and its rows."""

    id: int
    name: str
    is_applied: bool
    rows: list[ImportedRow]


@router.get("/documents/{int:document_id}/parcels", response=Packing, auth=KeyWith(Right.SHIP))
def show_packing(request: OfficeRequest, document_id: int) -> Packing:
    """Return what of a document's order is to be packed, and its parcels."""
    root = find_root(_get_document(request, document_id))
    items = queries.list_items_of([root])[root.pk]
    left = list_left(items, queries.read_packed(root))
    return Packing(
        document=root.pk,
        items=[
            ItemToPack(
                reference=item.reference, title=item.title, ordered=item.ordered, left=left.get(item.reference, 0)
            )
            for item in items
        ],
        parcels=[_describe(each) for each in queries.list_for_document(root)],
    )


@router.post("/documents/{int:document_id}/parcels", response=Parcel, auth=KeyWith(Right.SHIP))
def add_parcel(request: OfficeRequest, document_id: int, new: NewParcel) -> Parcel:
    """Pack a parcel of a document's order."""
    document = _get_document(request, document_id)
    shipment = services.add_parcel(
        document.pk,
        _read_contents(new.contents),
        label=_read_label(new.label) if new.label else None,
        actor=request.membership.user,
        at=_now(),
        request_key=new.request_key,
    )
    return _describe(shipment)


@router.get("/parcels/{int:parcel_id}", response=Parcel, auth=KeyWith(Right.SHIP))
def show_parcel(request: OfficeRequest, parcel_id: int) -> Parcel:
    """Return one parcel."""
    return _describe(_get(request, parcel_id))


@router.put("/parcels/{int:parcel_id}", response=Parcel, auth=KeyWith(Right.SHIP))
def change_parcel(request: OfficeRequest, parcel_id: int, change: ChangedParcel) -> Parcel:
    """Change a parcel; platforms that were told of it are told anew."""
    shipment = services.change_parcel(
        _get(request, parcel_id).pk,
        _read_label(change.label),
        _read_contents(change.contents),
        actor=request.membership.user,
        at=_now(),
    )
    return _describe(shipment)


@router.delete("/parcels/{int:parcel_id}", response={204: None}, auth=KeyWith(Right.SHIP))
def remove_parcel(request: OfficeRequest, parcel_id: int) -> Status[None]:
    """Remove an open parcel as if it had never been."""
    services.remove_parcel(_get(request, parcel_id).pk, actor=request.membership.user, at=_now())
    return Status(204, None)


@router.post("/parcels/{int:parcel_id}/ready", response=Parcel, auth=KeyWith(Right.SHIP))
def make_ready(request: OfficeRequest, parcel_id: int, wish: Readiness) -> Parcel:
    """Make a parcel ready (fertigmelden), after a look at the platform; one that is ready already stays so."""
    shipment = _get(request, parcel_id)
    if shipment.state == ShipmentState.FIXED:
        return _describe(shipment)
    check = check_order(shipment.document, _now(), waived=wish.unchecked)
    return _describe(services.fix_parcel(shipment.pk, check, actor=request.membership.user, at=_now()))


@router.post("/parcels/{int:parcel_id}/void", response=Parcel, auth=KeyWith(Right.SHIP))
def void_parcel(request: OfficeRequest, parcel_id: int, wish: Reason) -> Parcel:
    """Take a ready parcel back before any platform knows of it."""
    shipment = _get(request, parcel_id)
    services.void_parcel(shipment.pk, reason=wish.reason, actor=request.membership.user, at=_now())
    return _describe(_get(request, parcel_id))


@router.get("/parcels/{int:parcel_id}/packing-slip", auth=KeyWith(Right.SHIP))
def print_slip(request: OfficeRequest, parcel_id: int) -> HttpResponse:
    """Return the packing slip as a PDF; from then on it counts as printed."""
    shipment = _get(request, parcel_id)
    made = print_slips([shipment])
    note_printed([shipment], actor=request.membership.user, at=_now())
    return HttpResponse(made, content_type="application/pdf")


@router.post("/tracking-imports", response=Imported, auth=KeyWith(Right.SHIP))
def import_tracking(request: OfficeRequest, file: File[UploadedFile], *, dry_run: bool = False) -> Imported:
    """Take over a carrier's CSV file of tracking numbers; with `dry_run` only say what its rows mean.

    The same file again does what could not be done before, and nothing twice.
    """
    actor, now = request.membership.user, _now()
    taken = take_file(request.company, file.name or "", file.read(), actor=actor, at=now)
    return _describe_import(taken if dry_run else apply_import(taken.pk, actor=actor, at=now), is_today=dry_run)


@router.get("/tracking-imports/{int:import_id}", response=Imported, auth=KeyWith(Right.SHIP))
def show_import(request: OfficeRequest, import_id: int) -> Imported:
    """Return what became of a file's rows, or what they mean today."""
    return _describe_import(TrackingImport.objects.get(company=request.company, pk=import_id))


def _describe_import(taken: TrackingImport, *, is_today: bool = False) -> Imported:
    return Imported(
        id=taken.pk,
        name=taken.name,
        is_applied=taken.state == ImportState.DONE,
        rows=[ImportedRow(**row) for row in describe_rows(taken, is_today=is_today)],
    )


def _get_document(request: OfficeRequest, document_id: int) -> Document:
    return Document.objects.get(company=request.company, pk=document_id)


def _get(request: OfficeRequest, parcel_id: int) -> Shipment:
    return queries.list_shipments(request.company).get(pk=parcel_id)


def _read_contents(contents: list[Content] | None) -> dict[str, int] | None:
    return None if contents is None else {each.reference: each.quantity for each in contents}


def _read_label(facts: LabelFacts) -> Label:
    return Label(**facts.dict())


def _describe(shipment: Shipment) -> Parcel:
    return Parcel(
        **{name: getattr(shipment, name) for name in LabelFacts.model_fields},
        id=shipment.pk,
        document=shipment.document_id,
        number=shipment.package_number,
        state=ShipmentState(shipment.state),
        is_reported=shipment.reported_at is not None,
        contents=[Content(reference=each.reference, quantity=each.quantity) for each in shipment.lines.all()],
    )


def _now() -> datetime:
    return datetime.now(UTC)
