"""What people type about platforms, understood."""

import re
from collections.abc import Iterable

SYNONYMS = {"UK": "GB"}
"""People write UK; the country code (ISO 3166-1) is GB."""


def parse_marketplaces(text: str) -> list[str]:
    """Return country codes from "DE, FR; IT": commas, semicolons or blanks between, capitals, each once, in order.

    Whether a code is a marketplace is for the Cloud to say.
    """
    codes = (SYNONYMS.get(code, code) for code in re.split(r"[\s,;]+", text.upper()) if code)
    return list(dict.fromkeys(codes))


def show_marketplaces(codes: Iterable[str]) -> str:
    """Return the codes as people type them."""
    return ", ".join(codes)
