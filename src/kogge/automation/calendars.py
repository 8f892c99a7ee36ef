"""Public holidays, on which tasks may rest."""

from collections.abc import Iterator
from functools import cache

import holidays

from kogge.automation.schedules import IsDayOff, never_off

COUNTRIES = ("DE", "AT", "CH")


def find_calendar(code: str) -> IsDayOff:
    """Return the calendar of a code: a country (`DE`), or one of its states (`DE-BY`); none for an empty one."""
    if not code:
        return never_off
    found = _load(code)
    return lambda day: day in found


def list_codes() -> Iterator[str]:
    """Yield the codes of the calendars that there are, each country before its states."""
    for country in COUNTRIES:
        yield country
        for state in holidays.list_supported_countries()[country]:
            yield f"{country}-{state}"


@cache
def _load(code: str) -> holidays.HolidayBase:
    country, _hyphen, state = code.partition("-")
    return holidays.country_holidays(country, subdiv=state or None)
