"""What documents' pages show of their orders' later changes."""

from typing import Any

from django import template

from kogge.companies.permissions import Right
from kogge.documents.models import Document
from kogge.orders.change_wording import word_difference
from kogge.orders.models import ChangeKind, ChangeState, OrderChange

register = template.Library()


@register.inclusion_tag("orders/open_changes.html", takes_context=True)
def show_open_changes(context: template.Context, document: Document) -> dict[str, Any]:
    """Show the changes that wait for a person, with what they would change and the buttons to decide."""
    waiting = document.order_changes.filter(state=ChangeState.OPEN).order_by("noticed_at", "pk")
    return {
        "changes": [(each, _word(each, document)) for each in waiting],
        "may_act": Right.DECIDE_CHANGES in (context.get("rights") or ()),
        "csrf_token": context.get("csrf_token"),
        "is_open": document.state == "open",
    }


@register.filter
def is_cancellation(change: OrderChange) -> bool:
    """Tell whether accepting the change cancels the document."""
    return change.kind in {ChangeKind.CANCELLATION, ChangeKind.CANCELLATION_REQUEST}


def _word(change: OrderChange, document: Document) -> list[Any]:
    return [word_difference(each, document.currency) for each in change.differences]
