"""A document's history: who did what when, from the journal and the changes of its order, in the reader's words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.audit.models import AuditEntry
from kogge.audit.services import SYSTEM
from kogge.documents.models import Document
from kogge.documents.wording import Text, word_reason
from kogge.orders.change_wording import WordedDifference, word_difference
from kogge.orders.models import ChangeState, OrderChange

SHOWN = 50
"""So many entries of the journal, and so many changes."""

JOURNAL: dict[str, Text] = {
    "documents.cancel": _("Document cancelled"),
    "documents.adopt_address": _("Proposed delivery address adopted"),
    "orders.read_raw": _("Looked at what the platform sent"),
}
"""The journal's actions in words."""

TOLD_BY_CHANGES = frozenset({"documents.rewrite", "orders.accepted_change", "orders.refused_change"})
"""What the journal notes, too, but the change itself tells with its differences."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a document: when, by whom, with the reason that was given."""

    at: datetime
    who: str
    what: Text
    note: str = ""
    differences: list[WordedDifference] = field(default_factory=list)


def list_history(document: Document) -> list[Event]:
    """Return a document's history, newest first."""
    events = [*_from_changes(document), *_from_journal(document)]
    events.append(Event(document.created_at, SYSTEM, gettext("Document created")))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _from_changes(document: Document) -> Iterator[Event]:
    changes = OrderChange.objects.filter(document=document).select_related("decided_by")
    for change in changes.order_by("-noticed_at", "-pk")[:SHOWN]:
        is_decided = change.state in {ChangeState.ACCEPTED, ChangeState.REFUSED}
        yield Event(
            at=(is_decided and change.decided_at) or change.noticed_at,
            who=str(change.decided_by or SYSTEM),
            what=f"{change.get_kind_display()}: {change.get_state_display()}",
            note=change.note,
            differences=[word_difference(each, document.currency) for each in change.differences],
        )


def _from_journal(document: Document) -> Iterator[Event]:
    entries = AuditEntry.objects.filter(
        company_id=document.company_id, subject_kind="document", subject_id=document.pk
    ).exclude(action__in=TOLD_BY_CHANGES)
    for entry in entries.order_by("-at", "-pk")[:SHOWN]:
        yield Event(entry.at, entry.actor_name, JOURNAL.get(entry.action, entry.action), _note(entry.after))


def _note(after: dict[str, Any]) -> str:
    return str(after.get("note") or (word_reason(after["reason"]) if after.get("reason") else ""))
