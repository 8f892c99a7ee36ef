"""Access keys of programs: made, found, revoked. A key is shown once and stored as a digest."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction
from django.db.models import QuerySet

from kogge.audit.services import record
from kogge.companies.models import Company, Membership, Role, User
from kogge.kernel.errors import KoggeError
from kogge.people.models import AccessKey

PREFIX = "kogge_"
"""By it, scanners for leaked secrets know a key."""
HINT_LENGTH = 4
NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last use of a key is known: writing down each request would cost more than the request."""


class NotForPrograms(KoggeError):
    """Keys are for accounts with the role for programs."""

    code = "not_for_programs"


class KeyNameMissing(KoggeError):
    """A key needs a name that says which program uses it."""

    code = "key_name_missing"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made; `secret` is never to be had again."""

    key: AccessKey
    secret: str = field(repr=False)


def create_key(membership: Membership, name: str, *, actor: User | None, at: datetime) -> NewKey:
    """Make a key for a program's account. Raises NotForPrograms and KeyNameMissing."""
    if membership.role != Role.API:
        message = f"“{membership.user.username}” is no program: give the account the role “API” in the company first."
        raise NotForPrograms(message)
    if not name.strip():
        message = "Give the key a name: which program uses it?"
        raise KeyNameMissing(message)
    secret = PREFIX + token_urlsafe(32)
    with transaction.atomic():
        key = AccessKey.objects.create(
            membership=membership,
            name=name.strip()[:100],
            digest=_digest(secret),
            hint=secret[-HINT_LENGTH:],
            created_at=at,
        )
        _note(key, "people.make_key", actor, at)
    return NewKey(key, secret)


def revoke_key(key_id: int, *, actor: User | None, at: datetime) -> None:
    """Let a key open nothing from now on; one that is revoked already stays so. Raises AccessKey.DoesNotExist."""
    with transaction.atomic():
        key = AccessKey.objects.select_for_update().select_related("membership").get(pk=key_id)
        if key.revoked_at is None:
            key.revoked_at = at
            key.save(update_fields=["revoked_at"])
            _note(key, "people.revoke_key", actor, at)


def list_keys(company: Company, person: User) -> QuerySet[AccessKey]:
    """Return the keys of an account in a company, newest first."""
    return AccessKey.objects.filter(membership__company=company, membership__user=person)


def find_holder(secret: str, at: datetime) -> Membership | None:
    """Return whose key it is, unless it is unknown or revoked, or the account is switched off or no program any more.

    Notes that the key was used.
    """
    valid = AccessKey.objects.filter(
        digest=_digest(secret), revoked_at=None, membership__role=Role.API, membership__user__is_active=True
    )
    key = valid.select_related("membership__user", "membership__company").first()
    if key is None:
        return None
    if key.used_at is None or key.used_at <= at - NOTED_EVERY:
        AccessKey.objects.filter(pk=key.pk).update(used_at=at)
    return key.membership


def _digest(secret: str) -> str:
    """Return what is stored of a key: 256 random bits need no salt and no slow hash."""
    return sha256(secret.encode(errors="surrogateescape")).hexdigest()


def _note(key: AccessKey, action: str, actor: User | None, at: datetime) -> None:
    record(
        company_id=key.membership.company_id,
        at=at,
        actor=actor,
        action=action,
        subject_kind="user",
        subject_id=key.membership.user_id,
        before={},
        after={"key": str(key)},
    )
