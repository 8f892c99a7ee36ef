"""Where a seller's browser is to go, to sign a platform in."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status

from kogge_cloud.accounts.authentication import TenantRequest
from kogge_cloud.accounts.queries import get_registration
from kogge_cloud.infrastructure.settings import public_url
from kogge_cloud.signin.rules import CALLBACK_PATH, read_origin
from kogge_cloud.signin.services import begin_sign_in
from kogge_contract.authorization import AuthorizationSession, NewAuthorizationSession

router = Router(tags=["platforms"])
_IN_PROCESS = "embedded"
"""The host's name where the Office asks without a network; a browser has to come by the Office's own address."""


@router.post("", response={201: AuthorizationSession})
def begin(request: TenantRequest, reference: Path[UUID], new: NewAuthorizationSession) -> Status[AuthorizationSession]:
    """Begin a sign-in in the seller's browser."""
    registration = get_registration(request.auth.tenant_id, reference)
    redirect_uri = f"{_derive_public_url(request, new.return_url)}{CALLBACK_PATH}"
    return Status(201, begin_sign_in(registration, new, redirect_uri, timezone.now()))


def _derive_public_url(request: HttpRequest, return_url: str) -> str:
    if public_url():
        return public_url()
    mount = request.path.partition("/v1/")[0]
    host = request.META.get("HTTP_HOST", "")
    if host == _IN_PROCESS and read_origin(return_url):
        return f"{read_origin(return_url)}{mount}"
    return request.build_absolute_uri(mount).rstrip("/")
