"""How a company stands towards value added tax on a day: schemes begin and end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kogge.taxes.decisions import Supplier


class RegistrationKind(StrEnum):
    """What a company can be registered for."""

    VAT = "vat"
    OSS = "oss"
    SMALL_BUSINESS = "small_business"


@dataclass(frozen=True, slots=True)
class Registration:
    """A scheme, or with VAT a country, and the days for which it holds, both ends included."""

    kind: RegistrationKind
    country: str
    valid_from: date
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(slots=True)
class SupplierHistory:
    """A company's home country and all its registrations."""

    country: str
    registrations: tuple[Registration, ...] = ()
    _by_day: dict[date, Supplier] = field(default_factory=dict, repr=False)

    def on(self, day: date) -> Supplier:
        """Return how the company stands on a day."""
        known = self._by_day.get(day)
        if known is None:
            valid = [each for each in self.registrations if each.holds_on(day)]
            known = self._by_day[day] = _combine(self.country, valid)
        return known


def _combine(country: str, valid: Iterable[Registration]) -> Supplier:
    held = list(valid)
    kinds = {each.kind for each in held}
    return Supplier(
        country=country,
        registrations=frozenset(each.country for each in held if each.kind is RegistrationKind.VAT),
        uses_oss=RegistrationKind.OSS in kinds,
        is_small_business=RegistrationKind.SMALL_BUSINESS in kinds,
    )
