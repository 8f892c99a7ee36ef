"""Forms of a document's life: how to convert it, and why it is cancelled or locked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from kogge.documents.models import DocumentLine, DocumentType
from kogge.documents.picking import count_open

LONGEST_REASON = 500

WHOLE, PARTS = "whole", "parts"
EACH, TOGETHER = "each", "together"
RADIO = {"class": "form-check-input"}


class ReasonForm(forms.Form):
    """Why something is done with a document."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("It stays on the document and in its history, where others read it."),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3, "autofocus": True}),
    )


class _TargetForm(forms.Form):
    """Which type a document is converted into."""

    document_type = forms.TypedChoiceField(
        label=_("Convert into"), coerce=int, widget=forms.Select(attrs={"class": "form-select"})
    )

    def __init__(self, *args: Any, targets: Sequence[DocumentType], **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer the types that there are."""
        super().__init__(*args, **options)
        self.fields["document_type"].choices = [(each.pk, each.name) for each in targets]  # type: ignore[attr-defined]


class ConvertForm(_TargetForm):
    """How one document is converted: into what, and all that is open of it or a quantity of each line."""

    extent = forms.ChoiceField(
        label=_("How much"),
        choices=[(WHOLE, _("everything that is open")), (PARTS, _("these quantities"))],
        initial=WHOLE,
        widget=forms.RadioSelect(attrs=RADIO),
    )
    request_key = forms.CharField(max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[DocumentLine], **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Ask for a quantity of each line that is open."""
        super().__init__(*args, **options)
        self.lines = [line for line in lines if count_open(line)]
        for line in self.lines:
            self.fields[f"quantity_{line.pk}"] = forms.IntegerField(
                label=_("Quantity"),
                min_value=0,
                max_value=count_open(line),
                initial=count_open(line),
                widget=forms.NumberInput(attrs={"class": "form-control text-end", "inputmode": "numeric"}),
            )

    def rows(self) -> Iterator[tuple[DocumentLine, int, BoundField]]:
        """Yield each open line with what is open of it, and its field."""
        for line in self.lines:
            yield line, count_open(line), self[f"quantity_{line.pk}"]

    @property
    def quantities(self) -> Mapping[int, int] | None:
        """How much of each line is wanted; None: all that is open."""
        if self.cleaned_data["extent"] == WHOLE:
            return None
        return {line.pk: self.cleaned_data[f"quantity_{line.pk}"] for line in self.lines}


class ConvertSeveralForm(_TargetForm):
    """How several documents are converted: into what, and each into its own or all into one."""

    way = forms.ChoiceField(
        label=_("How"),
        choices=[(EACH, _("each into a document of its own")), (TOGETHER, _("all into one document"))],
        initial=EACH,
        widget=forms.RadioSelect(attrs=RADIO),
    )
