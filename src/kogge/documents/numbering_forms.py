"""Forms of number ranges, and of what hands out their numbers: document types and address statuses."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company, NumberRange
from kogge.companies.rules import format_number
from kogge.customers.models import CustomerStatus
from kogge.documents.models import Document, DocumentType
from kogge.documents.numbering import MOST_DIGITS, NUMBERED, find_highest_given, find_rival, show_next_number
from kogge.documents.parameter_forms import ParameterForm, Section


class NumberRangeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in stubs alone
    """A number range to choose, shown with the number it hands out next."""

    def label_from_instance(self, obj: models.Model) -> str:
        """Show name and next number."""
        return f"{obj} – {show_next_number(obj)}" if isinstance(obj, NumberRange) else str(obj)


class NumberedForm(ParameterForm):
    """A form of what hands out numbers of a range."""

    number_range = NumberRangeChoice(
        NumberRange.objects.all(),
        label=_("Number range"),
        help_text=_("With the number it hands out next. New ranges are entered under Parameters – Number ranges."),
    )

    def clean_number_range(self) -> NumberRange:
        """Refuse a range whose numbers would meet those of another one."""
        chosen: NumberRange = self.cleaned_data["number_range"]
        refuse_rival(self.company, chosen.prefix, self._meta.model, chosen.pk)
        return chosen


POSTINGS = ("writes_journal", "moves_stock", "opens_item", "days_to_pay", "archives_afterwards")
"""What a document type says about posting, in the order of its page."""


class DocumentTypeForm(NumberedForm):
    """A type of document: what it converts into, and what posting it does."""

    class Meta:
        """The fields in the order of the page."""

        model = DocumentType
        fields = ("name", "kind", "number_range", "converts_into", *POSTINGS)
        labels: ClassVar = {"converts_into": _("Converts into")}
        widgets: ClassVar = {"converts_into": forms.CheckboxSelectMultiple}
        help_texts: ClassVar = {
            "kind": _("What a document of this type is; a credit note takes back what it is made of."),
            "converts_into": _("Which types can be made of a document of this type, whole or in part."),
            "writes_journal": _("Receivable, revenue and tax, by rate and country."),
            "moves_stock": _("The goods leave the warehouse; with a credit note they come back."),
            "opens_item": _("The customer owes the amount until it is paid or cancelled."),
            "archives_afterwards": _("The document then stands in the archive instead of the list."),
            "days_to_pay": _("From the day of posting to the day when the open item is due."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer the other types to convert into."""
        super().__init__(*args, **options)
        targets: Any = self.fields["converts_into"]
        targets.empty_label = None
        targets.queryset = targets.queryset.exclude(pk=self.instance.pk)

    def dress(self) -> None:
        """Give the boxes the look of boxes."""
        super().dress()
        for name in ("converts_into", *POSTINGS):
            if not isinstance(self.fields[name], forms.IntegerField):
                self.fields[name].widget.attrs["class"] = "form-check-input"

    def sections(self) -> Iterator[Section]:
        """Yield the type, its way through conversion, and what posting does."""
        yield "", [self[name] for name in ("name", "kind", "number_range")]
        yield gettext("Conversion"), [self["converts_into"]]
        yield gettext("Posting"), [self[name] for name in POSTINGS]

    def describe(self) -> dict[str, str]:
        """Return the row as the journal keeps it, other types by their names."""
        targets = self.instance.converts_into.order_by("name") if self.instance.pk else ()
        return super().describe() | {"converts_into": ", ".join(each.name for each in targets)}

    def clean_kind(self) -> str:
        """Refuse another kind where there are documents already."""
        kind: str = self.cleaned_data["kind"]
        if (
            self.instance.pk
            and "kind" in self.changed_data
            and Document.objects.filter(company=self.company, document_type=self.instance).exists()
        ):
            raise forms.ValidationError(
                gettext("There are documents of this type: its kind stays. Enter a new type for another kind.")
            )
        return kind


class CustomerStatusForm(NumberedForm):
    """An address status with its automatic numbering."""

    class Meta:
        """The fields in the order of the page."""

        model = CustomerStatus
        fields = ("name", "number_range")
        labels: ClassVar = {"name": _("Name")}


class StatusCopyForm(forms.Form):
    """A new address status after an existing one: its name, and its own automatic numbering."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("For instance “Shop customer”."))
    prefix = forms.CharField(  # type: ignore[assignment]  # a field here; Django takes it out of the class
        label=_("Prefix"), max_length=20, help_text=_("What the new customers' numbers begin with, such as “AZ”.")
    )
    next_number = forms.IntegerField(
        label=_("Next number"), min_value=1, max_value=10**MOST_DIGITS, initial=1, localize=False
    )
    width = forms.IntegerField(
        label=_("Digits"), min_value=1, max_value=MOST_DIGITS, help_text=_("Shorter numbers are filled with zeros.")
    )

    def __init__(self, *args: Any, company: Company, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Dress the fields."""
        super().__init__(*args, **options)
        self.company = company
        for field in self.fields.values():
            field.widget.attrs |= {"class": "form-control", "autocomplete": "off"}

    def clean_name(self) -> str:
        """Refuse a name that another status has, or another number range: the copy's range gets this name."""
        name: str = self.cleaned_data["name"]
        if CustomerStatus.objects.filter(company=self.company, name=name).exists():
            raise forms.ValidationError(gettext("Another status has this name already."))
        if NumberRange.objects.filter(company=self.company, name=name).exists():
            raise forms.ValidationError(gettext("The number range gets this name, too, and another one has it."))
        return name

    def clean_prefix(self) -> str:
        """Refuse a prefix by which numbers would be given twice."""
        prefix: str = self.cleaned_data["prefix"]
        refuse_rival(self.company, prefix, CustomerStatus)
        return prefix

    def clean(self) -> dict[str, Any]:
        """Refuse to begin below what was given already."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "prefix" in cleaned and "next_number" in cleaned:
            refuse_given(self, cleaned["prefix"], cleaned["next_number"])
        return cleaned

    def sections(self) -> Iterator[Section]:
        """Yield the fields as one group."""
        yield "", list(self)


class NumberRangeForm(ParameterForm):
    """A number range; who changes it alone decides where it goes on, whatever was handed out meanwhile."""

    class Meta:
        """The fields in the order of the page."""

        model = NumberRange
        fields = ("name", "prefix", "next_number", "width")
        labels: ClassVar = {"next_number": _("Next number"), "width": _("Digits")}
        help_texts: ClassVar = {
            "prefix": _("What every number begins with, such as “RE”. May be empty."),
            "next_number": _("Where to go on. It cannot be lower than a number that was given already."),
            "width": _("Shorter numbers are filled with zeros; longer ones are never cut."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Remember where the range stands now, and what the page showed."""
        super().__init__(*args, **options)
        self.stands_at = self.instance.next_number
        self.fields["next_number"].show_hidden_initial = True
        for name, most in (("next_number", 10**MOST_DIGITS), ("width", MOST_DIGITS)):
            field = self.fields[name]
            field.widget.attrs |= {"min": 1, "max": most}

    def clean_next_number(self) -> int:
        """Keep what the range stands at when nobody entered another number; orders may have come in meanwhile."""
        entered: int = self.cleaned_data["next_number"]
        if self.instance.pk and "next_number" not in self.changed_data:
            return int(self.stands_at)
        if not 1 <= entered <= 10**MOST_DIGITS:
            raise forms.ValidationError(gettext("Enter a number from 1 to %(most)s.") % {"most": 10**MOST_DIGITS})
        return entered

    def clean_width(self) -> int:
        """Refuse widths that no number needs."""
        width: int = self.cleaned_data["width"]
        if not 1 <= width <= MOST_DIGITS:
            raise forms.ValidationError(gettext("Enter a number from 1 to %(most)s.") % {"most": MOST_DIGITS})
        return width

    def clean(self) -> dict[str, Any]:
        """Refuse what would give a number twice: by this range, or by another one with the same prefix."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "prefix" in cleaned and "next_number" in cleaned:
            refuse_given(self, cleaned["prefix"], cleaned["next_number"])
        if self.instance.pk and "prefix" in self.changed_data and "prefix" in cleaned:
            for user in NUMBERED:
                if user._default_manager.filter(number_range=self.instance.pk).exists():  # noqa: SLF001 - Django's documented API
                    try:
                        refuse_rival(self.company, cleaned["prefix"], user, self.instance.pk)
                    except forms.ValidationError as error:
                        self.add_error("prefix", error)
        return cleaned


def refuse_rival(company: Company, prefix: str, user: type[models.Model], range_id: int | None = None) -> None:
    """Refuse a prefix that another range of the same things has. Raises ValidationError."""
    rival = find_rival(company.pk, prefix, user, range_id)
    if rival is not None:
        words = gettext("The range “%(name)s” has the prefix “%(prefix)s”, too: numbers would be given twice.")
        raise forms.ValidationError(words % {"name": rival.name, "prefix": prefix})


def refuse_given(form: "NumberRangeForm | StatusCopyForm", prefix: str, next_number: int) -> None:
    """Add an error to the form where the next number is not above all that were given with the prefix."""
    highest = find_highest_given(form.company.pk, prefix)
    if highest >= next_number:
        words = gettext("Numbers up to %(highest)s were given already. Go on with %(lowest)s or a higher number.")
        form.add_error("next_number", words % {"highest": f"{prefix}{highest}", "lowest": highest + 1})


def preview_number(prefix: str, next_number: str, width: str) -> str:
    """Return the number that the entered values lead to; empty where they lead to none."""
    small = all(each.isascii() and each.isdigit() and len(each) <= MOST_DIGITS + 1 for each in (next_number, width))
    if not small or not 1 <= int(width) <= MOST_DIGITS:
        return ""
    return format_number(prefix, int(next_number), int(width))
