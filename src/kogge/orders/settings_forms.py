"""Forms of a platform's document creation: standard configuration, handling, and the two mapping tables."""

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.forms import BaseModelFormSet, modelformset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.articles.models import Article, ArticleKind
from kogge.documents.models import DocumentKind
from kogge.orders.initial_settings import ARTICLES
from kogge.orders.models import DocumentCreation, PaymentMapping, ShippingMapping
from kogge.orders.plans import fold_word
from kogge.platforms.models import Platform

STANDARD_FIELDS = 6
"""So many fields of document creation are the standard configuration."""


class DocumentCreationForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in stubs alone
    """How a platform's orders become documents; every choice is one of the company's own."""

    class Meta:
        """The fields in the order of the page."""

        model = DocumentCreation
        fields: ClassVar = [
            "document_type",
            "shipping_payment_term",
            "payment_method",
            "shipping_method",
            "freight_article",
            "service_article",
            "discount_article",
            "placeholder_article",
            "warehouse",
            "takes_platform_fulfilled",
            "platform_document_type",
            "platform_warehouse",
            "discount_handling",
            "unknown_article_handling",
            "change_handling",
        ]
        labels: ClassVar = {
            "payment_method": _("Payment method (ERP)"),
            "shipping_method": _("Shipping method (ERP)"),
            "freight_article": _("Freight article number"),
            "service_article": _("Service article number"),
        }
        help_texts: ClassVar = {
            "document_type": _("Orders become documents of this type."),
            "shipping_payment_term": _("Stands on every document, such as “On account”."),
            "payment_method": _("For orders whose payment method no mapping names."),
            "shipping_method": _("For orders whose shipping service no mapping names."),
            "freight_article": _("Bears the shipping costs, unless the method has an article of its own."),
            "service_article": _("Bears gift wrap and other services."),
            "discount_article": _("Bears discounts that stand in lines of their own."),
            "placeholder_article": _("Bears what is found nowhere among the articles, with a warning."),
            "warehouse": _("Where the goods leave from. Empty: the company's country."),
            "takes_platform_fulfilled": _("Otherwise they are skipped, and listed there."),
        }

    def __init__(self, *args: Any, platform: Platform, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer what the company has."""
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                _offer(field, _choices(field, platform, ARTICLES.get(name)))
            check = isinstance(field, forms.BooleanField)
            field.widget.attrs["class"] = "form-check-input" if check else "form-select"

    def standard(self) -> list[forms.BoundField]:
        """Return the fields of the standard configuration, as the guide names them."""
        return [self[name] for name in self._meta.fields[:STANDARD_FIELDS]]  # type: ignore[index]  # fields are named above

    def handling(self) -> list[forms.BoundField]:
        """Return the other fields."""
        return [self[name] for name in self._meta.fields[STANDARD_FIELDS:]]  # type: ignore[index]  # fields are named above

    def clean(self) -> dict[str, Any]:
        """Refuse settings by which orders of the platform's own warehouse would go astray."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("takes_platform_fulfilled"):
            return cleaned
        if not cleaned.get("platform_document_type"):
            words = gettext("Say which document type the orders get that the platform ships itself.")
            self.add_error("platform_document_type", words)
        if not cleaned.get("platform_warehouse"):
            words = gettext("Say which warehouse such orders leave from: stock and tax go by it.")
            self.add_error("platform_warehouse", words)
        return cleaned


def _choices(
    field: "forms.ModelChoiceField[Any]", platform: Platform, kind: ArticleKind | None
) -> models.QuerySet[Any]:
    """Return the company's rows to choose from; types of documents that orders can become, articles of a purpose."""
    rows: models.QuerySet[Any] = field.queryset.filter(company=platform.company_id)  # type: ignore[union-attr]
    if rows.model is Article:
        return rows.filter(kind__in=[kind, ArticleKind.SERVICE]).order_by("number")
    if hasattr(rows.model, "kind"):
        rows = rows.exclude(kind=DocumentKind.CREDIT_NOTE)
    return rows.order_by("name")


def _offer(field: "forms.ModelChoiceField[Any]", rows: models.QuerySet[Any]) -> None:
    """Let one of the rows be chosen, or none; they are read at once, a cursor for each field would take longer."""
    field.queryset = rows
    field.choices = [("", "–"), *((each.pk, str(each)) for each in rows)]


class _MappingForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in stubs alone
    """One row: the platform's word, and what it means here."""

    def save(self, commit: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - as the base class has it
        """Store the row with the word as it is looked up."""
        self.instance.folded_word = fold_word(self.instance.word)
        return super().save(commit)


class _MappingFormSet(BaseModelFormSet):  # type: ignore[type-arg]  # generic in stubs alone
    """The rows of a mapping table: a word means one thing."""

    def __init__(self, *args: Any, platform: Platform, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer the company's methods."""
        self.platform = platform
        options["queryset"] = self.model._default_manager.filter(platform=platform).order_by("word")  # type: ignore[union-attr]  # noqa: SLF001
        super().__init__(*args, **options)

    @cached_property
    def methods(self) -> models.QuerySet[Any]:
        """The company's methods, read once for all rows."""
        methods: models.QuerySet[Any] = self.form.base_fields["method"].queryset  # type: ignore[attr-defined]  # of methods
        return methods.filter(company=self.platform.company_id).order_by("name")

    def add_fields(self, form: Any, index: int | None) -> None:  # noqa: ANN401 - the base class's
        """Narrow the methods to the company's, and dress the fields."""
        super().add_fields(form, index)
        form.instance.platform = self.platform
        _offer(form.fields["method"], self.methods)
        # Only what was read from the platform may wait for its meaning.
        form.fields["method"].required = form.instance.pk is None
        form.fields["method"].widget.attrs["class"] = "form-select"
        form.fields["word"].widget.attrs |= {"class": "form-control", "list": f"{self.prefix}-words"}

    def clean(self) -> None:
        """Refuse a word that stands twice."""
        seen: set[str] = set()
        for form in self.forms:
            word = fold_word(form.cleaned_data.get("word", "")) if hasattr(form, "cleaned_data") else ""
            if not word or form in self.deleted_forms:
                continue
            if word in seen:
                form.add_error("word", gettext("This word stands twice in the table."))
            seen.add(word)


def _formset(model: type[PaymentMapping | ShippingMapping]) -> Any:  # noqa: ANN401 - a class made by Django
    return modelformset_factory(
        model,
        form=_MappingForm,
        formset=_MappingFormSet,
        fields=["word", "method"],
        extra=2,
        can_delete=True,
    )


PaymentMappings = _formset(PaymentMapping)
ShippingMappings = _formset(ShippingMapping)
