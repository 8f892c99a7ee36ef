"""Pages of parameters: lists, forms, the copy of a status, and the preview of a number."""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from kogge.audit.services import record
from kogge.companies.permissions import Right
from kogge.customers.models import CustomerStatus
from kogge.customers.services import NumberPlan, copy_status
from kogge.documents.numbering import list_uses
from kogge.documents.numbering_forms import StatusCopyForm, preview_number
from kogge.documents.parameter_forms import ParameterForm
from kogge.documents.parameter_lists import LISTS
from kogge.documents.parameters import PARAMETERS, Parameter
from kogge.web.access import OfficeRequest, needs

STATUSES, RANGES = "address-statuses", "number-ranges"


@needs(Right.ADMINISTER_PARAMETERS)
def list_parameters(request: OfficeRequest, key: str) -> HttpResponse:
    """List the company's parameters of a kind."""
    page = LISTS.get(key)
    if page is None:
        raise Http404
    return page.as_view()(request)  # type: ignore[return-value]  # it answers with a page, or a file


@needs(Right.ADMINISTER_PARAMETERS)
def edit_parameter(request: OfficeRequest, key: str, parameter_id: int | None = None) -> HttpResponse:
    """Enter or change a parameter; its row is locked meanwhile, so that no number is handed out in between."""
    parameter = PARAMETERS.get(key)
    if parameter is None:
        raise Http404
    with _transaction(request):
        row = _get_row(request, parameter, parameter_id)
        posted = request.POST if request.method == "POST" else None
        before = parameter.form(instance=row, company=request.company).describe() if row.pk else {}
        form = parameter.form(posted, instance=row, company=request.company)
        if form.is_valid():
            _save(form, before, request)
            messages.success(request, gettext("Saved."))
            return redirect("documents:parameters", key=key)
    title = parameter.new if parameter_id is None else before.get("name") or str(row)
    context = {"key": key, "parameter": parameter, "form": form, "title": title, "parameter_id": parameter_id}
    if key == RANGES and parameter_id is not None:
        context["uses"] = list_uses(request.company.pk).get(parameter_id, [])
    return render(request, "documents/parameter.html", context)


@needs(Right.ADMINISTER_PARAMETERS)
def copy_address_status(request: OfficeRequest, status_id: int) -> HttpResponse:
    """Make a new address status after an existing one, with a number range of its own (Kopieren)."""
    status = get_object_or_404(
        CustomerStatus.objects.select_related("number_range"), company=request.company, pk=status_id
    )
    initial = {
        "name": gettext("%(name)s (copy)") % {"name": status.name[:90]},
        "width": status.number_range.width,
        "next_number": 1,
    }
    posted = request.POST if request.method == "POST" else None
    with _transaction(request):
        form = StatusCopyForm(posted, company=request.company, initial=initial)
        if form.is_valid():
            entered = form.cleaned_data
            plan = NumberPlan(entered["prefix"], entered["next_number"], entered["width"])
            copy_status(status, entered["name"], plan, actor=request.membership.user, now=datetime.now(UTC))
            messages.success(request, gettext("Saved."))
            return redirect("documents:parameters", key=STATUSES)
    title = gettext("Copy “%(name)s”") % {"name": status.name}
    context = {"key": STATUSES, "parameter": PARAMETERS[STATUSES], "form": form, "title": title}
    return render(request, "documents/parameter.html", context)


@needs(Right.ADMINISTER_PARAMETERS)
def preview_next_number(request: OfficeRequest) -> HttpResponse:
    """Answer, for a part of the page, which number the entered values lead to."""
    entered = [request.GET.get(name, "") for name in ("prefix", "next_number", "width")]
    return render(request, "documents/number_preview.html", {"number": preview_number(*entered)})


def _transaction(request: OfficeRequest) -> AbstractContextManager[object]:
    """Return what a change happens in: one transaction; to look takes none, for it would wait for who writes."""
    return transaction.atomic() if request.method == "POST" else nullcontext()


def _get_row(request: OfficeRequest, parameter: Parameter, parameter_id: int | None) -> Model:
    if parameter_id is None:
        return parameter.model()
    rows = parameter.model._default_manager.filter(company=request.company)  # noqa: SLF001 - Django's documented API
    return get_object_or_404(rows.select_for_update() if request.method == "POST" else rows, pk=parameter_id)


def _save(form: ParameterForm, before: dict[str, str], request: OfficeRequest) -> None:
    row = form.save()
    record(
        company_id=request.company.pk,
        at=datetime.now(UTC),
        actor=request.membership.user,
        action="parameters.change" if before else "parameters.add",
        subject_kind=row._meta.model_name or "",  # noqa: SLF001 - Django's documented API
        subject_id=row.pk,
        before=before,
        after=form.describe(),
    )
