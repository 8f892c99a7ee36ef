"""Filters of automation's pages: times with milliseconds, recipients."""

from datetime import datetime
from urllib.parse import urlsplit

from django import template
from django.utils.safestring import SafeString

from kogge.automation.models import ActionKind, TaskAction
from kogge.automation.tables import show_precise_time

register = template.Library()


@register.filter
def precise_time(at: datetime) -> SafeString:
    """Show day and time with milliseconds."""
    return show_precise_time(at)


@register.filter
def recipient(action: TaskAction) -> str:
    """Show whom an action tells; of a webhook the server alone: its address may hold a secret."""
    if action.kind == ActionKind.WEBHOOK:
        return urlsplit(action.recipient).hostname or ""
    return action.recipient
