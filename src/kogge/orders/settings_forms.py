"""Forms of a platform's document creation: standard configuration, handling, and the two mapping tables."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.forms import BaseModelFormSet, modelformset_factory
from django.utils.translation import gettext

from kogge.articles.models import Article, ArticleKind
from kogge.documents.models import DocumentKind
from kogge.orders.models import DocumentCreation, PaymentMapping, ShippingMapping
from kogge.orders.plans import fold_word
from kogge.platforms.models import Platform

_ARTICLES = {
    "freight_article": ArticleKind.FREIGHT,
    "service_article": ArticleKind.SERVICE,
    "discount_article": ArticleKind.DISCOUNT,
    "placeholder_article": ArticleKind.PLACEHOLDER,
}


class DocumentCreationForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in stubs alone
    """How a platform's orders become documents; every choice is one of the company's own."""

    class Meta:
        """The fields in the order of the page."""

        model = DocumentCreation
        fields: ClassVar = [
            "document_type",
            "warehouse",
            "shipping_payment_term",
            "payment_method",
            "shipping_method",
            "freight_article",
            "service_article",
            "discount_article",
            "placeholder_article",
            "takes_platform_fulfilled",
            "platform_document_type",
            "platform_warehouse",
            "discount_handling",
            "unknown_article_handling",
            "change_handling",
        ]

    def __init__(self, *args: Any, platform: Platform, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer what the company has."""
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = _choices(field, platform, _ARTICLES.get(name))
                field.empty_label = "–"
            check = isinstance(field, forms.BooleanField)
            field.widget.attrs["class"] = "form-check-input" if check else "form-select"

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


class CustomerDefaultsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in stubs alone
    """What becomes of a platform's buyers (Vorgaben)."""

    class Meta:
        """The fields in the order of the page."""

        model = Platform
        fields: ClassVar = ["customer_status", "guest_status", "uses_collective_customer"]

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer the company's statuses."""
        super().__init__(*args, **options)
        self.fields["customer_status"].required = True
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = field.queryset.filter(company=self.instance.company_id).order_by("name")  # type: ignore[union-attr]
                field.empty_label = "–"
            field.widget.attrs["class"] = "form-check-input" if isinstance(field, forms.BooleanField) else "form-select"


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

    def add_fields(self, form: Any, index: int | None) -> None:  # noqa: ANN401 - the base class's
        """Narrow the methods to the company's, and dress the fields."""
        super().add_fields(form, index)
        form.instance.platform = self.platform
        form.fields["method"].queryset = form.fields["method"].queryset.filter(company=self.platform.company_id)
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
