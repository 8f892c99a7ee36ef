"""Writes of status reports that people ask for: send again, ignore, look again; and their rules."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from kogge.audit import services as audit
from kogge.companies.models import Company, User
from kogge.documents.models import Document
from kogge.kernel.errors import KoggeError
from kogge.shipping.models import Shipment
from kogge.status.models import PlatformRule, StatusRecord
from kogge.status.outbox import prepare_sending, write_reports
from kogge.status.queries import list_unreported
from kogge.status.rules import IGNORED_FROM, RESENT, Course

LOOKS_BACK = timedelta(days=30)
"""Platforms cancel an order that nobody confirms for so long."""


class RecordNotResendable(KoggeError):
    """Only what was rejected or ignored is sent again."""

    code = "record_not_resendable"


class RecordNotIgnorable(KoggeError):
    """Only what is open or was rejected can be ignored."""

    code = "record_not_ignorable"


class ReasonMissing(KoggeError):
    """Whoever ignores a report says why."""

    code = "reason_missing"


class RuleNameTaken(KoggeError):
    """Another rule has the name."""

    code = "rule_name_taken"


def resend(record_id: int, *, actor: User, at: datetime) -> StatusRecord:
    """Let a rejected or ignored report be sent again, under a new name. Raises RecordNotResendable."""
    with transaction.atomic():
        record = StatusRecord.objects.select_for_update().get(pk=record_id)
        if record.state not in RESENT:
            message = f"The report {record} is {record.state}: it cannot be sent again."
            raise RecordNotResendable(message)
        before = record.state
        prepare_sending(record)
        record.changed_at = at
        record.save()
        _note(record, "status.resend", actor, at, {"state": before}, {"state": record.state})
    return record


def ignore(record_id: int, *, reason: str, actor: User, at: datetime) -> StatusRecord:
    """Leave a report out, with the reason in that person's words. Raises ReasonMissing and RecordNotIgnorable."""
    if not reason.strip():
        message = "Say why the report is not sent: the platform may take the order for not shipped."
        raise ReasonMissing(message)
    with transaction.atomic():
        record = StatusRecord.objects.select_for_update().get(pk=record_id)
        if record.state not in IGNORED_FROM:
            message = f"The report {record} is {record.state}: it cannot be ignored."
            raise RecordNotIgnorable(message)
        before = record.state
        record.state, record.ignore_reason, record.changed_at = Course.IGNORED.value, reason.strip()[:500], at
        record.save()
        after = {"state": record.state, "reason": record.ignore_reason}
        _note(record, "status.ignore", actor, at, {"state": before}, after)
    return record


def write_missing(company: Company, *, actor: User, at: datetime) -> int:
    """Write the reports that today's rules say are missing for parcels of the last thirty days; return how many."""
    with transaction.atomic():
        rows = list_unreported(company, at - LOOKS_BACK).prefetch_related("lines")
        waiting = list(rows.select_related("document__document_type", "document__platform"))
        roots = _documents_of(waiting)
        written = write_reports(roots, waiting, at)
        audit.record(
            company_id=company.pk,
            at=at,
            actor=actor,
            action="status.write_missing",
            subject_kind="company",
            subject_id=company.pk,
            before={},
            after={"reports": written},
        )
    return written


def save_rule(rule: PlatformRule, *, actor: User, at: datetime) -> PlatformRule:
    """Store a rule for platforms. Raises RuleNameTaken."""
    stored = PlatformRule.objects.filter(pk=rule.pk).first()
    rule.changed_at = at
    try:
        with transaction.atomic():
            rule.save()
            before = _describe(stored) if stored else {}
            action = "status.change_rule" if stored else "status.add_rule"
            _note(rule, action, actor, at, before, _describe(rule))
    except IntegrityError as error:
        message = f"There is another rule “{rule.name}”: choose another name."
        raise RuleNameTaken(message) from error
    return rule


def delete_rule(rule: PlatformRule, *, actor: User, at: datetime) -> None:
    """Delete a rule for platforms; what it wrote stays."""
    with transaction.atomic():
        _note(rule, "status.delete_rule", actor, at, _describe(rule), {})
        rule.delete()


def _documents_of(shipments: Iterable[Shipment]) -> list[Document]:
    return list({each.document_id: each.document for each in shipments}.values())


def _describe(rule: PlatformRule) -> dict[str, Any]:
    names = ("name", "is_active", "trigger", "document_kind", "condition", "kind", "value")
    return {name: getattr(rule, name) for name in names} | {"platform": str(rule.platform or "")}


def _note(
    subject: PlatformRule | StatusRecord,
    action: str,
    actor: User,
    at: datetime,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    audit.record(
        company_id=subject.company_id,
        at=at,
        actor=actor,
        action=action,
        subject_kind="platform_rule" if isinstance(subject, PlatformRule) else "status_record",
        subject_id=subject.pk,
        before=before,
        after=after,
    )
