"""Decisions about value added tax in the reader's words: scheme, rate, and the questions that led there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.taxes.decisions import Question, Scheme
from kogge.taxes.rates import RateLevel
from kogge.web.formats import active_language, format_country

Text = str | Promise

SCHEMES: dict[str, Text] = {
    Scheme.DOMESTIC: _("taxed at home"),
    Scheme.OSS: _("taxed where the goods go, declared through the One-Stop-Shop"),
    Scheme.LOCAL: _("taxed where the goods go, declared there"),
    Scheme.ORIGIN: _("taxed where the goods come from: below the threshold for distance sales"),
    Scheme.REVERSE_CHARGE: _("tax-free supply to a business in another member state"),
    Scheme.EXPORT: _("tax-free export"),
    Scheme.MARKETPLACE: _("taxed and paid by the platform"),
    Scheme.SMALL_BUSINESS: _("no tax: small business"),
    Scheme.UNDECIDED: _("undecided"),
}

LEVELS: dict[str, Text] = {
    RateLevel.STANDARD: _("standard rate"),
    RateLevel.REDUCED: _("reduced rate"),
    RateLevel.SECOND_REDUCED: _("second reduced rate"),
    RateLevel.SUPER_REDUCED: _("super-reduced rate"),
    RateLevel.ZERO: _("zero rate"),
}

QUESTIONS: dict[str, Text] = {
    Question.COLLECTED_BY_PLATFORM: _("Does the platform collect the tax?"),
    Question.DESTINATION_KNOWN: _("Is it known where the goods go?"),
    Question.STARTS_IN_UNION: _("Do the goods leave from within the Union?"),
    Question.SMALL_BUSINESS: _("Is the company a small business?"),
    Question.TAXED_AT_HOME: _("Does that hold for this delivery?"),
    Question.ENDS_IN_UNION: _("Do the goods stay in the Union?"),
    Question.SAME_COUNTRY: _("Do they stay in the country?"),
    Question.BUYER_IS_BUSINESS: _("Is the buyer a business of another member state, by its VAT id?"),
    Question.USES_OSS: _("Does the company use the One-Stop-Shop?"),
    Question.REGISTERED_AT_DESTINATION: _("Is the company registered where the goods go?"),
}


@dataclass(frozen=True)
class WordedStep:
    """A question with its answer."""

    question: Text
    answer: str


@dataclass(frozen=True)
class WordedDecision:
    """A decision about tax as people read it."""

    scheme: Text
    rate: str
    level: Text
    way: str
    on: date | None
    law: str
    source: str
    valid_from: date | None
    steps: list[WordedStep]


def word_decision(decision: Mapping[str, Any]) -> WordedDecision:
    """Return a decision as a document keeps it (see kogge.taxes.desk) in the active language."""
    countries = [format_country(decision[name]) if decision[name] else "?" for name in ("origin", "destination")]
    return WordedDecision(
        scheme=SCHEMES.get(decision["scheme"], decision["scheme"]),
        rate=format_percent(Decimal(decision["percent"])),
        level=LEVELS.get(decision["level"], decision["level"]),
        way=" → ".join(countries),
        on=_date(decision["on"]),
        law=decision["law"],
        source=decision["source"],
        valid_from=_date(decision["valid_from"]),
        steps=[_word_step(*step) for step in decision["steps"]],
    )


def format_percent(percent: Decimal) -> str:
    """Return a rate in per cent in the active language: `19 %`."""
    number = format_decimal(percent.normalize(), locale=active_language().replace("-", "_"))
    return f"{number}\N{NO-BREAK SPACE}%"


def _word_step(question: str, answer: bool, values: Mapping[str, str]) -> WordedStep:  # noqa: FBT001 - a stored triple
    country = format_country(values["country"]) if values.get("country") else ""
    said = gettext("yes") if answer else gettext("no")
    return WordedStep(QUESTIONS.get(question, question), f"{said} ({country})" if country else said)


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text and text != date.min.isoformat() else None
