"""Writes of accounts: open one, sign in, register a platform, keep its authorization."""

import secrets
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from django.db import IntegrityError
from django.utils.module_loading import import_string

from kogge_cloud.accounts.errors import ClientRejected, KindUnknown, NameTaken, SellerRegistered
from kogge_cloud.accounts.models import Client, Registration, Tenant
from kogge_cloud.accounts.tokens import LIFETIME_S, issue_token
from kogge_cloud.infrastructure.database import atomic
from kogge_cloud.infrastructure.secrets import decrypt, encrypt
from kogge_cloud.infrastructure.settings import platform_kinds
from kogge_contract.authorization import AuthorizationState, SelfAuthorization
from kogge_contract.messages import AccessToken, NewPlatform

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
    """Exchange client credentials for a bearer token. Raises ClientRejected, without telling which half was wrong."""
    client = Client.objects.filter(client_id=client_id, revoked_at=None).first()
    # An unknown id costs the same time as a wrong secret, so that nobody can guess ids by the clock.
    stored = client.secret_hash if client else _decoy_hash()
    try:
        _hasher.verify(stored, client_secret)
    except VerificationError as error:
        raise ClientRejected(_rejection()) from error
    if client is None:
        raise ClientRejected(_rejection())
    return AccessToken(access_token=issue_token(client.client_id), expires_in=LIFETIME_S)


def register_platform(tenant_id: int, new: NewPlatform, now: datetime) -> Registration:
    """Register a platform account. Raises NameTaken, KindUnknown, or what its adapter has against it."""
    checks = platform_kinds()
    if new.kind not in checks:
        message = f"There is no platform kind “{new.kind}”; there are: {', '.join(sorted(checks))}."
        raise KindUnknown(message)
    import_string(checks[new.kind])(new.region, new.marketplaces)
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


def authorize_platform(registration: Registration, authorization: SelfAuthorization) -> Registration:
    """Keep a merchant's own credentials, encrypted, and take the platform as authenticated until Amazon says otherwise.

    Raises SellerRegistered, naming the platform that already has the selling account.
    """
    sealed = encrypt(authorization.model_dump_json().encode())
    try:
        with atomic():
            locked = Registration.objects.select_for_update().get(pk=registration.pk)
            locked.credentials_encrypted = sealed
            locked.seller_reference = authorization.seller_reference
            locked.state = AuthorizationState.AUTHENTICATED
            locked.state_reason = ""
            locked.save(update_fields=["credentials_encrypted", "seller_reference", "state", "state_reason"])
    except IntegrityError as error:
        raise _seller_registered(registration, authorization.seller_reference) from error
    return locked


def read_authorization(registration: Registration) -> SelfAuthorization:
    """Return the merchant's credentials for a call to the platform. Only for adapters; never shown."""
    return SelfAuthorization.model_validate_json(decrypt(registration.credentials_encrypted or b""))


def withdraw_authorization(registration_id: int, state: AuthorizationState, reason: str, seen: bytes) -> None:
    """Note that the platform refused the credentials `seen`; newer ones, pasted meanwhile, are left alone."""
    with atomic():
        locked = Registration.objects.select_for_update().get(pk=registration_id)
        if bytes(locked.credentials_encrypted or b"") == seen:
            locked.state = state
            locked.state_reason = reason
            locked.save(update_fields=["state", "state_reason"])


@cache
def _decoy_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


def _rejection() -> str:
    return "Client id and client secret do not belong together, or the client was revoked."


def _seller_registered(registration: Registration, seller_reference: str) -> SellerRegistered:
    other = Registration.objects.filter(
        tenant_id=registration.tenant_id, kind=registration.kind, seller_reference=seller_reference
    ).first()
    name = other.name if other else ""
    message = f"The selling account {seller_reference} is already registered as platform “{name}”."
    return SellerRegistered(message, platform=name)
