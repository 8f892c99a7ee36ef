"""Pages of files of tracking numbers: upload, look at what each row means, take over."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.shipping.csv_reading import FileUnreadable
from kogge.shipping.forms import ImportFilters, UploadForm
from kogge.shipping.importing import DONE_ALREADY, Verdict, apply_import, describe_rows, take_file
from kogge.shipping.models import ImportState, TrackingImport
from kogge.shipping.tables import ImportTable
from kogge.shipping.wording import FILE_PROBLEMS, word_verdict
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.lists import ListPage


class ImportList(ListPage):
    """Files of tracking numbers, newest first."""

    title = _("Tracking numbers from files")
    introduction = _(
        "Upload what your carrier's program exports. You see what each row means before anything is done; the same "
        "file a second time changes nothing."
    )
    table_class = ImportTable
    filters_class = ImportFilters
    template_name = "shipping/imports.html"
    empty_title = _("No files yet")
    empty_hint = _("Export the shipments from your carrier's program as CSV, then upload the file here.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's files."""
        return TrackingImport.objects.filter(company=self.request.company).order_by("-uploaded_at", "-pk")


@needs(Right.SHIP)
def upload(request: OfficeRequest) -> HttpResponse:
    """Take a file, and show what its rows mean."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = take_file(request.company, file.name, file.read(), actor=request.membership.user, at=_now())
        except FileUnreadable as error:
            form.add_error("file", str(FILE_PROBLEMS[error.problem]))
        else:
            return redirect("shipping:import", import_id=taken.pk)
    return render(request, "shipping/upload.html", {"form": form})


@needs(Right.SHIP)
def show_import(request: OfficeRequest, import_id: int) -> HttpResponse:
    """Show what each row of a file means, or what became of it."""
    taken = get_object_or_404(TrackingImport, company=request.company, pk=import_id)
    is_done = taken.state == ImportState.DONE
    rows = describe_rows(taken)
    worded = [(row, word_verdict(row["verdict"], row["refusal"]), _rate(row["verdict"])) for row in rows]
    counts = {name: sum(1 for _row, _words, rated in worded if rated == name) for name in ("ready", "done", "problem")}
    return render(
        request, "shipping/import.html", {"taken": taken, "rows": worded, "counts": counts, "is_done": is_done}
    )


@action_needing(Right.SHIP)
def apply(request: OfficeRequest, import_id: int) -> HttpResponse:
    """Do what the rows of a file say; also again, for rows that could not be taken over before."""
    taken = get_object_or_404(TrackingImport, company=request.company, pk=import_id)
    taken = apply_import(taken.pk, actor=request.membership.user, at=_now())
    done = sum(1 for each in taken.outcomes if each["verdict"] == Verdict.DONE.value)
    messages.success(request, gettext("Parcels that are ready to leave: %(number)s.") % {"number": done})
    return redirect("shipping:import", import_id=taken.pk)


def _rate(verdict: str) -> str:
    if verdict == Verdict.READY.value:
        return "ready"
    return "done" if verdict in {each.value for each in DONE_ALREADY} else "problem"


def _now() -> datetime:
    return datetime.now(UTC)
