"""Pages of the notices: who is told what, and what was told."""

from datetime import UTC, datetime
from typing import Any, ClassVar

import django_tables2 as tables
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.changeover import notices
from kogge.changeover.models import Notice
from kogge.changeover.notice_forms import NoticeFilters, NoticeForm
from kogge.changeover.pages import get_platform
from kogge.companies.permissions import Right
from kogge.guards.services import settle_owner
from kogge.platforms.models import Platform
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.columns import DASH, PLAIN, ListTable, TimeColumn, show_state
from kogge.web.formats import format_count
from kogge.web.lists import ListPage


class NoticeTable(ListTable):
    """Who was told, and how far it got."""

    recipient = tables.Column(accessor="recipient__username", verbose_name=_("User"), orderable=False, attrs=PLAIN)
    sent_at = TimeColumn(order_by=("-sent_at", "-pk"))
    starts_at = TimeColumn(orderable=False)
    text = tables.Column(orderable=False)
    message = tables.Column(verbose_name=_("E-mail"), orderable=False, empty_values=())
    read_at = TimeColumn(orderable=False, default=DASH)
    sent_by = tables.Column(accessor="sent_by__username", verbose_name=_("Sent by"), orderable=False, default=DASH)

    optional = ("sent_by",)

    class Meta:
        """Columns in reading order."""

        model = Notice
        fields: ClassVar = ["recipient", "sent_at", "starts_at", "text", "message", "read_at", "sent_by"]

    def render_message(self, record: Notice) -> SafeString | str:
        """Show how far the e-mail is; those that were sent long ago are forgotten."""
        message = record.message
        return show_state(message.state, message.get_state_display()) if message else DASH

    def value_message(self, record: Notice) -> str:
        """Give files the word alone."""
        return str(record.message.get_state_display()) if record.message else ""


class NoticeList(ListPage):
    """What was told of a platform's changeover, and to whom."""

    title = _("Notices")
    introduction = _(
        "Everybody who may synchronise by hand is to know when the orders change their way. It is kept here."
    )
    table_class = NoticeTable
    filters_class = NoticeFilters
    shares_layout = True
    template_name = "changeover/notices.html"
    empty_title = _("Nobody was told yet")
    empty_hint = _("Write the notice and send it.")

    @cached_property
    def platform(self) -> Platform:
        """Return the platform of the address."""
        return get_platform(self.request, self.kwargs["platform_id"])

    def list_rows(self) -> QuerySet[Any]:
        """Return the platform's notices, newest first."""
        return notices.list_notices(self.platform)

    def add_context(self) -> dict[str, object]:
        """Say who has not been told."""
        return {"platform": self.platform, "untold": notices.list_untold(self.platform)}


@needs(Right.ADMINISTER_PLATFORMS)
def write(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Tell those who may synchronise by hand."""
    platform = get_platform(request, platform_id)
    fence = settle_owner(platform).fence
    form = NoticeForm(request.POST or None, platform=platform, starts_at=fence or _now())
    if request.method == "POST" and form.is_valid():
        told = notices.send_notices(
            platform,
            form.cleaned_data["recipients"],
            form.cleaned_data["text"],
            form.cleaned_data["starts_at"],
            actor=request.membership.user,
            now=_now(),
        )
        messages.success(request, gettext("Told: %(number)s.") % {"number": format_count(told)})
        return redirect("changeover:notices", platform_id=platform.pk)
    return render(request, "changeover/notice.html", {"platform": platform, "form": form})


@action_needing(Right.USE_SCREENS)
def confirm(request: OfficeRequest, notice_id: int) -> HttpResponse:
    """Note that the person has read a notice."""
    notices.read_notice(notice_id, reader=request.membership.user, now=_now())
    return redirect("start")


def _now() -> datetime:
    return datetime.now(UTC)
