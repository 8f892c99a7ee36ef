"""Notes in the journal what features below it tell."""

from datetime import UTC, datetime

from kogge.audit.services import record
from kogge.web.access import OfficeRequest


def note_export(sender: object, *, request: OfficeRequest, list_key: str, kind: str, **_rest: object) -> None:  # noqa: ARG001 - a signal's
    """Note who took a list away as a file."""
    record(
        company_id=request.company.pk,
        at=datetime.now(UTC),
        actor=request.membership.user,
        action="lists.export",
        subject_kind="company",
        subject_id=request.company.pk,
        before={},
        after={"list": list_key, "kind": kind},
    )
