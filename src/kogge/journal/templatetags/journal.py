"""The history of one row, for the page that shows it."""

from typing import Any

from django import template

from kogge.companies.permissions import Right
from kogge.journal.differences import list_differences
from kogge.journal.listing import list_history
from kogge.journal.wording import word_action

register = template.Library()

SHOWN = 30


@register.inclusion_tag("journal/history.html", takes_context=True)
def show_history(context: template.Context, kind: str, subject_id: int) -> dict[str, Any]:
    """Show who changed a row, when and how, to who may read it; nothing while there is nothing."""
    membership = context.get("membership")
    if membership is None or Right.READ_HISTORY not in membership.rights:
        return {}
    entries = list(list_history(membership.company, kind, subject_id)[: SHOWN + 1])
    differences = list_differences(entries[:SHOWN])
    return {
        "history": [(each, word_action(each.action), differences[each.pk]) for each in entries[:SHOWN]],
        "has_more": len(entries) > SHOWN,
    }
