"""The contract's token endpoint and the registration of platforms."""

import base64
import binascii
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from kogge_cloud.accounts.authentication import TenantRequest
from kogge_cloud.accounts.errors import ClientRejected, GrantUnsupported
from kogge_cloud.accounts.queries import describe_registration, get_registration, list_registrations
from kogge_cloud.accounts.services import authorize_platform, register_platform, sign_in
from kogge_contract.authorization import SelfAuthorization
from kogge_contract.messages import AccessToken, NewPlatform, PlatformState

token_router = Router(tags=["authentication"])
router = Router(tags=["platforms"])


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
    return Status(201, describe_registration(register_platform(request.auth.tenant_id, new, timezone.now())))


@router.get("", response=list[PlatformState])
def list_platforms(request: TenantRequest) -> list[PlatformState]:
    """List the account's platforms."""
    return [describe_registration(each) for each in list_registrations(request.auth.tenant_id)]


@router.get("/{uuid:reference}", response=PlatformState)
def show_platform(request: TenantRequest, reference: UUID) -> PlatformState:
    """Show one platform."""
    return describe_registration(get_registration(request.auth.tenant_id, reference))


@router.put("/{uuid:reference}/authorization", response=PlatformState)
def authorize(request: TenantRequest, reference: UUID, authorization: SelfAuthorization) -> PlatformState:
    """Keep the merchant's own credentials (write-only)."""
    registration = get_registration(request.auth.tenant_id, reference)
    return describe_registration(authorize_platform(registration, authorization))


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
