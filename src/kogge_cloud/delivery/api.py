"""The contract's shipments: take one over, look at it, advance it."""

from uuid import UUID

from django.utils import timezone
from ninja import Path, Router, Status

from kogge_cloud.accounts.authentication import TenantRequest
from kogge_cloud.accounts.queries import get_registration
from kogge_cloud.delivery.queries import describe_shipment, get_shipment
from kogge_cloud.delivery.services import advance_shipment, take_shipment
from kogge_contract.shipments import NewShipment, ShipmentState

router = Router(tags=["shipments"])


@router.post("", response={200: ShipmentState, 201: ShipmentState})
def confirm(request: TenantRequest, reference: Path[UUID], new: NewShipment) -> Status[ShipmentState]:
    """Take over a confirmation; the same reference with the same content again answers the same one."""
    now = timezone.now()
    taken = take_shipment(get_registration(request.auth.tenant_id, reference), new, now)
    return Status(201 if taken.is_new else 200, describe_shipment(taken.shipment, now))


@router.get("/{shipment_reference}", response=ShipmentState)
def show(request: TenantRequest, reference: Path[UUID], shipment_reference: str) -> ShipmentState:
    """Answer how far a confirmation is."""
    registration = get_registration(request.auth.tenant_id, reference)
    return describe_shipment(get_shipment(registration, shipment_reference), timezone.now())


@router.post("/{shipment_reference}/advance", response=ShipmentState)
def advance(request: TenantRequest, reference: Path[UUID], shipment_reference: str) -> ShipmentState:
    """Make the confirmation's next call, or say when that is possible."""
    registration = get_registration(request.auth.tenant_id, reference)
    return advance_shipment(get_shipment(registration, shipment_reference), timezone.now())
