"""Where an address lies for value added tax: a postal code may be in a country and outside its tax."""

import re
from dataclasses import dataclass
from functools import lru_cache

MEMBER_STATES = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
"""The European Union since 2020-02-01. Northern Ireland (XI) belongs to it for goods (Windsor Framework, Art. 8)."""

_OTHER_NAMES = {"EL": "GR", "UK": "GB", "MC": "FR", "IM": "GB"}
"""The Union's own codes; and Monaco and Man, which Art. 7 of Directive 2006/112/EC adds to France and Great Britain."""

# Territories that Art. 6 of Directive 2006/112/EC leaves out, by their postal codes.
_OUTSIDE = {
    "DE": re.compile(r"78266|27498"),  # Büsingen, Heligoland
    "ES": re.compile(r"(35|38|51|52)\d{3}"),  # the Canaries, Ceuta, Melilla
    "FI": re.compile(r"22\d{3}"),  # Åland
    "FR": re.compile(r"9[78]\d{3}"),  # overseas; Monaco's 98000 is written with its own country or is caught below
    "GR": re.compile(r"63086|63087"),  # Mount Athos
    "IT": re.compile(r"23041|22061"),  # Livigno, Campione d'Italia
}
_MONACO = re.compile(r"980\d\d")
_NORTHERN_IRELAND = re.compile(r"BT\d")
_SEPARATORS = re.compile(r"[\s-]+")
_OF_DIGITS = frozenset({"AT", "DE", "ES", "FI", "FR", "GR", "IT", "PT"})
"""Countries with such territories whose postal codes are digits: what people write before them (D-, FI-) is none."""

# Parts of countries that have rates of their own.
_REGIONS = (
    ("AT", re.compile(r"6691|699[1-3]"), "AT-M"),  # Jungholz and Mittelberg: § 10 Abs. 4 UStG 1994
    ("PT", re.compile(r"9[0-4]\d{2}"), "PT-30"),  # Madeira
    ("PT", re.compile(r"9[5-9]\d{2}"), "PT-20"),  # the Azores
)


@dataclass(frozen=True, slots=True)
class Territory:
    """A place for value added tax. `rates` names whose rates apply: a country, or a part of one that has its own."""

    country: str
    rates: str
    is_in_union: bool


@lru_cache(maxsize=20_000)
def find_territory(country: str, postal_code: str = "") -> Territory:
    """Return where an address lies for value added tax (Directive 2006/112/EC, Art. 5 to 7).

    `country` is an ISO 3166 code; the Union's EL, UK and XI are understood.
    """
    code = _OTHER_NAMES.get(country.strip().upper(), country.strip().upper())
    place = _SEPARATORS.sub("", postal_code.upper())
    if code in _OF_DIGITS:
        place = "".join(each for each in place if each.isdecimal())
    if code == "XI" or (code == "GB" and _NORTHERN_IRELAND.match(place)):
        return Territory("XI", "XI", is_in_union=True)
    outside = _OUTSIDE.get(code)
    if outside is not None and outside.fullmatch(place) and not (code == "FR" and _MONACO.fullmatch(place)):
        return Territory(code, "", is_in_union=False)
    region = next((name for of, pattern, name in _REGIONS if of == code and pattern.match(place)), code)
    return Territory(code, region, is_in_union=code in MEMBER_STATES)
