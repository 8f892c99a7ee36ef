"""The contract's fetches and listings of a platform."""

from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Path, Query, Router, Status
from pydantic import AwareDatetime

from kogge_cloud.accounts.authentication import TenantRequest
from kogge_cloud.accounts.queries import get_registration, require_authenticated
from kogge_cloud.amazon.errors import QuotaExhausted
from kogge_cloud.amazon.pages import read_listing
from kogge_cloud.amazon.queries import describe_fetch, get_fetch
from kogge_cloud.amazon.services import advance_fetch, start_fetch
from kogge_contract.messages import FetchState, ListingPage, NewFetch

router = Router(tags=["fetches"])


@router.post("/fetches", response={200: FetchState, 201: FetchState})
def begin(request: TenantRequest, reference: Path[UUID], new: NewFetch) -> Status[FetchState]:
    """Begin a fetch; the same reference again answers the same fetch."""
    now = timezone.now()
    started = start_fetch(get_registration(request.auth.tenant_id, reference), new, now)
    return Status(201 if started.is_new else 200, describe_fetch(started.fetch, now))


@router.post("/fetches/{fetch_reference}/advance", response=FetchState)
def advance(request: TenantRequest, reference: Path[UUID], fetch_reference: str) -> FetchState:
    """Make the fetch's next call, or say when that is possible."""
    registration = get_registration(request.auth.tenant_id, reference)
    return advance_fetch(get_fetch(registration, fetch_reference), timezone.now())


@router.get("/listing", response=ListingPage)
def list_orders(
    request: TenantRequest,
    reference: Path[UUID],
    since: AwareDatetime | None = None,
    token: Annotated[str, Query()] = "",
) -> ListingPage:
    """Answer one page of what the platform lists now; ask with the same `since` and the page's token for the next."""
    registration = get_registration(request.auth.tenant_id, reference)
    require_authenticated(registration)
    try:
        return read_listing(registration, since, token, timezone.now())
    except QuotaExhausted as error:
        return ListingPage(next_token=token or None, retry_after_s=error.retry_after_s)
