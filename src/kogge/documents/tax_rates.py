"""The page of the rates of value added tax: read-only, with the source of each."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.documents.tax_wording import LEVELS, format_percent
from kogge.taxes.rates import RateLevel, TaxRate
from kogge.taxes.reading import read_rates
from kogge.web.access import OfficeRequest, require_right
from kogge.web.exporting import answer_with_file
from kogge.web.formats import format_country

Text = str | Promise

PARTS: dict[str, Text] = {
    "AT-M": _("Austria: Jungholz and Mittelberg"),
    "PT-20": _("Portugal: Azores"),
    "PT-30": _("Portugal: Madeira"),
    "XI": _("Northern Ireland"),
}
"""Parts of countries that have rates of their own."""


@dataclass(frozen=True)
class ShownRate:
    """A rate as people read it."""

    place: str
    code: str
    level: Text
    percent: str
    valid_from: date
    source: str


class RateFilters(forms.Form):
    """Narrows the rates by place, level and day."""

    place = forms.ChoiceField(label=_("Country"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    day = forms.DateField(
        label=_("In force on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer the places and levels that there are."""
        super().__init__(*args, **options)
        places = sorted(
            {(word_place(rate.place), rate.place) for rate in read_rates()}, key=lambda of: _sort_key(of[0])
        )
        levels = [(level.value, LEVELS[level]) for level in RateLevel if level is not RateLevel.ZERO]
        for name, choices, every in (
            ("place", [(code, name) for name, code in places], gettext("All countries")),
            ("level", levels, gettext("All levels")),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", every), *choices]


def show_tax_rates(request: OfficeRequest) -> HttpResponseBase:
    """Show the rates that documents are taxed with, or give them out as a file; by default those in force today."""
    filters = RateFilters(request.GET or None, initial={"day": timezone.localdate()})
    chosen: Mapping[str, Any] = filters.initial
    if filters.is_bound:
        chosen = filters.cleaned_data if filters.is_valid() else {}
    rates = [rate for rate in read_rates() if _fits(rate, chosen)]
    if day := chosen.get("day"):
        rates = _keep_in_force(rates, day)
    levels = list(RateLevel)
    rates.sort(key=lambda each: (_sort_key(word_place(each.place)), levels.index(each.level), each.valid_from))
    if kind := request.GET.get("export"):
        require_right(request, Right.EXPORT)
        return answer_with_file(kind, gettext("Tax rates"), _list_cells(rates))
    return render(request, "documents/tax_rates.html", {"filters": filters, "rates": [_show(rate) for rate in rates]})


def _list_cells(rates: list[TaxRate]) -> Iterator[list[Any]]:
    """Yield headings and rows of the file."""
    names = (_("Country"), _("Code"), _("Level"), _("Rate in per cent"), _("From"), _("Source"))
    yield [str(each) for each in names]
    for rate in rates:
        place, level = word_place(rate.place), str(LEVELS[rate.level])
        yield [place, rate.place, level, rate.percent, rate.valid_from, rate.source]


def word_place(code: str) -> str:
    """Return a place's name in the active language."""
    return str(PARTS[code]) if code in PARTS else format_country(code)


def _sort_key(name: str) -> str:
    """Return what a name is sorted by: Österreich stands beside Niederlande, not behind Zypern."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()


def _fits(rate: TaxRate, chosen: Mapping[str, Any]) -> bool:
    return chosen.get("place") in {None, "", rate.place} and chosen.get("level") in {None, "", rate.level.value}


def _keep_in_force(rates: list[TaxRate], day: date) -> list[TaxRate]:
    last = {(each.place, each.level): each for each in rates if each.valid_from <= day}
    return list(last.values())


def _show(rate: TaxRate) -> ShownRate:
    return ShownRate(
        word_place(rate.place),
        rate.place,
        LEVELS[rate.level],
        format_percent(rate.percent),
        rate.valid_from,
        rate.source,
    )
