"""Filters of the customers' list, and the form of a customer."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company
from kogge.customers.models import Customer, CustomerStatus
from kogge.customers.searching import find_named, find_numbered
from kogge.web.access import OfficeRequest
from kogge.web.lists import ListFilters, find_exactly, list_keys


def company_statuses(request: OfficeRequest | None) -> QuerySet[CustomerStatus]:
    """Return the address statuses to choose from."""
    if request is None:
        return CustomerStatus.objects.none()
    return CustomerStatus.objects.filter(company=request.company).order_by("name")


class CustomerFilters(ListFilters):
    """Search by number, name, company or e-mail; narrow by status."""

    search_hint = _("Number, name, company or e-mail")
    status = django_filters.ModelChoiceFilter(
        queryset=company_statuses, label=_("Address status"), empty_label=_("All statuses")
    )

    class Meta:
        """Filters are declared above, none is derived."""

        model = Customer
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for a customer number, else for the beginnings of words, as far as the reader may see them."""
        exactly = find_exactly(rows, value, ("number",))
        if exactly is not None:
            return exactly
        wanted = Q(pk__in=find_named(self.request.company, value).values("pk"))
        if any(each.isdigit() for each in value):
            wanted |= Q(pk__in=list_keys(find_numbered(self.request.company, value)))
        return rows.filter(wanted)


class CustomerForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in stubs alone
    """A customer's own facts; the number comes from the status's range."""

    class Meta:
        """The fields in the order of the page."""

        model = Customer
        fields = ("status", "name", "company_name", "email", "phone", "vat_id")
        labels: ClassVar = {
            "status": _("Address status"),
            "name": _("Name"),
            "company_name": _("Company name"),
            "email": _("E-mail"),
            "phone": _("Phone"),
            "vat_id": _("VAT id"),
        }
        help_texts: ClassVar = {
            "vat_id": _("With its country, such as DE123456789. Form and check digits are checked.")
        }
        widgets: ClassVar = {
            "name": forms.TextInput(),
            "company_name": forms.TextInput(),
            "email": forms.EmailInput(),
            "phone": forms.TextInput(attrs={"type": "tel"}),
        }

    def __init__(self, *args: Any, company: Company, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer the company's statuses, and say whose a relay address is."""
        super().__init__(*args, **options)
        self.instance.company = company
        choices = self.fields["status"]
        if isinstance(choices, forms.ModelChoiceField):
            choices.queryset = CustomerStatus.objects.filter(company=company).order_by("name")
            choices.empty_label = "–"
        for name, field in self.fields.items():
            field.widget.attrs |= {
                "class": "form-select" if name == "status" else "form-control",
                "autocomplete": "off",
            }
        if self.instance.email_is_relay:
            self.fields["email"].help_text = _(
                "An address of the platform: for messages about its orders only. Another one that you enter is the "
                "customer's own."
            )
        if not self.instance.pk:
            self.fields["status"].help_text = _("The customer number comes from the number range of the status.")

    def clean_email(self) -> str:
        """Refuse what is no address; one that came from a platform stays as it is."""
        email: str = self.cleaned_data["email"]
        if email and "email" in self.changed_data:
            validate_email(email)
        return email

    def clean(self) -> dict[str, Any]:
        """Refuse a customer without any name."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "name" in cleaned and not cleaned["name"] and not cleaned.get("company_name"):
            self.add_error("name", gettext("Enter a name or a company name."))
        return cleaned
