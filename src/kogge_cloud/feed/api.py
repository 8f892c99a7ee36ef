"""The contract's feed: pages, one order, acknowledgement."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Path, Query, Router, Status

from kogge_cloud.accounts.authentication import TenantRequest
from kogge_cloud.accounts.queries import get_registration
from kogge_cloud.feed.queries import MAX_PAGE, read_latest, read_page, read_raw
from kogge_cloud.feed.services import acknowledge
from kogge_contract.feed import FeedPage
from kogge_contract.messages import Acknowledgement
from kogge_contract.orders import FeedEntry

router = Router(tags=["feed"])
JSON = "application/json"


@router.get("", response=FeedPage)
def show_page(
    request: TenantRequest,
    reference: Path[UUID],
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
) -> HttpResponse:
    """Answer the versions after a sequence number, oldest first."""
    registration = get_registration(request.auth.tenant_id, reference)
    return HttpResponse(read_page(registration, after, limit), content_type=JSON)


@router.get("/orders/{order_reference}", response=FeedEntry)
def show_order(request: TenantRequest, reference: Path[UUID], order_reference: str) -> HttpResponse:
    """Answer the newest version of one order."""
    registration = get_registration(request.auth.tenant_id, reference)
    return HttpResponse(read_latest(registration, order_reference), content_type=JSON)


@router.get("/orders/{order_reference}/raw", response=dict[str, Any])
def show_raw_order(request: TenantRequest, reference: Path[UUID], order_reference: str) -> HttpResponse:
    """Answer what the platform sent as the newest version of one order, in the platform's own words."""
    registration = get_registration(request.auth.tenant_id, reference)
    return HttpResponse(read_raw(registration, order_reference), content_type=JSON)


@router.post("/acknowledgement", response={204: None})
def take_acknowledgement(request: TenantRequest, reference: Path[UUID], done: Acknowledgement) -> Status[None]:
    """Note up to where the Office has taken the feed over for good."""
    acknowledge(get_registration(request.auth.tenant_id, reference), done.sequence)
    return Status(204, None)
