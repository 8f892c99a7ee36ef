"""Reads single values as other programs write them: amounts, rates, days, countries. Pure."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from functools import cache

from babel import Locale

from kogge.data_imports.reading import Cell, text_of
from kogge.kernel.money import exponent_of


class Numbers(StrEnum):
    """What stands before decimals."""

    COMMA = "comma"
    POINT = "point"


_SIGNS = {Numbers.COMMA: (",", r"[.'’\s]"), Numbers.POINT: (".", r"[,'’\s]")}
_WORDS = re.compile(r"(€|EUR|USD|GBP|CHF|\$|£|%)", re.IGNORECASE)
_PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d+)?)\s*%")
_LAST_SIGN = re.compile(r"^[^,.]*?[\d.,'’\s]*([,.])(\d+)-?$")
_GROUP_LENGTH = 3
_DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y", "%Y%m%d", "%Y/%m/%d")
_TIMES = ("%H:%M:%S", "%H:%M")
_PLATES = {"A": "AT", "B": "BE", "D": "DE", "E": "ES", "F": "FR", "I": "IT", "L": "LU", "P": "PT", "S": "SE"}
"""What cars bear, as old programs of German-speaking countries write countries."""
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
MOST_DIGITS = 15


def find_numbers(texts: Iterable[str]) -> Numbers:
    """Return which sign stands before the decimals of these amounts; a comma where none tells.

    What stands last in an amount and is not followed by three digits separates no thousands.
    """
    for text in texts:
        match = _LAST_SIGN.match(_WORDS.sub("", text).strip())
        if match and len(match[2]) != _GROUP_LENGTH:
            return Numbers.COMMA if match[1] == "," else Numbers.POINT
    return Numbers.COMMA


def read_amount(cell: Cell, numbers: Numbers) -> Decimal | None:
    """Return a number in its usual spellings (1.234,50 €; 12,50-); None where it is none."""
    if isinstance(cell, Decimal):
        return cell
    text = _WORDS.sub("", text_of(cell)).strip()
    is_negative = text.startswith("-") or text.endswith("-")
    sign, between = _SIGNS[numbers]
    digits = text.strip("+- \u00a0")
    decimals = rf"(?:{re.escape(sign)}([0-9]+))?"
    match = re.fullmatch(rf"([0-9]{{1,3}}(?:{between}[0-9]{{3}})+|[0-9]+){decimals}", digits)
    if match is None or len(digits) > MOST_DIGITS + _GROUP_LENGTH:
        return None
    whole = re.sub(r"[^0-9]", "", match[1])
    amount = Decimal(f"{whole}.{match[2] or 0}")
    return -amount if is_negative else amount


def read_percent(cell: Cell, numbers: Numbers) -> Decimal | None:
    """Return a rate in per cent: 19; 19,0 %; “19 % USt”; a workbook's 0.19 is 19. None where it is none."""
    if isinstance(cell, Decimal) and 0 < cell < 1:
        return cell * 100
    amount = read_amount(cell, numbers)
    if amount is not None:
        return amount
    match = _PERCENT.search(text_of(cell))
    return Decimal(match[1].replace(",", ".")) if match else None


def read_moment(cell: Cell, zone: tzinfo) -> datetime | None:
    """Return a day or point in time, of the zone where it names none; None where it is none."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=cell.tzinfo or zone)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), zone)
    text = text_of(cell).strip()
    first, _space, rest = text.replace("T", " ", 1).partition(" ")
    for pattern in _DAYS:
        try:
            day = datetime.strptime(first, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return datetime.combine(day, _read_time(rest), zone)
    return None


def _read_time(text: str) -> time:
    for pattern in _TIMES:
        try:
            return datetime.strptime(text.strip(), pattern).time()  # noqa: DTZ007 - of the zone
        except ValueError:
            continue
    return time()


def read_country(text: str) -> str | None:
    """Return the country's code of a code, a German or English name, or a plate's letter; None where it is none."""
    written = text.strip()
    if not written:
        return ""
    return _PLATES.get(written.upper()) or _countries().get(written.casefold())


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("de", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == len("DE") and code.isalpha():
                found |= {str(name).casefold(): code, code.casefold(): code}
    return found


def round_to_minor(amount: Decimal, currency: str) -> int:
    """Return major units as the nearest minor ones, commercially rounded."""
    return int(amount.scaleb(exponent_of(currency), _EXACT).quantize(Decimal(1), context=_EXACT))


def add_tax(net: list[Decimal], percent: Decimal, currency: str) -> list[int]:
    """Return net amounts (major units) of one rate with their tax, in minor units.

    All of them together are rounded once; each part is what the rounded running sum grows by, so that they add up.
    """
    running, before, parts = Decimal(0), 0, []
    for each in net:
        running += each
        so_far = round_to_minor(_EXACT.divide(running * (100 + percent), Decimal(100)), currency)
        parts.append(so_far - before)
        before = so_far
    return parts
