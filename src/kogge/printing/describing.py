"""Words a paper for the typesetter: every text in the paper's language, in the order in which it stands."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import override

from kogge.kernel.money import exponent_of, to_major
from kogge.printing.models import BLACK, Letterhead
from kogge.printing.rules import (
    CREDIT_NOTE,
    DELIVERY_NOTE,
    INVOICE,
    OF_LAW,
    Mark,
    Paper,
    PaperLine,
    TaxGroup,
    clean,
    sum_taxes,
)
from kogge.printing.words import Words, read_words
from kogge.taxes.decisions import Scheme
from kogge.web.formats import format_country, format_major, format_money

LOCALES = {"en": "en_GB"}
"""Days in English are written so that nobody mistakes them for months."""

FINER = 2
"""A unit price has at most so many decimals more than its currency: Art. 226 Nr. 8 asks for it, nobody books it."""

LONG = re.compile(r"\S{30}(?=\S)")

NOTES = {
    Scheme.OSS.value: "note_oss",
    Scheme.LOCAL.value: "note_local",
    Scheme.REVERSE_CHARGE.value: "note_reverse_charge",
    Scheme.EXPORT.value: "note_export",
    Scheme.MARKETPLACE.value: "note_marketplace",
    Scheme.SMALL_BUSINESS.value: "note_small_business",
}
"""What is said of a scheme: Art. 226 Nr. 11 of Directive 2006/112/EC, § 14 Abs. 4 Nr. 8 and § 14a UStG."""

GERMAN_LAW = {
    Scheme.OSS.value: "§ 3c, § 18j UStG",
    Scheme.LOCAL.value: "§ 3c UStG",
    Scheme.REVERSE_CHARGE.value: "§ 4 Nr. 1 Buchst. b, § 6a UStG",
    Scheme.EXPORT.value: "§ 4 Nr. 1 Buchst. a, § 6 UStG",
    Scheme.SMALL_BUSINESS.value: "§ 19 UStG",
}

CHARGES = {
    "Versand": "shipping",
    "Geschenkverpackung": "gift_wrap",
    "Nachnahmegebühr": "cod_fee",
    "Trinkgeld": "tip",
    "Sonstiges": "other",
    "Rabatt": "discount",
    "Differenz zur Plattform": "difference",
}
"""What lines are called that no article of the order stands behind, as orders are drafted."""


def describe_paper(paper: Paper, letterhead: Letterhead | None, company_name: str, language: str) -> dict[str, Any]:
    """Return what the template sets, JSON throughout (see `paper.typ`)."""
    words = read_words(language)
    letterhead = letterhead or Letterhead(legal_name=company_name)
    with override(language):
        described = _Describer(paper, letterhead, company_name, words, language).describe()
    return {key: _make_printable(value) for key, value in described.items()}


def _make_printable(value: Any) -> Any:  # noqa: ANN401 - whatever is in JSON
    """Return texts without control characters; what has no place to break gets some, so that it stays on the paper."""
    if isinstance(value, str):
        return LONG.sub("\\g<0>\N{ZERO WIDTH SPACE}", clean(value))
    if isinstance(value, list):
        return [_make_printable(each) for each in value]
    return {key: _make_printable(each) for key, each in value.items()} if isinstance(value, dict) else value


def list_address_lines(address: Mapping[str, Any], home: str) -> list[str]:
    """Return an address as it stands in a window: the country in capitals where it is not that of who writes."""
    country = str(address.get("country") or "")
    city = f"{address.get('postal_code') or ''} {address.get('city') or ''}".strip()
    region = str(address.get("region") or "") if country in {"US", "CA", "AU"} else ""
    named = [str(address.get(name) or "") for name in ("company_name", "name", "line1", "line2", "line3", "district")]
    abroad = format_country(country).upper() if country and country != home else ""
    lines = [*named, f"{city} {region}".strip(), abroad]
    return list(dict.fromkeys(line for line in lines if line))


class _Describer:
    """Words one paper."""

    def __init__(self, paper: Paper, letterhead: Letterhead, company_name: str, words: Words, language: str) -> None:
        self._paper = paper
        self._letterhead = letterhead
        self._name = letterhead.legal_name or company_name
        self._words = words
        self._language = language
        self._locale = LOCALES.get(language, language)
        self._has_prices = paper.kind != DELIVERY_NOTE or letterhead.delivery_notes_have_prices

    def describe(self) -> dict[str, Any]:
        paper, letterhead, words = self._paper, self._letterhead, self._words
        texts = letterhead.texts.get(self._language) or {}
        is_letter = paper.kind not in {CREDIT_NOTE, DELIVERY_NOTE} and not paper.takes_back
        groups = sum_taxes(paper.lines) if self._has_prices else []
        recipient = list_address_lines(paper.recipient, letterhead.country)
        delivered = list_address_lines(paper.delivery_address, letterhead.country)
        return {
            "language": self._language,
            "accent": letterhead.accent or BLACK,
            "logo": f"logo.{letterhead.logo_kind}" if letterhead.logo else "",
            "title": self._title(),
            "name": self._name,
            "number": paper.number,
            "mark": asdict(words)[paper.mark.value] if paper.mark is not Mark.NONE else "",
            "sender": " · ".join(filter(None, (self._name, letterhead.line1, self._city()))),
            "head": [*self._list_head()],
            "recipient": recipient,
            "deliver_to": [words.deliver_to, delivered] if delivered and delivered != recipient else None,
            "facts": [[label, value] for label, value in self._list_facts() if value],
            "intro": texts.get("intro", "") if is_letter else "",
            "columns": self._list_columns(),
            "rows": [*self._list_rows()],
            "carried": words.carried_forward if self._has_prices else "",
            "sums": [*self._list_sums(groups)],
            "breakdown": self._describe_breakdown(groups) if paper.kind in OF_LAW else None,
            "notes": [*self._list_notes(), *(note for _scheme, note in self._list_reasons(groups))],
            "reasons": dict(self._list_reasons(groups)),
            "closing": texts.get("closing", "") if is_letter else "",
            "foot": [column for column in self._list_foot() if column],
            "foot_text": texts.get("footer", ""),
            "page": words.page,
        }

    def _title(self) -> str:
        """Return what the paper calls itself: `Gutschrift` would be a self-billed invoice (§ 14 Abs. 4 Nr. 10 UStG)."""
        words, paper = self._words, self._paper
        if paper.takes_back:
            return words.cancellation if paper.kind in OF_LAW else words.reversal
        titles = asdict(words)
        return str(titles.get(paper.kind, ""))

    def _city(self) -> str:
        return f"{self._letterhead.postal_code} {self._letterhead.city}".strip()

    def _list_head(self) -> Iterator[str]:
        """Yield what stands beside the logo, in small type."""
        letterhead = self._letterhead
        yield from filter(None, (letterhead.line1, letterhead.line2, self._city()))

    def _list_facts(self) -> Iterator[tuple[str, str]]:
        paper, words = self._paper, self._words
        label = words.cancels if paper.takes_back else words.corrects
        yield words.number, paper.number
        yield words.date, self._date(paper.made_on)
        yield words.supply_date, self._date(paper.supplied_on)
        for number, day in paper.corrects:
            yield label, words.of_date.format(number=number, date=self._date(day))
        yield words.due_date, self._date(paper.due_on)
        yield words.customer_number, paper.customer_number
        yield words.order_number, paper.order_reference
        yield words.order_date, self._date(paper.ordered_on)
        yield words.purchase_order, paper.purchase_order_number
        yield words.payment_method, paper.payment_method if self._has_prices else ""
        yield words.shipping_method, paper.shipping_method
        yield words.buyer_vat_id, paper.vat_id
        for country in dict.fromkeys(line.place for line in paper.lines):
            if country != self._letterhead.country:
                yield words.seller_vat_id, paper.seller_vat_ids.get(country, "")

    def _list_columns(self) -> list[list[str]]:
        words = self._words
        columns = [[words.position, "right"], [words.description, "left"], [words.quantity, "right"]]
        if self._has_prices:
            price = words.unit_price_net if self._paper.shows_net_prices else words.unit_price
            columns += [[price, "right"], [words.tax_rate, "right"], [words.net, "right"], [words.gross, "right"]]
        return columns

    def _list_rows(self) -> Iterator[dict[str, Any]]:
        running = 0
        for line in self._paper.lines:
            running += line.total_minor
            cells = [str(line.position), "", self._count(line.quantity)]
            if self._has_prices:
                cells += [self._price(line), self._rate(line.percent, line.scheme)]
                cells += [self._money(line.net_minor), self._money(line.total_minor)]
            yield {
                "cells": cells,
                "title": self._name_of(line),
                "details": [*self._list_details(line)],
                "running": self._money(running) if self._has_prices else "",
            }

    def _name_of(self, line: PaperLine) -> str:
        """Return a line's title; what no article stands behind was drafted in German."""
        if line.is_goods:
            return line.title
        charge, _, rest = line.title.partition(" (")
        named = asdict(self._words)
        word = named.get(CHARGES.get(charge, ""), charge)
        lowered = named.get(CHARGES.get(rest.rstrip(")"), ""), rest.rstrip(")"))
        return f"{word} ({lowered})" if rest else str(word)

    def _list_details(self, line: PaperLine) -> Iterator[str]:
        if line.is_goods:
            yield self._words.article.format(number=line.article_number)
        if line.discount_minor and self._has_prices:
            yield self._words.line_discount.format(amount=self._money(line.discount_minor))
        if line.order_reference:
            yield f"{self._words.order_number} {line.order_reference}"

    def _price(self, line: PaperLine) -> str:
        """Return the price of one piece before its discount, without tax where the buyer reckons so."""
        currency = self._paper.currency
        before = to_major(line.total_minor - line.collected_minor - line.discount_minor, currency)
        if self._paper.shows_net_prices:
            before = before * 100 / (100 + (line.percent or 0))
        each = before / (line.quantity or 1)
        finest = Decimal(1).scaleb(-exponent_of(currency) - FINER)
        return format_major(_trim(each.quantize(finest, ROUND_HALF_UP), exponent_of(currency)), currency)

    def _list_sums(self, groups: list[TaxGroup]) -> Iterator[list[str]]:
        if not groups:
            return
        words, paper = self._words, self._paper
        collected = sum(each.collected_minor for each in groups)
        yield [words.sum_net, self._money(sum(each.net_minor for each in groups))]
        for group in groups:
            if group.tax_minor:
                yield [self._name_tax(group), self._money(group.tax_minor)]
        if collected:
            yield [words.collected.format(platform=paper.platform), self._money(collected)]
        yield [words.total, self._money(paper.total_minor)]

    def _name_tax(self, group: TaxGroup) -> str:
        where = f" {group.place}" if group.place and group.place != self._letterhead.country else ""
        return f"{self._words.sum_tax}{where} {self._rate(group.percent, group.scheme)}"

    def _describe_breakdown(self, groups: list[TaxGroup]) -> dict[str, Any]:
        words = self._words
        return {
            "title": words.breakdown,
            "heads": [words.tax_rate, words.taxable, words.tax, words.gross],
            "rows": [
                [
                    self._name_rate(group),
                    self._money(group.net_minor),
                    self._money(group.tax_minor),
                    self._money(group.net_minor + group.tax_minor),
                ]
                for group in groups
            ],
        }

    def _name_rate(self, group: TaxGroup) -> str:
        if group.scheme == Scheme.MARKETPLACE:
            return self._words.by_platform.format(platform=self._paper.platform)
        place = format_country(group.place.partition("-")[0]) if group.place else ""
        is_exempt = not group.percent and group.scheme in NOTES
        rate = self._words.exempt if is_exempt else self._rate(group.percent, group.scheme)
        return " · ".join(filter(None, (rate, place)))

    def _list_notes(self) -> Iterator[str]:
        paper = self._paper
        if paper.kind == INVOICE and not paper.takes_back and paper.supplied_on in {None, paper.made_on}:
            yield self._words.supply_is_date

    def _list_reasons(self, groups: Iterable[TaxGroup]) -> Iterator[tuple[str, str]]:
        """Yield schemes with what is said of each."""
        words, paper = asdict(self._words), self._paper
        if paper.kind == DELIVERY_NOTE:
            return
        for scheme, place in dict.fromkeys((each.scheme, each.place) for each in groups):
            if scheme not in NOTES:
                continue
            country = format_country(place.partition("-")[0]) if place else ""
            law = GERMAN_LAW.get(scheme, "") if self._letterhead.country == "DE" else ""
            note = words[NOTES[scheme]].format(country=country, platform=paper.platform)
            yield scheme, f"{note} ({law})" if law else note

    def _list_foot(self) -> Iterator[list[str]]:
        """Yield the columns at the foot: who, how to reach, which numbers, and the bank where it is paid to us."""
        letterhead, words = self._letterhead, self._words
        country = format_country(letterhead.country)
        yield [each for each in (self._name, letterhead.line1, letterhead.line2, self._city(), country) if each]
        contact = [
            (words.phone, letterhead.phone),
            (words.email, letterhead.email),
            (words.website, letterhead.website),
        ]
        yield _label(contact)
        register = [
            (words.directors, letterhead.directors),
            ("", letterhead.register_entry),
            (words.tax_number, letterhead.tax_number),
            (words.vat_id, letterhead.vat_id),
        ]
        yield _label(register)
        if not self._paper.platform:
            yield _label([("", letterhead.bank_name), ("IBAN", _group_iban(letterhead.iban)), ("BIC", letterhead.bic)])

    def _money(self, minor: int) -> str:
        return format_money(minor, self._paper.currency)

    def _count(self, number: int) -> str:
        return str(format_decimal(number, locale=self._locale))

    def _rate(self, percent: Decimal | None, scheme: str) -> str:
        if percent is None or scheme == Scheme.MARKETPLACE:
            return "–"
        return f"{format_decimal(_trim(percent, 0), locale=self._locale)}\N{NO-BREAK SPACE}%"

    def _date(self, day: date | None) -> str:
        return str(format_date(day, format="medium", locale=self._locale)) if day else ""


def _label(lines: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{label}: {value}" if label else value for label, value in lines if value]


def _trim(number: Decimal, least: int) -> Decimal:
    """Return a number without zeros at its end, but with so many decimals at least."""
    exact = number.normalize()
    exponent = exact.as_tuple().exponent
    places = max(least, -exponent if isinstance(exponent, int) else 0)
    return exact.quantize(Decimal(1).scaleb(-places))


def _group_iban(iban: str) -> str:
    return " ".join(iban[begin : begin + 4] for begin in range(0, len(iban), 4))
