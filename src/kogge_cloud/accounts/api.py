"""The contract's token endpoint and the registration of platforms."""

import base64
import binascii
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from kogge_cloud.accounts.authentication import TenantRequest
from kogge_cloud.accounts.errors import ClientRejected, GrantUnsupported
from kogge_cloud.accounts.events import signing_out
from kogge_cloud.accounts.queries import (
    describe_registration,
    describe_registrations,
    get_registration,
    list_registrations,
)
from kogge_cloud.accounts.services import (
    authorize_by_keys,
    authorize_platform,
    change_platform,
    register_platform,
    renew_secret,
    sign_in,
    sign_out,
)
from kogge_cloud.adapters.registry import list_traits
from kogge_contract.authorization import AuthorizationState, RenewedSecret, SelfAuthorization
from kogge_contract.messages import AccessToken, ChangedPlatform, NewPlatform, PlatformState
from kogge_contract.platforms import KeyAuthorization, PlatformTraits

token_router = Router(tags=["authentication"])
router = Router(tags=["platforms"])
kinds = Router(tags=["platforms"])


@kinds.get("", auth=None, response=list[PlatformTraits])
def list_kinds(request: HttpRequest) -> list[PlatformTraits]:  # noqa: ARG001 - the signature is ninja's
    """Say which kinds of platforms there are, and what each is like. No secret, so nobody need sign in."""
    return list_traits()


@token_router.post("/token", auth=None, response=AccessToken)
def issue_access_token(request: HttpRequest) -> AccessToken:
    """Exchange client credentials, in the Authorization header or the form, for a bearer token (RFC 6749, 4.4)."""
    grant = request.POST.get("grant_type", "")
    if grant != "client_credentials":
        message = f"The grant type is “{grant}”; this endpoint knows client_credentials only."
        raise GrantUnsupported(message)
    client_id, client_secret = _client_credentials(request)
    return sign_in(client_id, client_secret)


@router.post("", response={201: PlatformState})
def register(request: TenantRequest, new: NewPlatform) -> Status[PlatformState]:
    """Register a platform account; it becomes usable once authorized."""
    now = timezone.now()
    return Status(201, describe_registration(register_platform(request.auth.tenant_id, new, now), now))


@router.get("", response=list[PlatformState])
def list_platforms(request: TenantRequest) -> list[PlatformState]:
    """List the account's platforms."""
    now = timezone.now()
    return describe_registrations(list_registrations(request.auth.tenant_id), now)


@router.get("/{uuid:reference}", response=PlatformState)
def show_platform(request: TenantRequest, reference: UUID) -> PlatformState:
    """Show one platform."""
    return describe_registration(get_registration(request.auth.tenant_id, reference), timezone.now())


@router.patch("/{uuid:reference}", response=PlatformState)
def change(request: TenantRequest, reference: UUID, changed: ChangedPlatform) -> PlatformState:
    """Give a platform another name, region (while it is not signed in) or marketplaces."""
    registration = get_registration(request.auth.tenant_id, reference)
    return describe_registration(change_platform(registration, changed), timezone.now())


@router.put("/{uuid:reference}/authorization", response=PlatformState)
def authorize(request: TenantRequest, reference: UUID, authorization: SelfAuthorization) -> PlatformState:
    """Keep the merchant's own credentials (write-only)."""
    registration = get_registration(request.auth.tenant_id, reference)
    now = timezone.now()
    return describe_registration(authorize_platform(registration, authorization, now), now)


@router.put("/{uuid:reference}/authorization/keys", response=PlatformState)
def take_keys(request: TenantRequest, reference: UUID, given: KeyAuthorization) -> PlatformState:
    """Try a shop's keys, and keep them (write-only) if they work."""
    registration = get_registration(request.auth.tenant_id, reference)
    now = timezone.now()
    return describe_registration(authorize_by_keys(registration, given, now), now)


@router.post("/{uuid:reference}/authorization/secret", response=PlatformState)
def renew(request: TenantRequest, reference: UUID, renewed: RenewedSecret) -> PlatformState:
    """Take a new client secret of the merchant's own application."""
    registration = get_registration(request.auth.tenant_id, reference)
    now = timezone.now()
    return describe_registration(renew_secret(registration, renewed, now), now)


@router.delete("/{uuid:reference}/authorization", response=PlatformState)
def forget(request: TenantRequest, reference: UUID) -> PlatformState:
    """Sign the platform out: its credentials are forgotten, its feed stays."""
    registration = get_registration(request.auth.tenant_id, reference)
    now = timezone.now()
    if registration.state == AuthorizationState.AUTHENTICATED:
        signing_out.send(sender=None, registration=registration, now=now)
    return describe_registration(sign_out(registration), now)


def _client_credentials(request: HttpRequest) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    try:
        client_id, _, client_secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        message = "The Authorization header is not Basic client_id:client_secret in base64."
        raise ClientRejected(message) from error
    return client_id, client_secret
