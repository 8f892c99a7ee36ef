"""The history of one row, for the page that shows it."""

from typing import Any

from django import template

from kogge.companies.permissions import Right
from kogge.journal.history import list_events

register = template.Library()


@register.inclusion_tag("journal/history.html", takes_context=True)
def show_history(context: template.Context, kind: str, subject_id: int) -> dict[str, Any]:
    """Show who changed a row, when and how, to who may read it; nothing while there is nothing."""
    membership = context.get("membership")
    if membership is None or Right.READ_HISTORY not in membership.rights:
        return {}
    return {"events": list_events(membership.company, kind, subject_id)}
