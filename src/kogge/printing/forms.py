"""The form of the letterhead."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum import bic, iban
from stdnum.exceptions import ValidationError as NumberInvalid

from kogge.printing.errors import LogoUnusable
from kogge.printing.logos import examine_logo
from kogge.printing.models import Letterhead
from kogge.printing.wording import LANGUAGE_NAMES, word_refusal
from kogge.printing.words import LANGUAGES
from kogge.taxes.vat_ids import is_plausible

Text = str | Promise
Section = tuple[Text, list[BoundField]]

TEXTS: dict[str, Text] = {
    "intro": _("Text above the lines of offers, orders and invoices"),
    "closing": _("Text at their end"),
    "footer": _("Text at the foot of each page"),
}
_GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (_("Name and address"), ("legal_name", "line1", "line2", "postal_code", "city", "country")),
    (_("Contact"), ("phone", "email", "website")),
    (_("Register and tax"), ("directors", "register_entry", "tax_number", "vat_id")),
    (_("Bank"), ("bank_name", "iban", "bic")),
    (_("Look"), ("logo_file", "without_logo", "accent", "delivery_notes_have_prices")),
)


class LetterheadForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in stubs alone
    """What a company's papers say of it."""

    logo_file = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or SVG, at most 500 kB. It stands at the top left, up to 85 × 20 mm large."),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.svg"}),
    )
    without_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    class Meta:
        """What is asked for, with hints."""

        model = Letterhead
        fields = (
            "legal_name", "line1", "line2", "postal_code", "city", "country", "phone", "email", "website", "directors",
            "register_entry", "tax_number", "vat_id", "bank_name", "iban", "bic", "accent",
            "delivery_notes_have_prices",
        )  # fmt: skip
        widgets: ClassVar = {"accent": forms.TextInput(attrs={"type": "color"})}
        help_texts: ClassVar = {
            "country": _("As a code of two letters, e.g. DE."),
            "register_entry": _("Court and number, e.g. Amtsgericht Hamburg, HRB 123456."),
            "tax_number": _("An invoice needs the tax number or the VAT id."),
            "iban": _("It stands on papers that are paid to you; not on those of orders that a platform collects for."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Add a text of each kind and language, and dress the fields."""
        super().__init__(*args, **options)
        for language in LANGUAGES:
            stored = self.instance.texts.get(language) or {}
            for name, label in TEXTS.items():
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=str(label),
                    required=False,
                    max_length=2000,
                    initial=stored.get(name, ""),
                    widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                )
        for name, field in self.fields.items():
            if not isinstance(field, forms.BooleanField):
                kind = "form-control form-control-color" if name == "accent" else "form-control"
                field.widget.attrs |= {"class": kind, "autocomplete": "off"}
            else:
                field.widget.attrs |= {"class": "form-check-input"}

    def sections(self) -> Iterator[Section]:
        """Yield the fields in groups, each with its heading."""
        for heading, names in _GROUPS:
            yield heading, [self[name] for name in names if name != "without_logo" or self.instance.logo]

    def languages(self) -> Iterator[tuple[Text, list[BoundField], bool]]:
        """Yield the texts of each language, and whether there is one."""
        for language in LANGUAGES:
            fields = [self[f"{name}_{language}"] for name in TEXTS]
            yield LANGUAGE_NAMES[language], fields, any(field.value() or field.errors for field in fields)

    def clean_country(self) -> str:
        """Take a code of two letters."""
        code = str(self.cleaned_data["country"]).strip().upper()
        if len(code) != 2 or not code.isalpha():  # noqa: PLR2004 - ISO 3166
            raise forms.ValidationError(gettext("A country is a code of two letters, e.g. DE."))
        return code

    def clean_vat_id(self) -> str:
        """Refuse a VAT id whose form or check digits are wrong."""
        vat_id = "".join(str(self.cleaned_data["vat_id"]).upper().split())
        if vat_id and not is_plausible(vat_id):
            raise forms.ValidationError(gettext("This is no VAT id: its form or its check digits are wrong."))
        return vat_id

    def clean_iban(self) -> str:
        """Refuse an IBAN whose check digits are wrong."""
        entered = str(self.cleaned_data["iban"])
        try:
            return str(iban.validate(entered)) if entered else ""
        except NumberInvalid:
            raise forms.ValidationError(gettext("This is no IBAN: its form or its check digits are wrong.")) from None

    def clean_bic(self) -> str:
        """Refuse what is no BIC."""
        entered = str(self.cleaned_data["bic"])
        try:
            return str(bic.validate(entered)) if entered else ""
        except NumberInvalid:
            raise forms.ValidationError(gettext("This is no BIC.")) from None

    def clean(self) -> dict[str, Any]:
        """Take the logo, once it was looked at, and the texts over into the letterhead."""
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("logo_file")
        if file is not None:
            content = file.read()
            try:
                self.instance.logo_kind = examine_logo(content)
                self.instance.logo = content
            except LogoUnusable as error:
                self.add_error("logo_file", word_refusal(error))
        elif cleaned.get("without_logo"):
            self.instance.logo, self.instance.logo_kind = None, ""
        texts = {of: {name: cleaned.get(f"{name}_{of}", "").strip() for name in TEXTS} for of in LANGUAGES}
        kept = {of: {name: text for name, text in said.items() if text} for of, said in texts.items()}
        self.instance.texts = {of: said for of, said in kept.items() if said}
        return cleaned
