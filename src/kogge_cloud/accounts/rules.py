"""Rules of authorizations: what runs out when, and which secrets of an application still count."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, Field

from kogge_contract.authorization import ExpiryWarning, SelfAuthorization, WarningKind

SELF = "self"
OAUTH = "oauth"
KEYS = "keys"
AUTHORIZATION_LIFE = timedelta(days=365)
SECRET_LIFE = timedelta(days=180)
WARNED_FOR = timedelta(days=30)
OVERLAP = timedelta(days=7)
"""Amazon lets the former client secret work for this long beside a new one."""


class ClientSecret(BaseModel):
    """A client secret and when Amazon issued it (UTC)."""

    secret: str = Field(repr=False)
    created_at: AwareDatetime


class Credentials(SelfAuthorization):
    """What a call needs. `older_secret` is tried where the platform does not know the newest (yet)."""

    method: str = SELF
    older_secret: str = Field(default="", repr=False)


def list_warnings(
    *,
    authorized_at: datetime | None,
    secret_created_at: datetime | None,
    now: datetime,
    secret_kind: WarningKind = WarningKind.CLIENT_SECRET,
) -> tuple[ExpiryWarning, ...]:
    """Return what runs out within 30 days, the soonest first; None runs out never.

    A seller's consent lives a year, a client secret 180 days (Amazon's developer documentation). `secret_kind` says
    whose secret it is.
    """
    ends = []
    if authorized_at is not None:
        ends.append((authorized_at + AUTHORIZATION_LIFE, WarningKind.AUTHORIZATION))
    if secret_created_at is not None:
        ends.append((secret_created_at + SECRET_LIFE, secret_kind))
    return tuple(
        ExpiryWarning(kind=kind, expires_at=end, days_left=max(0, (end - now).days))
        for end, kind in sorted(ends)
        if end - now <= WARNED_FOR
    )


def add_secret(secrets: tuple[ClientSecret, ...], new: ClientSecret) -> tuple[ClientSecret, ...]:
    """Return the secrets after a rotation, newest first: the new one and the one before."""
    former = tuple(each for each in secrets if each.secret != new.secret)
    return (new, *former[:1])


def list_usable_secrets(secrets: tuple[ClientSecret, ...], now: datetime) -> tuple[str, ...]:
    """Return the secrets to try, newest first: the former one only while a rotation's overlap lasts."""
    return tuple(
        each.secret for number, each in enumerate(secrets) if number == 0 or now - secrets[0].created_at < OVERLAP
    )
