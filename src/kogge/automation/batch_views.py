"""The page of a batch: its progress, its result, what became of each record, and how it is cancelled."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.automation import listing, starting
from kogge.automation.describing import word_range
from kogge.automation.forms import ItemFilters
from kogge.automation.models import BatchRun
from kogge.automation.progress import watch_batch, word_step
from kogge.automation.rules import Definition
from kogge.automation.subjects import get_subject
from kogge.automation.tables import ItemTable
from kogge.automation.wording import word_line
from kogge.companies.permissions import Right
from kogge.web.access import OfficeRequest, needs
from kogge.web.lists import ListPage

STOP_POLLING = 286
LINES_AT_MOST = 200
LIVE_S = 2


class BatchPage(ListPage):
    """A batch with its records."""

    title = _("Batch action")
    table_class = ItemTable
    filters_class = ItemFilters
    template_name = "automation/batch.html"
    shares_layout = True
    empty_title = _("No records to show")
    empty_hint = _("Records that stayed as they were are only counted.")

    @cached_property
    def batch(self) -> BatchRun:
        """Return the batch of the address."""
        return _get(self.request, self.kwargs["batch_id"])

    def list_rows(self) -> QuerySet[Any]:
        """Return what the batch did to records."""
        return listing.list_items(self.batch).select_related("batch")

    def find_live_s(self) -> int:
        """Follow a batch that is under way."""
        return LIVE_S if self.batch.is_active else 0

    def add_context(self) -> dict[str, object]:
        """Show how the batch is doing, what it is, and its lines of the event log."""
        batch = self.batch
        definition = Definition.read(batch.definition)
        subject = get_subject(definition.subject)
        lines = [(each, word_line(each.code, each.values)) for each in batch.log.order_by("pk")[:LINES_AT_MOST]]
        return {
            "batch": batch,
            "progress": watch_batch(batch, _now()),
            "range": word_range(subject, batch.company, definition.range),
            "rules": [word_step(batch, number) for number in range(len(batch.steps))],
            "list_url": reverse(subject.list_page),
            "list_label": subject.label,
            "lines": lines,
        }


@needs(Right.RUN_BATCHES)
def show_progress(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """Answer with the progress alone; the page asks for it every second while the batch is under way."""
    progress = watch_batch(_get(request, batch_id), _now())
    template = "automation/batch_progress.html" if progress.is_active else "automation/batch_finished.html"
    status = None if progress.is_active else STOP_POLLING
    response = render(request, template, {"progress": progress, "batch": progress.batch}, status=status)
    if not progress.is_active:
        response.headers["HX-Trigger"] = "batch-ended"
    response.headers["Cache-Control"] = "no-store"
    return response


@needs(Right.RUN_BATCHES)
def cancel(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """Ask whether a batch is to end early, and have it end after the records under way."""
    batch = _get(request, batch_id)
    if request.method == "POST":
        if starting.cancel_batch(batch, request.membership.user, _now()):
            messages.info(request, gettext("The batch ends after the records under way. What it did stays."))
        return redirect("automation:batch-run", batch_id=batch.pk)
    return render(request, "automation/batch_cancel.html", {"batch": batch, "what": batch.title or word_step(batch, 0)})


def _get(request: OfficeRequest, batch_id: int) -> BatchRun:
    return get_object_or_404(listing.list_batches(request.company), pk=batch_id)


def _now() -> datetime:
    return datetime.now(UTC)
