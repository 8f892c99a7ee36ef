"""Rates of value added tax by place, level and date: pure look-ups over a table that names its sources."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import chain

from kogge.kernel.errors import KoggeError


class RateLevel(StrEnum):
    """The levels of rates that Directive 2006/112/EC knows (Art. 96 to 98), the reduced ones from the highest down."""

    STANDARD = "standard"
    REDUCED = "reduced"
    SECOND_REDUCED = "second_reduced"
    SUPER_REDUCED = "super_reduced"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class TaxClass:
    """Which of a country's rates a thing bears: `level`, but another one where a country classes it otherwise.

    Art. 98 of Directive 2006/112/EC leaves to each member state which goods it reduces, and how far: books bear 7 % in
    Germany, its only reduced rate, and 10 % in Austria, the second of two.
    """

    level: RateLevel = RateLevel.STANDARD
    abroad: tuple[tuple[str, RateLevel], ...] = ()

    def level_in(self, place: str) -> RateLevel:
        """Return the level in a place of the table of rates; a part of a country follows the country."""
        country = place.partition("-")[0]
        return next((level for each, level in self.abroad if each == country), self.level)


STANDARD_RATED = TaxClass()
"""What most things bear."""


class RateUnknown(KoggeError):
    """There is no rate for a place, level and date."""

    code = "tax_rate_unknown"


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A rate in per cent from a day on, until the next one of its place and level; `source` says who set it."""

    place: str
    level: RateLevel
    percent: Decimal
    valid_from: date
    source: str


class RateTable:
    """All rates, by place and level."""

    def __init__(self, rates: Iterable[TaxRate]) -> None:
        """Order the rates by their days."""
        self._rates: dict[tuple[str, RateLevel], list[TaxRate]] = defaultdict(list)
        for rate in sorted(rates, key=lambda each: each.valid_from):
            self._rates[rate.place, rate.level].append(rate)

    def __iter__(self) -> Iterator[TaxRate]:
        """Go over all rates."""
        return chain.from_iterable(self._rates.values())

    def get(self, place: str, level: RateLevel, on: date) -> TaxRate:
        """Return the rate of a place on a day. Raises RateUnknown.

        A place that lacks a level taxes what elsewhere has it at its next higher one: no exemption is ever guessed.
        """
        if level is RateLevel.ZERO:
            return TaxRate(place, level, Decimal(0), date.min, "")
        levels = list(RateLevel)
        for candidate in reversed(levels[: levels.index(level) + 1]):
            valid = [rate for rate in self._rates.get((place, candidate), ()) if rate.valid_from <= on]
            if valid:
                return valid[-1]
        message = f"No rate of value added tax is known for {place or 'an unnamed country'} on {on:%Y-%m-%d}."
        raise RateUnknown(message)
