"""Pages of what documents are made with: warehouses, payment and shipping methods, tax registrations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models, transaction
from django.forms import model_to_dict, modelform_factory
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.articles.models import ArticleKind
from kogge.audit.services import record
from kogge.companies.models import Company, TaxRegistration
from kogge.companies.permissions import Right
from kogge.documents.models import PaymentMethod, ShippingMethod, Warehouse
from kogge.taxes.suppliers import RegistrationKind
from kogge.taxes.territories import MEMBER_STATES
from kogge.web.access import OfficeRequest, needs

Text = str | Promise


@dataclass(frozen=True)
class Parameter:
    """One kind of parameter: its table, the fields of its form, and its words."""

    model: type[models.Model]
    fields: Sequence[str]
    title: Text
    new: Text
    hint: Text


PARAMETERS: dict[str, Parameter] = {
    "warehouses": Parameter(
        Warehouse,
        ("name", "country", "postal_code"),
        _("Warehouses"),
        _("New warehouse"),
        _("Where goods leave from decides about their tax. Without a warehouse they leave from the company's country."),
    ),
    "payment-methods": Parameter(
        PaymentMethod,
        ("name", "freight_article"),
        _("Payment methods"),
        _("New payment method"),
        _("A freight article of its own bears the fee of the payment method, such as that of cash on delivery."),
    ),
    "shipping-methods": Parameter(
        ShippingMethod,
        ("name", "freight_article"),
        _("Shipping methods"),
        _("New shipping method"),
        _("A freight article of its own bears the freight of orders that travel so."),
    ),
    "tax-registrations": Parameter(
        TaxRegistration,
        ("kind", "country", "vat_id", "valid_from", "valid_until"),
        _("Tax registrations"),
        _("New tax registration"),
        _(
            "Where the company is registered for value added tax apart from its home country, whether it uses the "
            "One-Stop-Shop, and whether it is a small business; each from a day on."
        ),
    ),
}


@needs(Right.ADMINISTER_PARAMETERS)
def list_parameters(request: OfficeRequest, key: str) -> HttpResponse:
    """List the company's parameters of a kind; they are few."""
    parameter = _get_parameter(key)
    rows = parameter.model._default_manager.filter(company=request.company).order_by(parameter.fields[0])  # noqa: SLF001 - Django's documented API
    shown = [(row, [_show(row, name) for name in parameter.fields]) for row in rows]
    labels = [parameter.model._meta.get_field(name).verbose_name for name in parameter.fields]  # type: ignore[union-attr]  # noqa: SLF001
    context = {"key": key, "parameter": parameter, "rows": shown, "labels": labels}
    return render(request, "documents/parameters.html", context)


@needs(Right.ADMINISTER_PARAMETERS)
def edit_parameter(request: OfficeRequest, key: str, parameter_id: int | None = None) -> HttpResponse:
    """Enter or change a parameter."""
    parameter = _get_parameter(key)
    rows = parameter.model._default_manager.filter(company=request.company)  # noqa: SLF001
    row = parameter.model() if parameter_id is None else get_object_or_404(rows, pk=parameter_id)
    row.company = request.company  # type: ignore[attr-defined]  # every parameter belongs to one
    before = {name: str(value) for name, value in model_to_dict(row).items()} if row.pk else {}
    form = _form_class(parameter)(request.POST or None, instance=row)
    _dress(form, request.company)
    if request.method == "POST" and form.is_valid() and _is_unique(form):
        _save(form, before, request)
        messages.success(request, gettext("Saved."))
        return redirect("documents:parameters", key=key)
    return render(request, "documents/parameter.html", {"key": key, "parameter": parameter, "form": form, "row": row})


class _Form(forms.ModelForm):  # type: ignore[type-arg]  # generic in stubs alone
    """What the kinds of parameters have to obey, as far as they have the fields."""

    def clean_country(self) -> str:
        """Take a country by its ISO code."""
        country = str(self.cleaned_data.get("country", "")).strip().upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):  # noqa: PLR2004 - ISO 3166
            raise forms.ValidationError(gettext("Enter the country's code of two letters, such as DE."))
        return country

    def clean(self) -> dict[str, Any]:
        """Refuse a registration abroad without its country, and one that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == RegistrationKind.VAT and cleaned.get("country", "") not in MEMBER_STATES:
            self.add_error("country", gettext("A registration abroad needs the member state it is in."))
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", gettext("The last day lies before the first."))
        return cleaned


def _get_parameter(key: str) -> Parameter:
    parameter = PARAMETERS.get(key)
    if parameter is None:
        raise Http404
    return parameter


def _form_class(parameter: Parameter) -> "type[forms.ModelForm[Any]]":
    dates: dict[str, type[forms.Widget] | forms.Widget] = {
        name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for name in parameter.fields
        if name.startswith("valid_")
    }
    return modelform_factory(parameter.model, form=_Form, fields=list(parameter.fields), widgets=dates)


def _dress(form: "forms.ModelForm[Any]", company: Company) -> None:
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField):
            articles = field.queryset.filter(company=company)  # type: ignore[union-attr]
            field.queryset = articles.filter(kind__in=[ArticleKind.FREIGHT, ArticleKind.SERVICE]).order_by("number")
        is_choice = isinstance(field, forms.ChoiceField)
        field.widget.attrs["class"] = "form-select" if is_choice else "form-control"


def _is_unique(form: "forms.ModelForm[Any]") -> bool:
    """Tell whether no other row of the company is the same; the form leaves the company out, so Django cannot."""
    try:
        form.instance.validate_constraints()
    except forms.ValidationError:
        form.add_error(None, gettext("There is one of this name, or for this day, already."))
        return False
    return True


def _save(form: "forms.ModelForm[Any]", before: dict[str, str], request: OfficeRequest) -> None:
    with transaction.atomic():
        row = form.save()
        record(
            company_id=request.company.pk,
            at=datetime.now(UTC),
            actor=request.membership.user,
            action="parameters.change" if before else "parameters.add",
            subject_kind=row._meta.model_name or "",  # noqa: SLF001
            subject_id=row.pk,
            before=before,
            after={name: str(value) for name, value in model_to_dict(row).items()},
        )


def _show(row: models.Model, name: str) -> object:
    display = getattr(row, f"get_{name}_display", None)
    return display() if display else getattr(row, name)
