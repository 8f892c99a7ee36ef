"""Tax rates of an article abroad, as people enter them: countries with a rate in per cent, stored as the rate's level.

A level outlives a change of its rate; a percentage is what people know.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from kogge.taxes.rates import RateLevel
from kogge.taxes.reading import read_rates
from kogge.taxes.territories import MEMBER_STATES

_ROW = re.compile(r"\s*([A-Za-z]{2})\s*[:=]?\s*(\d{1,2}(?:[.,]\d{1,2})?)\s*%?\s*")


class RateNotOffered(ValueError):
    """What was entered names no rate of a member state. `offered` are those that its country has."""

    def __init__(self, row: str, country: str = "", offered: tuple[Decimal, ...] = ()) -> None:
        """Keep what was entered."""
        super().__init__(row)
        self.row = row
        self.country = country
        self.offered = offered


def read_levels(text: str, today: date) -> dict[str, str]:
    """Return levels by country from lines such as "AT 10" or "FR: 5,5 %". Raises RateNotOffered."""
    levels = {}
    for row in filter(None, (each.strip() for each in text.splitlines())):
        match = _ROW.fullmatch(row)
        country = match[1].upper() if match else ""
        if match is None or country not in MEMBER_STATES:
            raise RateNotOffered(row[:40])
        percents = _percents(country, today)
        wanted = Decimal(match[2].replace(",", "."))
        found = next((level for level, percent in percents.items() if percent == wanted), None)
        if found is None:
            raise RateNotOffered(row[:40], country, tuple(sorted(set(percents.values()))))
        levels[country] = found.value
    return levels


def show_levels(levels: Mapping[str, str], today: date) -> str:
    """Return levels as lines that `read_levels` understands."""
    return "\n".join(
        f"{country} {_percents(country, today)[RateLevel(level)].normalize():f}"
        for country, level in sorted(levels.items())
    )


def word_rate(error: RateNotOffered) -> str:
    """Say what is wrong with a line."""
    if error.country:
        words = gettext("%(country)s has no rate as in “%(row)s”. Its rates are: %(rates)s.")
        rates = ", ".join(f"{each.normalize():f}" for each in error.offered)
        return words % {"country": error.country, "row": error.row, "rates": rates}
    words = gettext("“%(row)s” is no country of the European Union with a rate in per cent, such as “AT 10”.")
    return words % {"row": error.row}


def _percents(country: str, today: date) -> dict[RateLevel, Decimal]:
    """Return a country's rates by level, the zero rate included."""
    return {level: read_rates().get(country, level, today).percent for level in RateLevel}
