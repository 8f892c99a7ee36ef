"""Calendar days as people write them in conditions, and as they are compared: by their ordinal number.

The library turns days into times, with a time zone where they stand alone and without one where they stand in a list;
numbers leave nothing to interpret.
"""

import re
from datetime import date

_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_GERMAN = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")


def read_day(text: str) -> int | None:
    """Return the ordinal of the day `2026-10-31` or `31.10.2026`; None where it is neither, or there is no such day."""
    found = _ISO.fullmatch(text) or _GERMAN.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])).toordinal()
    except ValueError:
        return None
