"""Reads of clients and registrations; everything is filtered by tenant."""

from datetime import datetime
from uuid import UUID

from kogge_cloud.accounts.applications import list_secret_times
from kogge_cloud.accounts.errors import NotAuthenticated, PlatformUnknown, TokenRejected
from kogge_cloud.accounts.models import Application, Client, Registration
from kogge_cloud.accounts.rules import KEYS, SELF, list_warnings
from kogge_contract.authorization import AuthorizationState, ExpiryWarning, WarningKind
from kogge_contract.messages import PlatformState


def get_client(client_id: str) -> Client:
    """Return a client that may still sign in. Raises TokenRejected."""
    client = Client.objects.filter(client_id=client_id, revoked_at=None).first()
    if client is None:
        message = "The client of this access token no longer exists."
        raise TokenRejected(message)
    return client


def list_registrations(tenant_id: int) -> list[Registration]:
    """Return the tenant's platforms by name."""
    return list(Registration.objects.filter(tenant_id=tenant_id).order_by("name"))


def list_authenticated(tenant_id: int) -> list[Registration]:
    """Return the tenant's platforms that the Cloud may act for, by name."""
    signed_in = Registration.objects.filter(tenant_id=tenant_id, state=AuthorizationState.AUTHENTICATED)
    return list(signed_in.order_by("name"))


def get_registration(tenant_id: int, reference: UUID) -> Registration:
    """Return one of the tenant's platforms. Raises PlatformUnknown."""
    registration = Registration.objects.filter(tenant_id=tenant_id, reference=reference).first()
    if registration is None:
        message = f"There is no platform {reference} in this account."
        raise PlatformUnknown(message)
    return registration


def require_authenticated(registration: Registration) -> None:
    """Refuse to act for a seller who did not allow it. Raises NotAuthenticated with what to do."""
    if registration.state == AuthorizationState.AUTHENTICATED:
        return
    reason = registration.state_reason or "The seller has not authorized this application yet."
    message = f"Platform “{registration.name}” is not authenticated: {reason}"
    raise NotAuthenticated(message, platform=registration.name)


def describe_registration(registration: Registration, now: datetime) -> PlatformState:
    """Return the platform as the contract shows it; credentials never leave the Cloud."""
    return describe_registrations([registration], now)[0]


def describe_registrations(registrations: list[Registration], now: datetime) -> list[PlatformState]:
    """Return platforms as `describe_registration` does, with as many reads for one as for a hundred."""
    issued = {each.kind: list_secret_times(each)[0] for each in Application.objects.all()}
    return [_describe(each, issued.get(each.kind), now) for each in registrations]


def _describe(registration: Registration, issued_at: datetime | None, now: datetime) -> PlatformState:
    return PlatformState(
        reference=str(registration.reference),
        kind=registration.kind,
        name=registration.name,
        region=registration.region,
        marketplaces=tuple(registration.marketplaces),
        state=AuthorizationState(registration.state),
        state_reason=registration.state_reason,
        seller_reference=registration.seller_reference,
        listed_until=registration.listed_until,
        authorized_at=registration.authorized_at,
        warnings=_list_warnings(registration, issued_at, now),
    )


def _list_warnings(registration: Registration, issued_at: datetime | None, now: datetime) -> tuple[ExpiryWarning, ...]:
    """Return what runs out: the merchant's own secret, or his consent and the secret of the Cloud's application."""
    if registration.state != AuthorizationState.AUTHENTICATED:
        return ()
    if registration.method == KEYS:
        return ()
    if registration.method == SELF:
        return list_warnings(authorized_at=None, secret_created_at=registration.secret_created_at, now=now)
    return list_warnings(
        authorized_at=registration.authorized_at,
        secret_created_at=issued_at,
        now=now,
        secret_kind=WarningKind.APPLICATION_SECRET,
    )
