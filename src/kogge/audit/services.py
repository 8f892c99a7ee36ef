"""The one way into the journal."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kogge.audit.models import AuditEntry
from kogge.companies.models import User
from kogge.infrastructure.bulk import insert_rows

SYSTEM = "Kogge"

_ENTRY = "company at actor actor_name action subject_kind subject_id before after".split()

Change = tuple[int, dict[str, Any], dict[str, Any]]
"""A subject's id, and its changed fields before and after."""


def record(  # noqa: PLR0913 - one parameter a column
    *,
    company_id: int,
    at: datetime,
    actor: User | None,
    action: str,
    subject_kind: str,
    subject_id: int,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """Note a state change, in the caller's transaction. No personal data in `before` and `after`."""
    AuditEntry.objects.create(
        company_id=company_id,
        at=at,
        actor=actor,
        actor_name=actor.get_username() if actor else SYSTEM,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        before=before,
        after=after,
    )


def record_all(
    changes: Iterable[Change], *, company_id: int, at: datetime, actor: User | None, action: str, subject_kind: str
) -> None:
    """Note the same action with many subjects, each with its changed fields, in the caller's transaction."""
    actor_id, name = (actor.pk, actor.get_username()) if actor else (None, SYSTEM)
    insert_rows(
        AuditEntry,
        _ENTRY,
        (
            (company_id, at, actor_id, name, action, subject_kind, subject_id, before, after)
            for subject_id, before, after in changes
        ),
    )
