"""Changes of platforms and credentials: stored here, told to the Cloud, noted in the journal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.infrastructure import cloud
from kogge.infrastructure.secrets import encrypt
from kogge.platforms.models import CloudCredentials, Platform
from kogge_contract.authorization import NewAuthorizationSession, SelfAuthorization
from kogge_contract.messages import ChangedPlatform, NewPlatform, PlatformState

MAX_SKEW_S = 60
"""Clocks may differ by this much: beyond it, windows of retrievals and expiries of tokens go wrong."""


class NoCredentials(cloud.WrongCredentials):
    """The platform names no credentials to speak to the Cloud with."""

    code = "no_cloud_credentials"


class ProbeResult(StrEnum):
    """What a try of credentials came to."""

    WORKS = "works"
    CLOCK_SKEW = "clock_skew"


@dataclass(frozen=True)
class Probe:
    """A try of credentials. `skew_s` is how far the Cloud's clock is ahead of ours."""

    result: ProbeResult
    cloud_version: str
    skew_s: int


def probe_credentials(client_id: str, sealed_secret: bytes | memoryview, now: datetime) -> Probe:
    """Try credentials at the Cloud. Raises WrongCredentials, CloudUnreachable, CloudRefused, SecretUnreadable."""
    status = cloud.connect(client_id, sealed_secret).read_status()
    skew_s = round((status.time - now).total_seconds())
    result = ProbeResult.CLOCK_SKEW if abs(skew_s) > MAX_SKEW_S else ProbeResult.WORKS
    return Probe(result, status.version, skew_s)


@transaction.atomic
def save_credentials(credentials: CloudCredentials, client_secret: str, user: User, now: datetime) -> None:
    """Store credentials; an empty secret keeps the stored one."""
    stored = CloudCredentials.objects.filter(pk=credentials.pk).first()
    if client_secret:
        credentials.client_secret_encrypted = encrypt(client_secret)
    credentials.save()
    record(
        company_id=credentials.company_id,
        at=now,
        actor=user,
        action="change_credentials" if stored else "create_credentials",
        subject_kind="cloud_credentials",
        subject_id=credentials.pk,
        before={"name": stored.name, "client_id": stored.client_id} if stored else {},
        after={
            "name": credentials.name,
            "client_id": credentials.client_id,
            "secret_changed": bool(client_secret),
        },
    )


def save_platform(platform: Platform, user: User, now: datetime) -> None:
    """Store a platform, after telling the Cloud what changed if it is registered there.

    Raises what the Cloud's client raises; then nothing was stored.
    """
    stored = Platform.objects.filter(pk=platform.pk).first()
    if platform.cloud_reference and platform.uses_cloud and stored and _told(stored) != _told(platform):
        changed = ChangedPlatform(name=platform.name, region=platform.region, marketplaces=tuple(platform.marketplaces))
        _take_state(platform, _connect(platform).change_platform(platform.cloud_reference, changed), now)
    with transaction.atomic():
        platform.save()
        _note(platform, "change_platform" if stored else "create_platform", user, now, before=stored)


def start_sign_in(platform: Platform, new: NewAuthorizationSession, user: User, now: datetime) -> str:
    """Register the platform in the Cloud if needed; return the address where the seller gives access.

    Raises what the Cloud's client raises, such as a refusal of a name that its account has already.
    """
    _register(platform, user, now)
    return _connect(platform).start_authorization_session(platform.cloud_reference, new).url


def authorize_platform(platform: Platform, authorization: SelfAuthorization, user: User, now: datetime) -> None:
    """Hand the credentials of the merchant's own application to the Cloud; they are not stored here.

    Raises what the Cloud's client raises.
    """
    _register(platform, user, now)
    state = _connect(platform).authorize(platform.cloud_reference, authorization)
    _take_state(platform, state, now)
    with transaction.atomic():
        platform.save()
        _note(platform, "authorize_platform", user, now)


def refresh_state(platform: Platform, now: datetime) -> None:
    """Read the platform's state from the Cloud. Raises what the Cloud's client raises."""
    if platform.cloud_reference:
        _take_state(platform, _connect(platform).get_platform(platform.cloud_reference), now)
        platform.save()


def _register(platform: Platform, user: User, now: datetime) -> None:
    if platform.cloud_reference:
        return
    new = NewPlatform(
        kind=platform.kind,
        name=platform.name,
        region=platform.region,
        marketplaces=tuple(platform.marketplaces),
    )
    state = _connect(platform).register_platform(new)
    platform.cloud_reference = state.reference
    _take_state(platform, state, now)
    with transaction.atomic():
        platform.save()
        _note(platform, "register_platform", user, now)


def _connect(platform: Platform) -> cloud.CloudClient:
    credentials = platform.credentials
    if credentials is None:
        message = f"Platform “{platform}” has no credentials for the Cloud."
        raise NoCredentials(message)
    return cloud.connect(credentials.client_id, credentials.client_secret_encrypted)


def _take_state(platform: Platform, state: PlatformState, now: datetime) -> None:
    platform.authorization = state.state.value
    platform.authorization_reason = state.state_reason
    platform.authorized_at = state.authorized_at
    platform.seller_reference = state.seller_reference
    platform.warnings = [each.model_dump(mode="json") for each in state.warnings]
    platform.state_checked_at = now


def _told(platform: Platform) -> tuple[str, str, list[str]]:
    return platform.name, platform.region, list(platform.marketplaces)


def _note(platform: Platform, action: str, user: User, now: datetime, *, before: Platform | None = None) -> None:
    record(
        company_id=platform.company_id,
        at=now,
        actor=user,
        action=action,
        subject_kind="platform",
        subject_id=platform.pk,
        before=_facts(before) if before else {},
        after=_facts(platform),
    )


def _facts(platform: Platform) -> dict[str, object]:
    return {
        "name": platform.name,
        "is_active": platform.is_active,
        "uses_cloud": platform.uses_cloud,
        "region": platform.region,
        "marketplaces": list(platform.marketplaces),
        "credentials": platform.credentials_id,
        "cloud_reference": platform.cloud_reference,
        "authorization": str(platform.authorization),
    }
