"""What pages of documents and parcels show of status reports."""

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from kogge.shipping.models import Shipment
from kogge.status.models import StatusAttempt, StatusRecord
from kogge.status.rules import Rule
from kogge.status.wording import list_remarks, name_status, word_answer, word_state
from kogge.web.columns import DASH, show_state
from kogge.web.formats import format_major

register = template.Library()


@register.inclusion_tag("status/parcel_reports.html")
def show_reports(shipment: Shipment) -> dict[str, Any]:
    """Show what platforms were told of a parcel, and what they answered."""
    return {"records": shipment.status_records.select_related("platform").order_by("pk")}


@register.simple_tag
def report_state(shipment: Shipment) -> SafeString | str:
    """Show how far the reports of a parcel are."""
    records = shipment.status_records.all()
    shown = ((reverse("status:record", args=[each.pk]), report_badge(each)) for each in records)
    return format_html_join(" ", '<a href="{}">{}</a>', shown) or DASH


@register.simple_tag
def report_badge(record: StatusRecord) -> SafeString:
    """Show how far a report is as a badge."""
    return show_state(f"report-{record.state}", record.get_state_display())


@register.filter
def answer(told: StatusRecord | StatusAttempt) -> str:
    """Say what the platform or the Cloud answered, and what to do about it."""
    return word_answer(told.answer_code, told.answer)


@register.filter
def amount_told(told: dict[str, str]) -> str:
    """Show an amount as the platform is told it: decimal and currency."""
    return format_major(Decimal(told["amount"]), told["currency"])


@register.filter
def status_name(told: StatusRecord | Rule) -> str:
    """Say what a platform is told."""
    return name_status(told.kind, told.value)


@register.filter
def remarks(told: StatusRecord | StatusAttempt) -> list[str]:
    """Say what somebody may want to know of a report all the same."""
    return list_remarks(told.remarks)


@register.filter
def state_words(record: StatusRecord) -> str:
    """Say where a report is, and what it waits for."""
    return word_state(record)
