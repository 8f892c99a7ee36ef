"""Forms of the first-run assistant."""

from typing import Any, ClassVar

from babel import Locale
from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company, User
from kogge.platforms.forms import SELECT, TEXT, AccessForm, require_free_name
from kogge.platforms.models import Platform, PlatformKind
from kogge.platforms.traits import find_traits
from kogge.taxes.territories import MEMBER_STATES
from kogge.web.formats import active_language, format_country
from kogge_contract.platforms import PlatformTraits

COUNTRIES = (*sorted(MEMBER_STATES), "CH", "GB", "LI", "NO")
CURRENCIES = ("EUR", "CHF", "GBP", "USD", "CZK", "DKK", "HUF", "NOK", "PLN", "RON", "SEK")


def country_choices() -> list[tuple[str, str]]:
    """Return countries to choose from, by their names."""
    return sorted(((code, format_country(code)) for code in COUNTRIES), key=lambda each: each[1])


def currency_choices() -> list[tuple[str, str]]:
    """Return currencies to choose from, with their names."""
    names = Locale.parse(active_language(), sep="-").currencies
    return [(code, f"{code} · {names.get(code, code)}") for code in CURRENCIES]


class SetupCodeForm(forms.Form):
    """The one-time code of the terminal."""

    code = forms.CharField(
        label=_("Setup code"),
        max_length=60,
        widget=forms.TextInput(attrs=TEXT | {"autofocus": True, "spellcheck": "false", "autocapitalize": "characters"}),
    )


class CompanyForm(forms.Form):
    """Whose books are kept."""

    name = forms.CharField(
        label=_("Name of the company"), max_length=200, widget=forms.TextInput(attrs=TEXT | {"autofocus": True})
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        help_text=_("Where the company is established: its value added tax begins there."),
        widget=forms.Select(attrs=SELECT),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=currency_choices,
        help_text=_("For new articles. Orders keep the currency they were placed in."),
        widget=forms.Select(attrs=SELECT),
    )

    def __init__(self, *args: Any, company: Company | None, **options: Any) -> None:  # noqa: ANN401
        """Fill in what was entered before."""
        known = company or Company()
        options["initial"] = {"name": known.name, "country": known.country, "currency": known.currency}
        super().__init__(*args, **options)


class AdministratorForm(BaseUserCreationForm):  # type: ignore[type-arg]  # generic in stubs alone
    """The first account: name and password, by Django's rules for good passwords."""

    class Meta:
        """The account's name."""

        model = User
        fields: ClassVar = ("username",)
        labels: ClassVar = {"username": _("User name")}

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Dress the fields."""
        super().__init__(*args, **options)
        self.fields["username"].help_text = ""
        self.fields["password2"].help_text = ""
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "form-control"}
            field.widget.attrs["autocomplete"] = "username" if name == "username" else "new-password"


class FirstPlatformForm(AccessForm):
    """The first platform: what else there is to say about one has a good answer already."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=PlatformKind.choices, required=False, widget=forms.Select(attrs=SELECT)
    )
    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs=TEXT))

    def __init__(self, *args: Any, platform: Platform, **options: Any) -> None:  # noqa: ANN401
        """Leave out what is answered."""
        super().__init__(*args, platform=platform, **options)
        del self.fields["credentials"]
        self.order_fields(["kind", "name", "region", "marketplaces"])
        self.initial["kind"] = platform.kind
        self.initial["name"] = platform.name or platform.get_kind_display()

    def fit(self, traits: PlatformTraits) -> None:
        """Ask for everything: which kind it is, is asked on the same page."""

    def clean_kind(self) -> str:
        """Keep the kind that there is where none is chosen."""
        return self.cleaned_data["kind"] or self.platform.kind

    def apply(self) -> Platform:
        """Put what was entered into the row, unsaved; what its kind does not have stays empty."""
        platform = super().apply()
        traits = find_traits(platform.kind)
        platform.region = platform.region if traits.regions else ""
        platform.marketplaces = platform.marketplaces if traits.has_marketplaces else []
        return platform

    def clean_name(self) -> str:
        """Refuse a name that another platform of the company has."""
        return require_free_name(self.platform, self.cleaned_data["name"])
