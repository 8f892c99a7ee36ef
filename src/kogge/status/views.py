"""Pages of status reports (Status-Protokolle): the register, one report, and parcels that nothing reports."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.platforms.listing import REACHABLE, list_active_platforms
from kogge.shipping.queries import list_items_of
from kogge.status import queries
from kogge.status.forms import IgnoreForm, RecordFilters, UnreportedFilters
from kogge.status.models import StatusRecord
from kogge.status.rules import IGNORED_FROM, RESENT
from kogge.status.sending import start_sending
from kogge.status.services import LOOKS_BACK, ignore, resend, write_missing
from kogge.status.tables import RecordTable, UnreportedTable
from kogge.status.wording import word_cancel_reason, word_ignored, word_proof, word_refusal
from kogge.status.workflows import enqueue_run
from kogge.web.access import OfficeRequest, action_needing
from kogge.web.actions import BulkAction
from kogge.web.lists import ListPage

LIVE_S = 5


def resend_chosen(request: OfficeRequest, records: QuerySet[StatusRecord]) -> None:
    """Let the chosen reports be sent again."""
    done = _do_each(request, records, lambda pk: resend(pk, actor=request.membership.user, at=_now()))
    if done:
        words = ngettext("%(number)s report will be sent again.", "%(number)s reports will be sent again.", done) % {
            "number": done
        }
        messages.success(request, words)


def ignore_chosen(request: OfficeRequest, records: QuerySet[StatusRecord]) -> None:
    """Ignore the chosen reports, with the reason that the person gave."""
    reason = request.POST.get("reason", "")
    done = _do_each(request, records, lambda pk: ignore(pk, reason=reason, actor=request.membership.user, at=_now()))
    if done:
        words = ngettext("%(number)s report is ignored.", "%(number)s reports are ignored.", done) % {"number": done}
        messages.success(request, words)


class RecordList(ListPage):
    """All status reports of the company, newest first."""

    title = _("Status reports")
    introduction = _(
        "What platforms are told of parcels, orders and invoices. A report counts as confirmed once the platform "
        "itself shows the parcel, or the order's state, or says that it kept the invoice."
    )
    table_class = RecordTable
    filters_class = RecordFilters
    template_name = "status/records.html"
    live_s = LIVE_S
    empty_title = _("No status reports yet")
    empty_hint = _("Rules for platforms write them: by default once an order has an invoice and its parcel is ready.")
    actions: ClassVar = (
        BulkAction("resend", _("Send again"), "refresh", Right.SHIP, resend_chosen),
        BulkAction(
            "ignore",
            _("Ignore"),
            "player-skip-forward",
            Right.CHANGE_DOCUMENTS,
            ignore_chosen,
            asks=_("Reason for ignoring them"),
        ),
    )

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's reports."""
        return queries.list_records(self.request.company)


class UnreportedList(ListPage):
    """Parcels that are ready, and that no report was written of."""

    title = _("Parcels without a status report")
    introduction = _(
        "These parcels are ready, but no rule has reported them: usually the order was not converted into an invoice "
        "yet. Convert it, or change the rules and apply them here."
    )
    table_class = UnreportedTable
    filters_class = UnreportedFilters
    template_name = "status/unreported.html"
    empty_title = _("Every parcel is reported")
    empty_hint = _("Nothing to do.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the parcels of the last thirty days."""
        waiting = queries.list_unreported(self.request.company, _now() - LOOKS_BACK)
        return waiting.select_related("document__platform").order_by("fixed_at", "pk")


def show_record(request: OfficeRequest, record_id: int) -> HttpResponse:
    """Show one report: what is sent, how far it is, and every attempt with its answer."""
    record = get_object_or_404(queries.list_records(request.company), pk=record_id)
    titles = {item.reference: item.title for item in list_items_of([record.document])[record.document_id]}
    lines = [
        (each["quantity"], titles.get(each["line_reference"], ""), each["line_reference"])
        for each in record.content.get("lines", ())
    ]
    context = {
        "record": record,
        "lines": lines,
        "attempts": record.attempts.order_by("-sending"),
        "may_resend": record.state in RESENT and Right.SHIP in request.membership.rights,
        "may_ignore": record.state in IGNORED_FROM and Right.CHANGE_DOCUMENTS in request.membership.rights,
        "form": IgnoreForm(),
        "ignored": word_ignored(record.ignore_reason),
        "proof": word_proof(record),
        "cancel_reason": word_cancel_reason(record.content.get("cancel_reason", "")),
    }
    return render(request, "status/record.html", context)


@action_needing(Right.SHIP)
def resend_record(request: OfficeRequest, record_id: int) -> HttpResponse:
    """Let a report be sent again."""
    record = get_object_or_404(queries.list_records(request.company), pk=record_id)
    try:
        resend(record.pk, actor=request.membership.user, at=_now())
        messages.success(request, gettext("The report will be sent again."))
    except KoggeError as error:
        messages.error(request, word_refusal(error.code, str(error)))
    return redirect("status:record", record_id=record.pk)


@action_needing(Right.CHANGE_DOCUMENTS)
def ignore_record(request: OfficeRequest, record_id: int) -> HttpResponse:
    """Ignore a report, with a reason."""
    record = get_object_or_404(queries.list_records(request.company), pk=record_id)
    try:
        ignore(record.pk, reason=request.POST.get("reason", ""), actor=request.membership.user, at=_now())
        messages.success(request, gettext("The report is ignored."))
    except KoggeError as error:
        messages.error(request, word_refusal(error.code, str(error)))
    return redirect("status:record", record_id=record.pk)


@action_needing(Right.SHIP)
def send_now(request: OfficeRequest) -> HttpResponse:
    """Begin an upload for every platform that has something to send."""
    started = 0
    for platform in list_active_platforms(request.company).filter(REACHABLE):
        try:
            run = start_sending(platform.pk, user_id=request.membership.user_id, now=_now())
            if run is not None:
                enqueue_run(run.pk)
                started += 1
        except KoggeError as error:
            messages.error(request, f"{platform}: {word_refusal(error.code, str(error))}")
    if started:
        messages.success(request, gettext("The reports are being sent; their states below go on by themselves."))
    else:
        messages.info(request, gettext("There is nothing to send."))
    return redirect("status:records")


@action_needing(Right.CHANGE_DOCUMENTS)
def apply_rules(request: OfficeRequest) -> HttpResponse:
    """Write the reports that today's rules say are missing."""
    written = write_missing(request.company, actor=request.membership.user, at=_now())
    messages.success(request, gettext("Reports written: %(number)s.") % {"number": written})
    return redirect("status:unreported")


def _do_each(request: OfficeRequest, records: QuerySet[StatusRecord], act: Any) -> int:  # noqa: ANN401 - a function of an id
    """Do something with each report, tell the first refusal, and return how often it was done."""
    done, refusal = 0, ""
    for pk in records.order_by("pk").values_list("pk", flat=True):
        try:
            act(pk)
            done += 1
        except KoggeError as error:
            refusal = refusal or word_refusal(error.code, str(error))
    if refusal:
        messages.error(request, refusal)
    return done


def _now() -> datetime:
    return datetime.now(UTC)
