"""The contract's fetches, listings, audits and collections of a platform, and what its methods are called."""

from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Path, Query, Router, Status
from pydantic import AwareDatetime

from kogge_cloud.accounts.authentication import TenantRequest
from kogge_cloud.accounts.queries import get_registration, list_authenticated, require_authenticated
from kogge_cloud.adapters.errors import QuotaExhausted
from kogge_cloud.adapters.registry import get_adapter
from kogge_cloud.feed.services import note_taken
from kogge_contract.audits import AuditPage, AuditState, NewAudit
from kogge_contract.foreign_work import ForeignWork
from kogge_contract.messages import FetchState, ListingPage, NewFetch
from kogge_contract.order_reports import CollectionPage, CollectionState, NewCollection
from kogge_contract.platforms import MethodNames
from kogge_contract.quotas import Quota

router = Router(tags=["fetches"])
quotas = Router(tags=["quotas"])


@quotas.get("", response=list[Quota])
def show_quotas(request: TenantRequest) -> list[Quota]:
    """Answer how many calls each of the account's authenticated platforms still allows."""
    registrations = list_authenticated(request.auth.tenant_id)
    kinds = dict.fromkeys(each.kind for each in registrations)
    now = timezone.now()
    return [
        quota
        for kind in kinds
        for quota in get_adapter(kind).list_quotas([each for each in registrations if each.kind == kind], now)
    ]


@router.post("/fetches", response={200: FetchState, 201: FetchState})
def begin(request: TenantRequest, reference: Path[UUID], new: NewFetch) -> Status[FetchState]:
    """Begin a fetch; the same reference again answers the same fetch."""
    registration = get_registration(request.auth.tenant_id, reference)
    note_taken(registration, new.taken)
    started = get_adapter(registration.kind).start_fetch(registration, new, timezone.now())
    return Status(201 if started.is_new else 200, started.state)


@router.post("/fetches/{fetch_reference}/advance", response=FetchState)
def advance(request: TenantRequest, reference: Path[UUID], fetch_reference: str) -> FetchState:
    """Make the fetch's next call, or say when that is possible."""
    registration = get_registration(request.auth.tenant_id, reference)
    return get_adapter(registration.kind).advance_fetch(registration, fetch_reference, timezone.now())


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
        return get_adapter(registration.kind).read_listing(registration, since, token, timezone.now())
    except QuotaExhausted as error:
        return ListingPage(next_token=token or None, retry_after_s=error.retry_after_s)


@router.get("/methods", response=MethodNames)
def list_methods(request: TenantRequest, reference: Path[UUID]) -> MethodNames:
    """Answer by which payment and shipping methods the platform's orders may come."""
    registration = get_registration(request.auth.tenant_id, reference)
    require_authenticated(registration)
    return get_adapter(registration.kind).list_methods(registration, timezone.now())


@router.get("/foreign-work", response=ForeignWork)
def show_foreign_work(request: TenantRequest, reference: Path[UUID]) -> ForeignWork:
    """Answer what at the platform is of no Office's doing: somebody else works on the same account."""
    registration = get_registration(request.auth.tenant_id, reference)
    require_authenticated(registration)
    return get_adapter(registration.kind).find_foreign_work(registration, timezone.now())


@router.post("/audits", response={200: AuditState, 201: AuditState})
def begin_audit(request: TenantRequest, reference: Path[UUID], new: NewAudit) -> Status[AuditState]:
    """Begin an audit; the same reference again answers the same audit."""
    registration = get_registration(request.auth.tenant_id, reference)
    state, is_new = get_adapter(registration.kind).start_audit(registration, new, timezone.now())
    return Status(201 if is_new else 200, state)


@router.post("/audits/{audit_reference}/advance", response=AuditState)
def advance_audit(request: TenantRequest, reference: Path[UUID], audit_reference: str) -> AuditState:
    """Make the audit's next call, or say when that is possible."""
    registration = get_registration(request.auth.tenant_id, reference)
    return get_adapter(registration.kind).advance_audit(registration, audit_reference, timezone.now())


@router.get("/audits/{audit_reference}/orders", response=AuditPage)
def list_audited_orders(
    request: TenantRequest, reference: Path[UUID], audit_reference: str, after: str = "", limit: int = 1000
) -> AuditPage:
    """Answer a page of what report, notifications and feed know of the orders."""
    registration = get_registration(request.auth.tenant_id, reference)
    at_most = min(max(limit, 1), 1000)
    return get_adapter(registration.kind).read_audit(registration, audit_reference, after, at_most)


@router.post("/collections", response={200: CollectionState, 201: CollectionState})
def begin_collection(request: TenantRequest, reference: Path[UUID], new: NewCollection) -> Status[CollectionState]:
    """Begin to read the platform's order reports; the same reference again answers the same collection."""
    registration = get_registration(request.auth.tenant_id, reference)
    state, is_new = get_adapter(registration.kind).start_collection(registration, new, timezone.now())
    return Status(201 if is_new else 200, state)


@router.post("/collections/{collection_reference}/advance", response=CollectionState)
def advance_collection(request: TenantRequest, reference: Path[UUID], collection_reference: str) -> CollectionState:
    """Make the collection's next call, or say when that is possible."""
    registration = get_registration(request.auth.tenant_id, reference)
    return get_adapter(registration.kind).advance_collection(registration, collection_reference, timezone.now())


@router.get("/collections/{collection_reference}/orders", response=CollectionPage)
def list_collected_orders(
    request: TenantRequest, reference: Path[UUID], collection_reference: str, after: int = 0, limit: int = 500
) -> CollectionPage:
    """Answer some of the orders of a collection that is done."""
    registration = get_registration(request.auth.tenant_id, reference)
    at_most = min(max(limit, 1), 500)
    return get_adapter(registration.kind).read_collection(registration, collection_reference, after, at_most)


@router.delete("/collections/{collection_reference}", response={204: None})
def forget_collection(request: TenantRequest, reference: Path[UUID], collection_reference: str) -> Status[None]:
    """Delete what was collected, once it was taken over: it is personal data."""
    registration = get_registration(request.auth.tenant_id, reference)
    get_adapter(registration.kind).forget_collection(registration, collection_reference)
    return Status(204, None)
