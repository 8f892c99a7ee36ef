"""Filters of the list of offers, and the forms of offers and of a platform's settings for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.kernel.money import AmountNotRepresentable, to_major, to_minor
from kogge.platforms.models import Platform
from kogge.transfers.marketplaces import currency_of, list_marketplaces
from kogge.transfers.models import Offer, OfferState
from kogge.transfers.planning import find_settings, list_price_rules
from kogge.transfers.rules import FACTOR_ONE, PriceRule
from kogge.transfers.services import OfferPlan
from kogge.transfers.wording import AREAS
from kogge.web.lists import ListFilters, search_rows

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
CHECK = {"class": "form-check-input"}
MOST_PIECES = 999_999_999
LARGEST_FACTOR = Decimal(100_000)
FINEST_FACTOR = 4
LARGEST_SURCHARGE = Decimal(10) ** 7
ENDINGS = (("", _("as calculated")), ("99", _("up to …,99")), ("95", _("up to …,95")), ("0", _("up to …,00")))


class OfferFilters(ListFilters):
    """Search by SKU or the article's name; narrow by what became of offers."""

    search_hint = _("SKU or name of the article")
    state = django_filters.ChoiceFilter(choices=OfferState.choices, label=_("State"), empty_label=_("All states"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = Offer
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the SKU, else within SKUs and names."""
        return search_rows(rows, value, exact=("sku",), within=("sku", "article__name"))


class AreasForm(forms.Form):
    """What is to be transferred."""

    areas = forms.MultipleChoiceField(choices=list(AREAS.items()))


class OfferForm(forms.Form):
    """An offer: its SKU, whether it is transferred, and who ships it."""

    sku = forms.CharField(
        label=_("SKU"),
        max_length=200,
        help_text=_("What the platform knows the article by; usually its number."),
        widget=forms.TextInput(attrs=TEXT),
    )
    is_active = forms.BooleanField(
        label=_("Active"),
        required=False,
        help_text=_("Without it nothing is transferred any more; at the platform the offer stays as it is."),
        widget=forms.CheckboxInput(attrs=CHECK),
    )
    is_fba = forms.BooleanField(
        label=_("Shipped by the platform (FBA)"),
        required=False,
        help_text=_("Its stock lies in the platform's warehouses and is never transferred; prices are."),
        widget=forms.CheckboxInput(attrs=CHECK),
    )

    def __init__(self, *args: Any, offer: Offer, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Fill in what is stored."""
        self.offer = offer
        options["initial"] = {name: getattr(offer, name) for name in self.base_fields}
        super().__init__(*args, **options)

    def clean_sku(self) -> str:
        """Refuse a SKU that another offer of the platform has."""
        sku: str = self.cleaned_data["sku"]
        if Offer.objects.filter(platform=self.offer.platform, sku=sku).exclude(pk=self.offer.pk).exists():
            raise forms.ValidationError(gettext("Another offer of this platform has this SKU already."))
        return sku

    def apply(self) -> Offer:
        """Put what was entered into the row, unsaved."""
        for name in self.fields:
            setattr(self.offer, name, self.cleaned_data[name])
        return self.offer


@dataclass(frozen=True)
class Row:
    """A marketplace's line of the settings."""

    marketplace: str
    currency: str
    serves: forms.BoundField
    factor: forms.BoundField
    surcharge: forms.BoundField
    ending: forms.BoundField


class SettingsForm(forms.Form):
    """How a platform's offers are made: stock buffer (Bestandspuffer), and a price rule (Preisregel) a marketplace."""

    stock_kept_back = forms.IntegerField(
        label=_("Stock buffer"),
        min_value=0,
        max_value=MOST_PIECES,
        help_text=_("So many pieces of each article are kept back; the platform is never told less than 0."),
        widget=forms.TextInput(attrs=TEXT | {"inputmode": "numeric"}),
    )
    stock_cap = forms.IntegerField(
        label=_("Tell at most"),
        required=False,
        min_value=0,
        max_value=MOST_PIECES,
        help_text=_("Pieces that the platform is told of at most. Empty: all of them."),
        widget=forms.TextInput(attrs=TEXT | {"inputmode": "numeric"}),
    )
    offers_all = forms.BooleanField(
        label=_("Offer every article"),
        required=False,
        help_text=_("Each transfer then takes in articles (goods) that are not offered yet, under their numbers."),
        widget=forms.CheckboxInput(attrs=CHECK),
    )

    def __init__(self, *args: Any, platform: Platform, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Fill in what is stored, with a line for each marketplace."""
        self.platform = platform
        stored = find_settings(platform)
        known = {each.marketplace: each for each in list_price_rules(platform)}
        self.marketplaces = list(dict.fromkeys([*known, *list_marketplaces(platform)]))
        initial: dict[str, Any] = {
            "stock_kept_back": stored.stock_kept_back if stored else 0,
            "stock_cap": stored.stock_cap if stored else None,
            "offers_all": stored.offers_all if stored else False,
        }
        for country in self.marketplaces:
            initial |= _describe(country, known.get(country))
        super().__init__(*args, **options | {"initial": initial})
        for country in self.marketplaces:
            self._add_line(country)

    def _add_line(self, country: str) -> None:
        decimal = TEXT | {"inputmode": "decimal", "class": "form-control form-control-sm"}
        self.fields[f"serves_{country}"] = forms.BooleanField(
            label=gettext("Serve %(marketplace)s") % {"marketplace": country},
            required=False,
            widget=forms.CheckboxInput(attrs=CHECK),
        )
        self.fields[f"factor_{country}"] = forms.DecimalField(
            label=gettext("Factor for %(marketplace)s") % {"marketplace": country},
            min_value=Decimal("0.0001"),
            max_value=LARGEST_FACTOR,
            decimal_places=FINEST_FACTOR,
            localize=True,
            required=False,
            widget=forms.TextInput(attrs=decimal),
        )
        self.fields[f"surcharge_{country}"] = forms.DecimalField(
            label=gettext("Surcharge for %(marketplace)s") % {"marketplace": country},
            min_value=-LARGEST_SURCHARGE,
            max_value=LARGEST_SURCHARGE,
            localize=True,
            required=False,
            widget=forms.TextInput(attrs=decimal),
        )
        self.fields[f"ending_{country}"] = forms.ChoiceField(
            label=gettext("Rounding for %(marketplace)s") % {"marketplace": country},
            choices=ENDINGS,
            required=False,
            widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
        )

    def list_rows(self) -> Iterator[Row]:
        """Yield the marketplaces' lines."""
        for country in self.marketplaces:
            names = ("serves", "factor", "surcharge", "ending")
            yield Row(country, currency_of(country), *(self[f"{name}_{country}"] for name in names))

    def list_general(self) -> list[forms.BoundField]:
        """Return the fields that hold for all marketplaces."""
        return [self[name] for name in ("stock_kept_back", "stock_cap", "offers_all")]

    def clean(self) -> dict[str, Any]:
        """Refuse a surcharge finer than its currency."""
        cleaned: dict[str, Any] = super().clean() or {}
        for country in self.marketplaces:
            surcharge = cleaned.get(f"surcharge_{country}")
            try:
                to_minor(surcharge or Decimal(0), currency_of(country))
            except AmountNotRepresentable:
                self.add_error(f"surcharge_{country}", gettext("This is finer than the currency allows."))
        return cleaned

    def read_plan(self) -> OfferPlan:
        """Return what was entered, of a valid form."""
        entered = self.cleaned_data
        return OfferPlan(
            offers_all=entered["offers_all"],
            stock_kept_back=entered["stock_kept_back"],
            stock_cap=entered["stock_cap"],
            price_rules=tuple(self._read_rule(each) for each in self.marketplaces if entered[f"serves_{each}"]),
        )

    def _read_rule(self, country: str) -> PriceRule:
        entered, currency = self.cleaned_data, currency_of(country)
        factor = entered[f"factor_{country}"]
        ending = entered[f"ending_{country}"]
        return PriceRule(
            marketplace=country,
            currency=currency,
            factor=FACTOR_ONE if factor is None else int(factor * FACTOR_ONE),
            surcharge_minor=to_minor(entered[f"surcharge_{country}"] or Decimal(0), currency),
            ending=int(ending) if ending else None,
        )


def _describe(country: str, rule: PriceRule | None) -> dict[str, Any]:
    rule_or_usual = rule or PriceRule(country, currency_of(country))
    factor = Decimal(rule_or_usual.factor) / FACTOR_ONE
    return {
        f"serves_{country}": rule is not None,
        f"factor_{country}": factor,
        f"surcharge_{country}": to_major(rule_or_usual.surcharge_minor, rule_or_usual.currency),
        f"ending_{country}": "" if rule_or_usual.ending is None else str(rule_or_usual.ending),
    }
