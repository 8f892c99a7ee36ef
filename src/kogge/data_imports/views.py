"""Pages of imports of old data: upload, preview with the meaning of each column, progress and results."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.data_imports.database_views import may_read_databases
from kogge.data_imports.errors import ChoicesIncomplete, ImportBegun
from kogge.data_imports.fields import Kind, find_profile
from kogge.data_imports.forms import ChoicesForm, ImportFilters, ResultFilters, UploadForm
from kogge.data_imports.importing.records import plan_records
from kogge.data_imports.models import VERDICTS, DataImport, ImportResult, ImportState
from kogge.data_imports.reading import FileUnreadable
from kogge.data_imports.rules import Plan, Verdict
from kogge.data_imports.services import (
    change_choices,
    discard,
    list_missing,
    make_context,
    open_table,
    read_records,
    start_import,
    take_file,
)
from kogge.data_imports.tables import ImportTable, ResultTable
from kogge.data_imports.wording import PROFILES, word_error, word_file_problem, word_missing, word_reason
from kogge.data_imports.workflows import enqueue_import
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.lists import ListPage

LIVE_S = 3
PLANNED = 200
SHOWN = 20


class ImportList(ListPage):
    """Files of old data, newest first."""

    title = _("Import of old data")
    introduction = _(
        "Customers, articles and open documents of the program that you come from, in this order. You see what each "
        "column means and what becomes of the records before anything is written; the same file again changes nothing."
    )
    table_class = ImportTable
    filters_class = ImportFilters
    template_name = "data_imports/imports.html"
    empty_title = _("No files yet")
    empty_hint = _(
        "Export customers, articles or open documents from your old program as CSV or XLSX, then upload them."
    )

    def add_context(self) -> dict[str, object]:
        """Say whether databases may be read."""
        return {"may_read_databases": may_read_databases()}

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's files."""
        rows = DataImport.objects.filter(company=self.request.company).defer("content", "headings", "choices")
        return rows.order_by("-uploaded_at", "-pk")


class ResultList(ListPage):
    """What became of each record of a file, and how far it is."""

    title = _("Results of the import")
    shares_layout = True
    table_class = ResultTable
    filters_class = ResultFilters
    template_name = "data_imports/results.html"
    empty_title = _("No records")
    empty_hint = _("As soon as records are taken over, they stand here.")

    @cached_property
    def taken(self) -> DataImport:
        """Return the import of the address."""
        rows = DataImport.objects.filter(company=self.request.company).defer("content")
        return get_object_or_404(rows, pk=self.kwargs["import_id"])

    def list_rows(self) -> QuerySet[Any]:
        """Return the file's records in its order."""
        rows = ImportResult.objects.filter(data_import=self.taken)
        return rows.select_related("data_import").defer("data_import__content").order_by("position")

    def find_live_s(self) -> int:
        """Look again while the import is under way."""
        return LIVE_S if self.taken.state == ImportState.RUNNING else 0

    def add_context(self) -> dict[str, object]:
        """Say how far it is."""
        return {"taken": self.taken, "counts": _word_counts(self.taken.counts), "live": self.find_live_s()}


@needs(Right.ADMINISTER_PLATFORMS)
def upload(request: OfficeRequest) -> HttpResponse:
    """Take a file, and show what its columns mean."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, kind = form.cleaned_data["file"], Kind(form.cleaned_data["kind"])
        try:
            taken = take_file(request.company, kind, file.name, file.read(), actor=request.membership.user, at=_now())
        except FileUnreadable as error:
            form.add_error("file", word_file_problem(error.problem))
        else:
            return redirect("data_imports:preview", import_id=taken.pk)
    return render(request, "data_imports/upload.html", {"form": form, "may_read_databases": may_read_databases()})


@needs(Right.ADMINISTER_PLATFORMS)
def preview(request: OfficeRequest, import_id: int) -> HttpResponse:
    """Show what each column means and what becomes of the first records; keep what is chosen; start."""
    taken = _get(request, import_id)
    if taken.state != ImportState.DRAFT:
        return redirect("data_imports:results", import_id=taken.pk)
    table = open_table(taken)
    form = ChoicesForm(request.POST or None, taken=taken, table=table)
    if request.method == "POST" and form.is_valid():
        return _choose(request, taken, form)
    missing = list_missing(taken)
    plans, records = ([], 0) if missing else _look(taken)
    shown = [each for each in plans if each.verdict is Verdict.FAILED][:SHOWN]
    shown += [each for each in plans if each.verdict is not Verdict.FAILED][: SHOWN - len(shown)]
    context = {
        "taken": taken,
        "form": form,
        "table": table,
        "profile": PROFILES[find_profile(Kind(taken.kind), table.headings)],
        "missing": word_missing(missing),
        "records": records,
        "looked_at": len(plans),
        "counts": _word_counts(Counter(each.verdict.value for each in plans)),
        "plans": [_show(each) for each in sorted(shown, key=lambda plan: plan.parsed.rows)],
    }
    return render(request, "data_imports/preview.html", context)


def _choose(request: OfficeRequest, taken: DataImport, form: ChoicesForm) -> HttpResponse:
    try:
        change_choices(taken, form.read_choices())
        if request.POST.get("do") == "import":
            start_import(taken, actor=request.membership.user, at=_now())
            enqueue_import(taken.pk)
            messages.success(request, gettext("The import has begun. You may leave this page meanwhile."))
            return redirect("data_imports:results", import_id=taken.pk)
    except (ChoicesIncomplete, ImportBegun) as error:
        messages.error(request, word_error(error))
    return redirect("data_imports:preview", import_id=taken.pk)


def _look(taken: DataImport) -> tuple[list[Plan], int]:
    """Return what becomes of the first records, and how many there are."""
    now = _now()
    records = read_records(taken, now)
    return plan_records(Kind(taken.kind), make_context(taken, now), records[:PLANNED]), len(records)


def _show(plan: Plan) -> dict[str, object]:
    reason = plan.reason.value if plan.reason else ""
    return {
        "rows": plan.parsed.rows,
        "key": plan.parsed.key,
        "verdict": plan.verdict.value,
        "words": word_reason(reason, plan.values),
    }


@action_needing(Right.ADMINISTER_PLATFORMS)
def forget(request: OfficeRequest, import_id: int) -> HttpResponse:
    """Discard a file that nothing was taken over of."""
    taken = _get(request, import_id)
    try:
        discard(taken, actor=request.membership.user, at=_now())
    except ImportBegun as error:
        messages.error(request, word_error(error))
    else:
        messages.success(request, gettext("The file is discarded."))
    return redirect("data_imports:list")


def _word_counts(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    return [(verdict, str(words), counts[verdict]) for verdict, words in VERDICTS if counts.get(verdict)]


def _get(request: OfficeRequest, import_id: int) -> DataImport:
    return get_object_or_404(DataImport.objects.select_related("company"), company=request.company, pk=import_id)


def _now() -> datetime:
    return datetime.now(UTC)
