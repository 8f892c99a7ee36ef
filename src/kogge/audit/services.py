"""The one way into the journal."""

from datetime import datetime
from typing import Any

from kogge.audit.models import AuditEntry
from kogge.companies.models import User

SYSTEM = "Kogge"


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
