"""The contract's fetches, listings and audits of a platform."""

from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Path, Query, Router, Status
from pydantic import AwareDatetime

from kogge_cloud.accounts.authentication import TenantRequest
from kogge_cloud.accounts.queries import get_registration, require_authenticated
from kogge_cloud.amazon.audits import move_audit, start_audit
from kogge_cloud.amazon.errors import QuotaExhausted
from kogge_cloud.amazon.pages import read_listing
from kogge_cloud.amazon.queries import describe_audit, describe_fetch, get_audit, get_fetch, read_audit_page
from kogge_cloud.amazon.services import advance_fetch, start_fetch
from kogge_cloud.amazon.supplies import list_quotas
from kogge_contract.audits import AuditPage, AuditState, NewAudit
from kogge_contract.messages import FetchState, ListingPage, NewFetch
from kogge_contract.quotas import Quota

router = Router(tags=["fetches"])
quotas = Router(tags=["quotas"])


@quotas.get("", response=list[Quota])
def show_quotas(request: TenantRequest) -> list[Quota]:
    """Answer how many calls each of the account's authenticated platforms still allows."""
    return list_quotas(request.auth.tenant_id, timezone.now())


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


@router.post("/audits", response={200: AuditState, 201: AuditState})
def begin_audit(request: TenantRequest, reference: Path[UUID], new: NewAudit) -> Status[AuditState]:
    """Begin an audit; the same reference again answers the same audit."""
    now = timezone.now()
    audit = start_audit(get_registration(request.auth.tenant_id, reference), new, now)
    return Status(201 if audit.created_at == now else 200, describe_audit(audit, now))


@router.post("/audits/{audit_reference}/advance", response=AuditState)
def advance_audit(request: TenantRequest, reference: Path[UUID], audit_reference: str) -> AuditState:
    """Make the audit's next call, or say when that is possible."""
    now = timezone.now()
    registration = get_registration(request.auth.tenant_id, reference)
    move_audit(get_audit(registration, audit_reference), now)
    return describe_audit(get_audit(registration, audit_reference), now)


@router.get("/audits/{audit_reference}/orders", response=AuditPage)
def list_audited_orders(
    request: TenantRequest, reference: Path[UUID], audit_reference: str, after: str = "", limit: int = 1000
) -> AuditPage:
    """Answer a page of what report, notifications and feed know of the orders."""
    registration = get_registration(request.auth.tenant_id, reference)
    return read_audit_page(get_audit(registration, audit_reference), after, min(max(limit, 1), 1000))
