"""The history of one row: the journal and, for a document, the later changes of its order, as one sequence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from kogge.audit.services import SYSTEM
from kogge.companies.models import Company
from kogge.documents.models import Document
from kogge.journal.differences import Difference, list_differences
from kogge.journal.listing import list_history
from kogge.journal.wording import Text, word_action
from kogge.orders.change_wording import WordedDifference, word_difference
from kogge.orders.models import ChangeState, OrderChange

SHOWN = 30
"""So many entries of the journal, and so many changes."""

TOLD_BY_CHANGES = frozenset({"documents.rewrite", "orders.accepted_change", "orders.refused_change"})
"""What the journal notes, too, but the change itself tells with its differences."""


@dataclass(frozen=True)
class Event:
    """Something that happened: when, by whom, and what is another since (by the journal, or by the order)."""

    at: datetime
    who: str
    what: Text
    note: str = ""
    differences: tuple[Difference, ...] = ()
    changes: tuple[WordedDifference, ...] = ()


def list_events(company: Company, kind: str, subject_id: int) -> list[Event]:
    """Return what happened to a row, newest first."""
    events = list(_from_journal(company, kind, subject_id))
    document = Document.objects.filter(company=company, pk=subject_id).first() if kind == "document" else None
    if document is not None:
        events += [*_from_changes(document), Event(document.created_at, SYSTEM, gettext("Document created"))]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _from_journal(company: Company, kind: str, subject_id: int) -> Iterator[Event]:
    entries = list_history(company, kind, subject_id)
    if kind == "document":
        entries = entries.exclude(action__in=TOLD_BY_CHANGES)
    shown = list(entries[:SHOWN])
    differences = list_differences(shown)
    for entry in shown:
        changed = tuple(differences[entry.pk])
        yield Event(entry.at, entry.actor_name, word_action(entry.action), differences=changed)


def _from_changes(document: Document) -> Iterator[Event]:
    changes = OrderChange.objects.filter(document=document).select_related("decided_by")
    for change in changes.order_by("-noticed_at", "-pk")[:SHOWN]:
        is_decided = change.state in {ChangeState.ACCEPTED, ChangeState.REFUSED}
        yield Event(
            at=(is_decided and change.decided_at) or change.noticed_at,
            who=str(change.decided_by or SYSTEM),
            what=f"{change.get_kind_display()}: {change.get_state_display()}",
            note=change.note,
            changes=tuple(word_difference(each, document.currency) for each in change.differences),
        )
