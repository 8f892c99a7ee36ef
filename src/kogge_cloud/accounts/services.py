"""Writes of accounts: open one, sign in, register a platform, keep its authorization."""

import secrets
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from django.db import IntegrityError
from django.utils import timezone

from kogge_cloud.accounts.applications import find_application_secrets
from kogge_cloud.accounts.errors import (
    ClientRejected,
    NameTaken,
    NotAuthenticated,
    OtherSeller,
    RegionFixed,
    SecretMissing,
    SecretNotOwn,
    SellerRegistered,
)
from kogge_cloud.accounts.models import Client, Registration, Tenant
from kogge_cloud.accounts.rules import KEYS, SELF, Credentials
from kogge_cloud.accounts.tokens import LIFETIME_S, issue_token
from kogge_cloud.adapters.errors import NotOffered
from kogge_cloud.adapters.registry import get_adapter
from kogge_cloud.infrastructure.database import atomic
from kogge_cloud.infrastructure.secrets import decrypt, encrypt
from kogge_contract.authorization import AuthorizationState, RenewedSecret, SelfAuthorization
from kogge_contract.messages import AccessToken, ChangedPlatform, NewPlatform
from kogge_contract.platforms import KeyAuthorization

_hasher = PasswordHasher()


def create_account(name: str, now: datetime) -> tuple[str, str]:
    """Open an account (or add a client to it) and return client id and secret; the secret is never shown again."""
    client_id = f"kogge.{secrets.token_hex(12)}"
    client_secret = secrets.token_urlsafe(32)
    with atomic():
        tenant, _created = Tenant.objects.get_or_create(name=name, defaults={"created_at": now})
        Client.objects.create(
            tenant=tenant, client_id=client_id, secret_hash=_hasher.hash(client_secret), created_at=now
        )
    return client_id, client_secret


def sign_in(client_id: str, client_secret: str) -> AccessToken:
    """Exchange client credentials for a bearer token.

    Raises ClientRejected, which tells which half was wrong: whoever types them has to know, and client ids are random.
    """
    client = Client.objects.filter(client_id=client_id, revoked_at=None).first()
    if client is None:
        message = "There is no client with this client id, or it was revoked."
        raise ClientRejected(message, wrong="client_id")
    try:
        _hasher.verify(client.secret_hash, client_secret)
    except VerificationError as error:
        message = "The client secret is not the one of this client id."
        raise ClientRejected(message, wrong="client_secret") from error
    return AccessToken(access_token=issue_token(client.client_id), expires_in=LIFETIME_S)


def register_platform(tenant_id: int, new: NewPlatform, now: datetime) -> Registration:
    """Register a platform account. Raises NameTaken, KindUnknown, or what its adapter has against it."""
    get_adapter(new.kind).check_registration(new.region, new.marketplaces)
    try:
        with atomic():
            return Registration.objects.create(
                tenant_id=tenant_id,
                kind=new.kind,
                name=new.name,
                region=new.region,
                marketplaces=list(new.marketplaces),
                state=AuthorizationState.NOT_AUTHENTICATED,
                created_at=now,
            )
    except IntegrityError as error:
        message = f"There already is a platform named “{new.name}”."
        raise NameTaken(message, name=new.name) from error


def change_platform(registration: Registration, changed: ChangedPlatform) -> Registration:
    """Give a platform other values. Raises NameTaken, RegionFixed, or what its adapter has against them."""
    region = changed.region or registration.region
    marketplaces = registration.marketplaces if changed.marketplaces is None else list(changed.marketplaces)
    get_adapter(registration.kind).check_registration(region, tuple(marketplaces))
    try:
        with atomic():
            locked = Registration.objects.select_for_update().get(pk=registration.pk)
            if region != locked.region and locked.state == AuthorizationState.AUTHENTICATED:
                message = f"Platform “{locked.name}” is signed in in region {locked.region}. Sign it out first."
                raise RegionFixed(message, region=locked.region)
            locked.name, locked.region, locked.marketplaces = changed.name or locked.name, region, marketplaces
            locked.save(update_fields=["name", "region", "marketplaces"])
    except IntegrityError as error:
        message = f"There already is a platform named “{changed.name}”."
        raise NameTaken(message, name=changed.name or "") from error
    return locked


def authorize_platform(
    registration: Registration, authorization: SelfAuthorization, now: datetime | None = None
) -> Registration:
    """Keep credentials, encrypted, and take the platform as authenticated until it says otherwise itself.

    `now` (UTC) is when the seller consented; None takes the clock. The feed and how far it is known stay as they are.
    Raises NotOffered, SellerRegistered, naming the platform that already has the selling account, and OtherSeller.
    """
    now = now or timezone.now()
    credentials = Credentials.model_validate(authorization.model_dump())
    if credentials.method == SELF and not get_adapter(registration.kind).traits.takes_own_application:
        message = f"Platform “{registration.name}” is not signed in with an application of one's own."
        raise NotOffered(message)
    try:
        with atomic():
            locked = Registration.objects.select_for_update().get(pk=registration.pk)
            _require_same_seller(locked, authorization.seller_reference)
            _keep(locked, credentials)
            locked.seller_reference = authorization.seller_reference
            locked.state = AuthorizationState.AUTHENTICATED
            locked.state_reason = ""
            locked.authorized_at = now
            locked.secret_created_at = (
                (authorization.client_secret_created_at or now) if credentials.method == SELF else None
            )
            locked.save()
    except IntegrityError as error:
        raise _seller_registered(registration, authorization.seller_reference) from error
    return locked


def authorize_by_keys(registration: Registration, keys: KeyAuthorization, now: datetime) -> Registration:
    """Try a shop's keys at once, and keep them if they work and are not just tried.

    Raises what the adapter raises, SecretMissing, NotAuthenticated, SellerRegistered, OtherSeller.
    """
    if not (keys.access_key and keys.secret):
        keys = _with_kept(registration, keys)
    tried = get_adapter(registration.kind).check_keys(keys)
    if keys.is_trial:
        return registration
    return authorize_platform(registration, Credentials(**tried.model_dump(), method=KEYS), now)


def _with_kept(registration: Registration, keys: KeyAuthorization) -> KeyAuthorization:
    """Fill in what is kept; it goes to the address that it was kept for, and to no other."""
    kept = read_authorization(registration)
    if kept.method != KEYS or keys.address.strip().rstrip("/") != kept.seller_reference:
        message = "Enter access key and secret, too: what is kept belongs to another address."
        raise SecretMissing(message)
    filled = {"access_key": keys.access_key or kept.client_id, "secret": keys.secret or kept.client_secret}
    return keys.model_copy(update=filled)


def renew_secret(registration: Registration, renewed: RenewedSecret, now: datetime) -> Registration:
    """Take a new client secret of a merchant's own application; the one before is tried second.

    Raises NotAuthenticated, and SecretNotOwn where the platform has no application of its own.
    """
    with atomic():
        locked = Registration.objects.select_for_update().get(pk=registration.pk)
        former = read_authorization(locked)
        if former.method != SELF:
            message = f"Platform “{locked.name}” has no client secret of its own to renew."
            raise SecretNotOwn(message)
        secret = renewed.client_secret
        changes = {"client_secret": secret, "client_secret_created_at": renewed.client_secret_created_at or now}
        if secret != former.client_secret:
            changes["older_secret"] = former.client_secret
        _keep(locked, former.model_copy(update=changes))
        locked.secret_created_at = renewed.client_secret_created_at or now
        if locked.state == AuthorizationState.NOT_AUTHENTICATED:
            # Amazon refused the secret before this one; the refresh token is as good as it was.
            locked.state, locked.state_reason = AuthorizationState.AUTHENTICATED, ""
        locked.save()
    return locked


def sign_out(registration: Registration) -> Registration:
    """Forget a platform's credentials; its feed, and how far it is known, stay."""
    with atomic():
        locked = Registration.objects.select_for_update().get(pk=registration.pk)
        locked.credentials_encrypted = None
        locked.method = ""
        locked.authorized_at = locked.secret_created_at = None
        locked.state, locked.state_reason = AuthorizationState.NOT_AUTHENTICATED, ""
        locked.save()
    return locked


def read_authorization(registration: Registration) -> Credentials:
    """Return the credentials for a call to the platform. Only for adapters; never shown.

    Raises NotAuthenticated where there are none.
    """
    if not registration.credentials_encrypted:
        message = f"Platform “{registration.name}” is not authenticated."
        raise NotAuthenticated(message, platform=registration.name)
    kept = Credentials.model_validate_json(decrypt(registration.credentials_encrypted))
    if kept.method in {SELF, KEYS}:
        return kept
    secrets_of_ours = find_application_secrets(registration.kind, kept.client_id, timezone.now())
    if not secrets_of_ours:
        message = f"Platform “{registration.name}” was signed in with an application that this Cloud no longer has."
        raise NotAuthenticated(message, platform=registration.name)
    newest, *older = secrets_of_ours
    return kept.model_copy(update={"client_secret": newest, "older_secret": older[0] if older else ""})


def _require_same_seller(registration: Registration, seller: str) -> None:
    former = registration.seller_reference
    if former and former != seller and registration.feed_head:
        message = (
            f"Platform “{registration.name}” has orders of the selling account {former}. "
            f"Register a platform of its own for {seller}."
        )
        raise OtherSeller(message, seller=seller, former=former)


def _keep(registration: Registration, credentials: Credentials) -> None:
    registration.credentials_encrypted = encrypt(credentials.model_dump_json().encode())
    registration.method = credentials.method


def withdraw_authorization(registration_id: int, state: AuthorizationState, reason: str, seen: bytes) -> None:
    """Note that the platform refused the credentials `seen`; newer ones, pasted meanwhile, are left alone."""
    with atomic():
        locked = Registration.objects.select_for_update().get(pk=registration_id)
        if bytes(locked.credentials_encrypted or b"") == seen:
            locked.state = state
            locked.state_reason = reason
            locked.save(update_fields=["state", "state_reason"])


def _seller_registered(registration: Registration, seller_reference: str) -> SellerRegistered:
    other = Registration.objects.filter(
        tenant_id=registration.tenant_id, kind=registration.kind, seller_reference=seller_reference
    ).first()
    name = other.name if other else ""
    message = f"The selling account {seller_reference} is already registered as platform “{name}”."
    return SellerRegistered(message, platform=name)
