"""The contract's transfers: take one over, look at it, advance it, read what became of its items."""

from uuid import UUID

from django.utils import timezone
from ninja import Path, Router, Status

from kogge_cloud.accounts.authentication import TenantRequest
from kogge_cloud.accounts.queries import get_registration
from kogge_cloud.listings.advancing import advance_transfer
from kogge_cloud.listings.queries import describe_transfer, get_transfer, read_results
from kogge_cloud.listings.services import take_transfer
from kogge_contract.listings import ItemResultPage, NewTransfer, TransferState

router = Router(tags=["transfers"])


@router.post("", response={200: TransferState, 201: TransferState})
def begin(request: TenantRequest, reference: Path[UUID], new: NewTransfer) -> Status[TransferState]:
    """Take over a transfer; the same reference with the same content again answers the same one."""
    now = timezone.now()
    taken = take_transfer(get_registration(request.auth.tenant_id, reference), new, now)
    return Status(201 if taken.is_new else 200, describe_transfer(taken.transfer, now))


@router.get("/{transfer_reference}", response=TransferState)
def show(request: TenantRequest, reference: Path[UUID], transfer_reference: str) -> TransferState:
    """Answer how far a transfer is."""
    registration = get_registration(request.auth.tenant_id, reference)
    return describe_transfer(get_transfer(registration, transfer_reference), timezone.now())


@router.post("/{transfer_reference}/advance", response=TransferState)
def advance(request: TenantRequest, reference: Path[UUID], transfer_reference: str) -> TransferState:
    """Make the transfer's next call, or say when that is possible."""
    registration = get_registration(request.auth.tenant_id, reference)
    return advance_transfer(get_transfer(registration, transfer_reference), timezone.now())


@router.get("/{transfer_reference}/results", response=ItemResultPage)
def list_results(
    request: TenantRequest, reference: Path[UUID], transfer_reference: str, after: int = -1
) -> ItemResultPage:
    """Answer what became of the items behind a position."""
    registration = get_registration(request.auth.tenant_id, reference)
    return read_results(get_transfer(registration, transfer_reference), after)
