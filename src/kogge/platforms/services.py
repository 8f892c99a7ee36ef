"""Changes of platforms and credentials: stored here, told to the Cloud, noted in the journal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

import structlog
from django.db import transaction
from django.dispatch import Signal

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.infrastructure import cloud
from kogge.infrastructure.cloud_errors import CloudRefused, WrongCredentials
from kogge.infrastructure.secrets import encrypt
from kogge.kernel.errors import KoggeError
from kogge.platforms.models import CloudCredentials, Platform
from kogge.platforms.traits import find_traits
from kogge_contract.authorization import NewAuthorizationSession, RenewedSecret, SelfAuthorization
from kogge_contract.messages import ChangedPlatform, NewPlatform, PlatformState
from kogge_contract.notifications import NotificationState, NotificationWish
from kogge_contract.platforms import KeyAuthorization

MAX_SKEW_S = 60
"""Clocks may differ by this much: beyond it, windows of retrievals and expiries of tokens go wrong."""

STATE = (
    "authorization",
    "authorization_reason",
    "authorized_at",
    "seller_reference",
    "warnings",
    "state_checked_at",
)
"""What the Cloud knows about a platform's access; only these are written when they are read."""

platform_saved = Signal()
"""Sent with `platform` after a person saved one, so that features above can add what they need for it."""

log = structlog.get_logger(__name__)


class NoCredentials(WrongCredentials):
    """The platform names no credentials to speak to the Cloud with."""

    code = "no_cloud_credentials"


class OtherAccount(KoggeError):
    """The chosen credentials are another account's of the Cloud, which does not know the platform."""

    code = "other_account"


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
def save_credentials(credentials: CloudCredentials, client_secret: str, user: User | None, now: datetime) -> None:
    """Store credentials; an empty secret keeps the stored one. Without a user Kogge itself made them."""
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

    Raises OtherAccount, and what the Cloud's client raises; then nothing was stored.
    """
    stored = Platform.objects.filter(pk=platform.pk).first()
    if platform.cloud_reference and stored and stored.credentials_id != platform.credentials_id:
        _require_same_account(platform)
    if platform.cloud_reference and platform.credentials and stored and _told(stored) != _told(platform):
        changed = ChangedPlatform(name=platform.name, region=platform.region, marketplaces=tuple(platform.marketplaces))
        _take_state(platform, connect_platform(platform).change_platform(platform.cloud_reference, changed), now)
    with transaction.atomic():
        platform.save()
        before = _facts(stored) if stored else None
        if before != _facts(platform):
            _note(platform, "change_platform" if stored else "create_platform", user, now, before=before)
        platform_saved.send(Platform, platform=platform)


def _require_same_account(platform: Platform) -> None:
    """Refuse credentials that lead to another account: sign-in, feed and position are with the one it is registered at.

    Raises OtherAccount, and what the Cloud's client raises.
    """
    if platform.credentials is None:
        return
    try:
        connect_platform(platform).get_platform(platform.cloud_reference)
    except CloudRefused as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        message = f"The account of “{platform.credentials}” does not know platform “{platform}”. Nothing was changed."
        raise OtherAccount(message) from error


def save_access(platform: Platform, user: User, now: datetime) -> None:
    """Store where a platform's orders come from; with credentials the Cloud knows it from then on.

    So what the Cloud declines, such as a country that is no marketplace, is told where it was entered.
    Raises what the Cloud's client raises; then nothing was stored.
    """
    if platform.credentials is None or platform.cloud_reference:
        save_platform(platform, user, now)
    else:
        _register(platform, user, now)


def start_sign_in(platform: Platform, new: NewAuthorizationSession, user: User, now: datetime) -> str:
    """Register the platform in the Cloud if needed; return the address where the seller gives access.

    Raises what the Cloud's client raises, such as a refusal of a name that its account has already.
    """
    _register(platform, user, now)
    return connect_platform(platform).start_authorization_session(platform.cloud_reference, new).url


def authorize_platform(platform: Platform, authorization: SelfAuthorization, user: User, now: datetime) -> None:
    """Hand the credentials of the merchant's own application to the Cloud; they are not stored here.

    Raises what the Cloud's client raises.
    """
    _register(platform, user, now)
    before = _facts(platform)
    _take_state(platform, connect_platform(platform).authorize(platform.cloud_reference, authorization), now)
    _store_state(platform, "authorize_platform", user, now, before)


def authorize_by_keys(platform: Platform, keys: KeyAuthorization, user: User, now: datetime) -> None:
    """Hand a shop's keys to the Cloud, which tries them at once; they are not stored here.

    A trial changes nothing but that the Cloud knows the platform from then on. Raises what the Cloud's client raises.
    """
    _register(platform, user, now)
    before = _facts(platform)
    state = connect_platform(platform).authorize_by_keys(platform.cloud_reference, keys)
    if not keys.is_trial:
        _take_state(platform, state, now)
        _store_state(platform, "authorize_platform", user, now, before)


def renew_secret(platform: Platform, renewed: RenewedSecret, user: User, now: datetime) -> None:
    """Hand a newer client secret of the merchant's own application to the Cloud; it is not stored here.

    Raises what the Cloud's client raises, such as a refusal where the application is the Cloud's own.
    """
    before = _facts(platform)
    _take_state(platform, connect_platform(platform).renew_secret(platform.cloud_reference, renewed), now)
    _store_state(platform, "renew_secret", user, now, before)


def sign_out(platform: Platform, user: User, now: datetime) -> None:
    """Let the Cloud forget its access; nothing that was retrieved is touched. Raises what the Cloud's client raises."""
    before = _facts(platform)
    _take_state(platform, connect_platform(platform).sign_out(platform.cloud_reference), now)
    _store_state(platform, "sign_out_platform", user, now, before)


def read_notifications(platform: Platform) -> NotificationState:
    """Ask the Cloud whether the platform tells of changes itself. Raises what the Cloud's client raises."""
    return connect_platform(platform).get_notifications(platform.cloud_reference)


def switch_notifications(platform: Platform, *, enabled: bool, user: User, now: datetime) -> NotificationState:
    """Let the platform tell of changes itself, or no longer. Raises what the Cloud's client raises."""
    state = connect_platform(platform).set_notifications(platform.cloud_reference, NotificationWish(enabled=enabled))
    action = "start_notifications" if enabled else "stop_notifications"
    _note(platform, action, user, now, before=_facts(platform))
    return state


def refresh_state(platform: Platform, now: datetime) -> None:
    """Read the platform's state from the Cloud. Raises what the Cloud's client raises."""
    if platform.cloud_reference:
        before = _facts(platform)
        _take_state(platform, connect_platform(platform).get_platform(platform.cloud_reference), now)
        _save_read_state(platform, before, now)


def refresh_states(credentials: CloudCredentials, now: datetime) -> None:
    """Read the states of all platforms of an account from the Cloud, in one call. Raises what its client raises."""
    states = {each.reference: each for each in _connect_with(credentials).list_platforms()}
    for platform in Platform.objects.filter(credentials=credentials, cloud_reference__in=states):
        before = _facts(platform)
        _take_state(platform, states[platform.cloud_reference], now)
        _save_read_state(platform, before, now)


def _register(platform: Platform, user: User, now: datetime) -> None:
    if platform.cloud_reference:
        return
    traits = find_traits(platform.kind)
    platform.region = platform.region if traits.regions else ""
    platform.marketplaces = platform.marketplaces if traits.has_marketplaces else []
    new = NewPlatform(
        kind=platform.kind,
        name=platform.name,
        region=platform.region,
        marketplaces=tuple(platform.marketplaces),
    )
    before = _facts(Platform.objects.get(pk=platform.pk))
    state = connect_platform(platform).register_platform(new)
    platform.cloud_reference = state.reference
    _take_state(platform, state, now)
    with transaction.atomic():
        platform.save()
        _note(platform, "register_platform", user, now, before=before)


def connect_platform(platform: Platform) -> cloud.CloudClient:
    """Return the Cloud's client with the platform's credentials. Raises NoCredentials when it has none."""
    credentials = platform.credentials
    if credentials is None:
        message = f"Platform “{platform}” has no credentials for the Cloud."
        raise NoCredentials(message)
    return _connect_with(credentials)


def _connect_with(credentials: CloudCredentials) -> cloud.CloudClient:
    return cloud.connect(credentials.client_id, credentials.client_secret_encrypted)


def _take_state(platform: Platform, state: PlatformState, now: datetime) -> None:
    platform.authorization = state.state.value
    platform.authorization_reason = state.state_reason
    platform.authorized_at = state.authorized_at
    platform.seller_reference = state.seller_reference
    platform.warnings = [each.model_dump(mode="json") for each in state.warnings]
    platform.state_checked_at = now


def _store_state(platform: Platform, action: str, user: User, now: datetime, before: dict[str, object]) -> None:
    with transaction.atomic():
        platform.save(update_fields=STATE)
        _note(platform, action, user, now, before=before)


def _save_read_state(platform: Platform, before: dict[str, object], now: datetime) -> None:
    """Store what was read from the Cloud; that access was given or lost is noted, since nobody here did it."""
    with transaction.atomic():
        platform.save(update_fields=STATE)
        if before["authorization"] != str(platform.authorization):
            log.warning("platform.state_changed", platform=platform.name, state=str(platform.authorization))
            _note(platform, "platforms.change_state", None, now, before=before)


def _told(platform: Platform) -> tuple[str, str, list[str]]:
    return platform.name, platform.region, list(platform.marketplaces)


def _note(
    platform: Platform, action: str, user: User | None, now: datetime, *, before: dict[str, object] | None = None
) -> None:
    record(
        company_id=platform.company_id,
        at=now,
        actor=user,
        action=action,
        subject_kind="platform",
        subject_id=platform.pk,
        before=before or {},
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
        "customer_status": platform.customer_status_id,
        "guest_status": platform.guest_status_id,
        "uses_collective_customer": platform.uses_collective_customer,
    }
