"""Forms of parameters: warehouses, payment and shipping methods, tax registrations; and what all kinds obey."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.forms import BoundField, model_to_dict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.articles.models import Article, ArticleKind
from kogge.companies.models import Company, TaxRegistration
from kogge.documents.models import (
    CarrierMapping,
    PaymentMethod,
    ShippingMethod,
    ShippingPaymentTerm,
    Warehouse,
)
from kogge.platforms.models import PlatformKind
from kogge.taxes.suppliers import RegistrationKind
from kogge.taxes.territories import MEMBER_STATES
from kogge_contract.shipments import OTHER_CARRIER

Text = str | Promise
Section = tuple[Text, list[BoundField]]

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ParameterForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in stubs alone
    """What all kinds of parameters obey: choices of the company's own, and names that are given once."""

    def __init__(self, *args: Any, company: Company, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer what the company has, and dress the fields."""
        super().__init__(*args, **options)
        self.company = company
        self.instance.company = company
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = self.offer(field.queryset.filter(company=company))  # type: ignore[union-attr]
                field.empty_label = "–"
        self.dress()

    def dress(self) -> None:
        """Give the fields the Office's look."""
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs |= {"class": "form-select" if is_choice else "form-control", "autocomplete": "off"}

    def offer(self, rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        """Return the rows to choose from: of articles those that can bear a cost."""
        if rows.model is Article:
            return rows.filter(kind__in=[ArticleKind.FREIGHT, ArticleKind.SERVICE]).order_by("number")
        return rows.order_by("name")

    def sections(self) -> Iterator[Section]:
        """Yield the fields in groups, each with its heading."""
        yield "", list(self)

    def describe(self) -> dict[str, str]:
        """Return the row as the journal keeps it."""
        return {name: str(value) for name, value in model_to_dict(self.instance).items()}

    def _post_clean(self) -> None:
        """Ask the table's constraints, too: the form leaves the company out, so Django cannot by itself."""
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except forms.ValidationError:
            self.add_error(next(iter(self.fields)), gettext("There is one of this name, or for this day, already."))


class WarehouseForm(ParameterForm):
    """A place that goods leave from."""

    class Meta:
        """The fields in the order of the page."""

        model = Warehouse
        fields = ("name", "country", "postal_code")
        help_texts: ClassVar = {
            "country": _("The country's code of two letters, such as DE."),
            "postal_code": _("Some places lie in a country and outside its tax, such as Büsingen."),
        }

    def clean_country(self) -> str:
        """Take a country by its ISO code."""
        return read_country(self.cleaned_data["country"])


class PaymentTermForm(ParameterForm):
    """A way in which shipments are paid."""

    class Meta:
        """The fields in the order of the page."""

        model = ShippingPaymentTerm
        fields = ("name",)
        help_texts: ClassVar = {"name": _("For instance “On account” or “In advance”.")}


class PaymentMethodForm(ParameterForm):
    """A way in which documents are paid."""

    class Meta:
        """The fields in the order of the page."""

        model = PaymentMethod
        fields = ("name", "freight_article")
        help_texts: ClassVar = {"freight_article": _("Bears the fee of this payment method. Empty: the platform's.")}


class ShippingMethodForm(ParameterForm):
    """A way in which goods travel, and what each kind of platform is told of it."""

    class Meta:
        """The fields in the order of the page."""

        model = ShippingMethod
        fields = ("name", "freight_article")
        help_texts: ClassVar = {
            "freight_article": _("Bears the freight of orders that travel so. Empty: the platform's.")
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Add the carrier of each kind of platform."""
        super().__init__(*args, **options)
        stored = {each.platform_kind: each for each in self.instance.carriers.all()} if self.instance.pk else {}
        for kind in PlatformKind.values:
            carrier = stored.get(kind)
            for name, label, hint in CARRIER_FIELDS:
                self.fields[f"{kind}_{name}"] = forms.CharField(
                    label=label,
                    max_length=100,
                    required=False,
                    help_text=hint,
                    initial=getattr(carrier, name, ""),
                    widget=forms.TextInput(),
                )
        self.dress()

    def clean(self) -> dict[str, Any]:
        """Ask for the code of a carrier, and for its name where the code says nothing."""
        cleaned: dict[str, Any] = super().clean() or {}
        for kind in PlatformKind.values:
            code, name, service = (cleaned.get(f"{kind}_{field}", "") for field, *_rest in CARRIER_FIELDS)
            if (name or service) and not code:
                self.add_error(f"{kind}_carrier_code", gettext("Enter the carrier's code, too."))
            if code == OTHER_CARRIER and not name:
                words = gettext("The code “%(code)s” says nothing: enter the carrier's name.")
                self.add_error(f"{kind}_carrier_name", words % {"code": code})
        return cleaned

    def save(self, commit: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - as the base class has it
        """Store the method with its carriers."""
        method = super().save(commit)
        for kind in PlatformKind.values:
            values = {field: self.cleaned_data[f"{kind}_{field}"] for field, *_rest in CARRIER_FIELDS}
            if values["carrier_code"]:
                CarrierMapping.objects.update_or_create(shipping_method=method, platform_kind=kind, defaults=values)
            else:
                method.carriers.filter(platform_kind=kind).delete()
        return method

    def sections(self) -> Iterator[Section]:
        """Yield the method, and the carrier of each kind of platform."""
        yield "", [self[name] for name in self._meta.fields or ()]
        for kind, label in PlatformKind.choices:
            title = gettext("Carrier for platforms of the kind %(kind)s") % {"kind": label}
            yield title, [self[f"{kind}_{field}"] for field, *_rest in CARRIER_FIELDS]

    def describe(self) -> dict[str, str]:
        """Return the row with its carriers as the journal keeps it."""
        carriers = self.instance.carriers.all() if self.instance.pk else ()
        return super().describe() | {f"carrier_{each.platform_kind}": str(each) for each in carriers}


CARRIER_FIELDS = (
    (
        "carrier_code",
        _("Carrier code"),
        _("As the platform spells it, such as “DHL”; else “Other”."),
    ),
    ("carrier_name", _("Carrier name"), _("Needed where the code is “Other”.")),
    ("delivery_service", _("Delivery service"), _("The carrier's product, such as “DHL Paket”.")),
)


class TaxRegistrationForm(ParameterForm):
    """A registration for value added tax, or a special scheme, from a day on."""

    class Meta:
        """The fields in the order of the page."""

        model = TaxRegistration
        fields = ("kind", "country", "vat_id", "valid_from", "valid_until")
        widgets: ClassVar = {"valid_from": DAY, "valid_until": DAY}
        help_texts: ClassVar = {
            "country": _("The member state of a registration abroad; else empty."),
            "valid_until": _("The last day. Empty: it lasts."),
        }

    def clean_country(self) -> str:
        """Take a country by its ISO code."""
        return read_country(self.cleaned_data["country"])

    def clean(self) -> dict[str, Any]:
        """Refuse a registration abroad without its country, and one that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == RegistrationKind.VAT and cleaned.get("country", "") not in MEMBER_STATES:
            self.add_error("country", gettext("A registration abroad needs the member state it is in."))
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", gettext("The last day lies before the first."))
        return cleaned


def read_country(typed: str) -> str:
    """Return a country's code as it is stored. Raises ValidationError where it is none."""
    country = typed.strip().upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):  # noqa: PLR2004 - ISO 3166
        raise forms.ValidationError(gettext("Enter the country's code of two letters, such as DE."))
    return country
