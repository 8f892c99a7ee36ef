"""The page of an import from a database: where it is, then what of it is read; the rest is as with a file."""

from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django_htmx.http import HttpResponseClientRedirect

from kogge.companies.permissions import Right
from kogge.data_imports.database_forms import FORMS, DatabaseForm
from kogge.data_imports.databases import ENGINES, PROGRAMS, Shown, list_wanted, name_wanted, read_wanted
from kogge.data_imports.fields import Kind
from kogge.data_imports.models import DataImport
from kogge.data_imports.samples import READY
from kogge.data_imports.selects import SelectRefused
from kogge.data_imports.services import take_answer
from kogge.data_imports.wording import word_database_error
from kogge.infrastructure.foreign_databases import Engine, ForeignDatabaseFailed
from kogge.web.access import OfficeRequest, needs

NONE, EVERYWHERE = "none", "all"


def may_read_databases() -> bool:
    """Tell whether the installation lets people name databases."""
    return settings.KOGGE_IMPORT_DATABASES != NONE


@sensitive_post_parameters("password")
@needs(Right.ADMINISTER_PLATFORMS)
def read_database(request: OfficeRequest, engine: str) -> HttpResponse:
    """Show what a database has, then keep what is chosen of it to be looked at.

    The answer to HTMX replaces the choice alone: what was typed, and the password, stay in the browser.
    """
    if not may_read_databases():
        raise PermissionDenied
    if engine not in set(Engine):
        raise Http404
    form = FORMS[Engine(engine)](request.POST or None, request.FILES or None)
    shown, error = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            shown = list_wanted(form.read_source(), may_be_near=_may_be_near())
            form.offer(shown)
            if request.POST.get("do") == "read":
                taken = _take(request, form)
                address = reverse("data_imports:preview", args=[taken.pk])
                return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
        except (ForeignDatabaseFailed, SelectRefused) as failed:
            error = word_database_error(failed)
    context = {
        "form": form, "engine": engine, "engines": [(each.value, name) for each, name in ENGINES.items()],
        "shown": shown, "error": error, "ready": _list_ready(form, shown),
    }  # fmt: skip
    return render(request, "data_imports/database.html", context)


def _take(request: OfficeRequest, form: DatabaseForm) -> DataImport:
    source, wanted, kind = form.read_source(), form.read_wanted(), form.read_kind()
    snapshot = read_wanted(source, wanted, kind, may_be_near=_may_be_near())
    name, actor = name_wanted(source, wanted), request.membership.user
    return take_answer(request.company, kind, name, snapshot, actor=actor, at=datetime.now(UTC))


def _may_be_near() -> bool:
    return bool(settings.KOGGE_IMPORT_DATABASES == EVERYWHERE)


def _list_ready(form: DatabaseForm, shown: Shown | None) -> list[tuple[str, str]]:
    """Return the ready SELECTs of what is shown, so that they can be read, copied and changed."""
    if shown is None:
        return []
    kind = Kind(form.cleaned_data["kind"])
    return [(PROGRAMS[each], READY[each, form.engine][kind].strip()) for each in shown.programs]
