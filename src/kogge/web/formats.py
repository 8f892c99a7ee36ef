"""Amounts, numbers and time spans as people of the active language read them."""

import copy
import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import NumberPattern, format_decimal, get_currency_symbol
from django.utils.translation import get_language

from kogge.kernel.money import exponent_of, to_major

FALLBACK_LANGUAGE = "en"

BETWEEN_CODE_AND_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")
"""Where a currency shown by its letters stands before the digits, CLDR wants a space; Babel leaves it out."""


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@lru_cache(maxsize=512)
def _money_pattern(language: str, currency: str, decimals: int) -> NumberPattern:
    """Return the language's pattern with the decimals that are booked: CLDR shows some currencies with fewer.

    The currency's symbol stands in it already: Babel would look up the currency's full name for each amount, too.
    """
    locale = _locale(language)
    pattern: NumberPattern = copy.copy(locale.currency_formats["standard"])
    pattern.frac_prec = (decimals, decimals)
    symbol = get_currency_symbol(currency, locale)
    pattern.prefix = _fill_in(pattern.prefix, symbol)
    pattern.suffix = _fill_in(pattern.suffix, symbol)
    return pattern


def _fill_in(positive_and_negative: tuple[str, str], symbol: str) -> tuple[str, str]:
    positive, negative = positive_and_negative
    return positive.replace("\N{CURRENCY SIGN}", symbol), negative.replace("\N{CURRENCY SIGN}", symbol)


@lru_cache(maxsize=4096)
def _format_count(number: int, language: str) -> str:
    return format_decimal(number, locale=_locale(language))


def active_language() -> str:
    """Return the language of the page under way, e.g. `de`."""
    return get_language() or FALLBACK_LANGUAGE


def format_money(minor: int, currency: str) -> str:
    """Return integer minor units of `currency` as an amount in the active language, with the currency's decimals."""
    return _format_minor(minor, currency, active_language())


def format_major(amount: Decimal, currency: str) -> str:
    """Return major units of `currency` in the active language: with the currency's decimals, or more if it has them."""
    return _format_major(amount, currency, active_language())


@lru_cache(maxsize=4096)
def _format_minor(minor: int, currency: str, language: str) -> str:
    """Remember what a merchant's prices look like: the same ones are shown all day."""
    return _format_major(to_major(minor, currency), currency, language)


def _format_major(amount: Decimal, currency: str, language: str) -> str:
    exponent = amount.as_tuple().exponent
    decimals = max(exponent_of(currency), -exponent if isinstance(exponent, int) else 0)
    pattern = _money_pattern(language, currency, decimals)
    shown = str(pattern.apply(amount, _locale(language), currency_digits=False))
    return BETWEEN_CODE_AND_DIGIT.sub("\N{NO-BREAK SPACE}", shown)


def format_count(number: int) -> str:
    """Return a whole number with the active language's grouping."""
    return _format_count(number, active_language())


def format_country(code: str) -> str:
    """Return a country's name in the active language, or the code itself if it is none."""
    return str(_locale(active_language()).territories.get(code.upper(), code))


def format_wait(seconds: float) -> str:
    """Return a waiting time as minutes and seconds: `2:58`."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"
