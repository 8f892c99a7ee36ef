"""Writes of sign-ins: begin one, and finish it when the seller's browser comes back."""

import secrets
from datetime import datetime
from http import HTTPStatus

from kogge_cloud.accounts.applications import find_application_secrets, get_application
from kogge_cloud.accounts.errors import SellerRegistered
from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.rules import OAUTH, Credentials
from kogge_cloud.accounts.services import authorize_platform
from kogge_cloud.adapters.errors import (
    AccessDenied,
    ApplicationRejected,
    AuthorizationRevoked,
    NotOffered,
    PlatformError,
    PlatformUnavailable,
)
from kogge_cloud.adapters.registry import get_adapter
from kogge_cloud.amazon.client import send
from kogge_cloud.amazon.login import exchange_code
from kogge_cloud.amazon.marketplaces import find_marketplace
from kogge_cloud.infrastructure.settings import seller_central_url
from kogge_cloud.signin.errors import ReturnUrlInvalid, SignInRefused
from kogge_cloud.signin.models import SignIn
from kogge_cloud.signin.rules import (
    CONSENT_PATH,
    LIFE,
    build_consent_url,
    build_seller_central_url,
    choose_language,
    hash_state,
    list_participations,
    read_origin,
)
from kogge_contract.authorization import AuthorizationSession, NewAuthorizationSession
from kogge_contract.platforms import SignIn as SignInKind

PARTICIPATIONS_PATH = "/sellers/v1/marketplaceParticipations"


def begin_sign_in(
    registration: Registration, new: NewAuthorizationSession, redirect_uri: str, now: datetime
) -> AuthorizationSession:
    """Make a sign-in, good for 15 minutes and once. Raises NotOffered, ApplicationMissing, ReturnUrlInvalid."""
    traits = get_adapter(registration.kind).traits
    if traits.sign_in is not SignInKind.CONSENT:
        message = f"{traits.name} is not signed in to in the browser: enter the shop's keys."
        raise NotOffered(message)
    if new.return_url and not read_origin(new.return_url):
        message = "The address to return to is not a web address (http or https)."
        raise ReturnUrlInvalid(message)
    application = get_application(registration.kind)
    redirect_uri = application.redirect_uri or redirect_uri
    state = secrets.token_urlsafe(32)
    SignIn.objects.filter(expires_at__lt=now - LIFE).delete()
    sign_in = SignIn.objects.create(
        registration=registration,
        state_hash=hash_state(state),
        return_url=new.return_url,
        language=choose_language(new.language),
        redirect_uri=redirect_uri,
        expires_at=now + LIFE,
    )
    base = seller_central_url() or build_seller_central_url(registration.region, tuple(registration.marketplaces))
    url = build_consent_url(
        application.authorize_url or f"{base}{CONSENT_PATH}",
        application.application_id,
        state,
        redirect_uri=redirect_uri,
        is_draft=application.is_draft,
    )
    return AuthorizationSession(url=url, expires_at=sign_in.expires_at)


def find_sign_in(state: str) -> SignIn | None:
    """Return the sign-in that a state belongs to, used or expired as it may be."""
    return SignIn.objects.select_related("registration").filter(state_hash=hash_state(state)).first()


def finish_sign_in(sign_in: SignIn, seller: str, code: str, error: str, now: datetime) -> Registration:
    """Sign the platform in with what the browser brought.

    Raises SignInRefused; nothing is changed then, and where Amazon was only unreachable, the state stays usable.
    """
    if sign_in.expires_at <= now:
        raise SignInRefused("expired", HTTPStatus.GONE)
    if not SignIn.objects.filter(pk=sign_in.pk, used_at=None).update(used_at=now):
        raise SignInRefused("replayed", HTTPStatus.CONFLICT)
    if error:
        raise SignInRefused("denied" if error == "access_denied" else "failed", HTTPStatus.FORBIDDEN)
    if not code or not seller:
        raise SignInRefused("code_missing", HTTPStatus.BAD_REQUEST)
    registration = sign_in.registration
    _check_seller(registration, seller)
    try:
        credentials = _exchange(sign_in, seller, code, now)
    except PlatformUnavailable as unavailable:
        SignIn.objects.filter(pk=sign_in.pk).update(used_at=None)
        raise SignInRefused("unreachable", HTTPStatus.SERVICE_UNAVAILABLE) from unavailable
    try:
        return authorize_platform(registration, credentials, now)
    except SellerRegistered as taken:
        raise SignInRefused("seller_registered", HTTPStatus.CONFLICT, seller=seller, **taken.details) from taken


def _check_seller(registration: Registration, seller: str) -> None:
    if registration.seller_reference and registration.seller_reference != seller:
        former = registration.seller_reference
        raise SignInRefused("other_seller", HTTPStatus.CONFLICT, seller=seller, former=former)
    others = Registration.objects.filter(tenant_id=registration.tenant_id, kind=registration.kind)
    other = others.filter(seller_reference=seller).exclude(pk=registration.pk).first()
    if other is not None:
        raise SignInRefused("seller_registered", HTTPStatus.CONFLICT, seller=seller, platform=other.name)


def _exchange(sign_in: SignIn, seller: str, code: str, now: datetime) -> Credentials:
    registration = sign_in.registration
    application = get_application(registration.kind)
    usable = find_application_secrets(registration.kind, application.client_id, now)
    credentials = Credentials(
        method=OAUTH,
        client_id=application.client_id,
        client_secret=usable[0],
        older_secret=usable[1] if len(usable) > 1 else "",
        refresh_token="",
        seller_reference=seller,
    )
    try:
        refresh_token, access_token = exchange_code(credentials, code, sign_in.redirect_uri)
    except AuthorizationRevoked as error:
        raise SignInRefused("code_rejected", HTTPStatus.BAD_REQUEST) from error
    except ApplicationRejected as error:
        raise SignInRefused("application_rejected", HTTPStatus.BAD_GATEWAY) from error
    _check_region(registration.region, access_token)
    # The application's secrets are read from the application: a rotation reaches every platform at once.
    return credentials.model_copy(update={"client_secret": "", "older_secret": "", "refresh_token": refresh_token})


def _check_region(region: str, access_token: str) -> None:
    """Refuse an account that sells in other regions only; where Amazon does not answer, the first fetch will tell."""
    try:
        answer = send("GET", region, PARTICIPATIONS_PATH, access_token)
    except AccessDenied as error:
        raise SignInRefused("wrong_region", HTTPStatus.CONFLICT, region=region) from error
    except PlatformError:
        return
    known = filter(None, map(find_marketplace, list_participations(answer.body)))
    regions = {marketplace.region for marketplace in known}
    if regions and region not in regions:
        raise SignInRefused("wrong_region", HTTPStatus.CONFLICT, region=region)
