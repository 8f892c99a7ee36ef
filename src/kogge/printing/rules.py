"""What stands on a paper, in which language, and what an invoice must not lack: pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from kogge.printing.words import FALLBACK, LANGUAGES
from kogge.taxes.decisions import Scheme

OFFER, ORDER, CONFIRMATION, DELIVERY_NOTE = "offer", "order", "confirmation", "delivery_note"
INVOICE, CREDIT_NOTE = "invoice", "credit_note"
OF_LAW = frozenset({INVOICE, CREDIT_NOTE})
"""Kinds of documents that the law on invoices speaks of; a credit note corrects an invoice and is one itself."""

SMALL_AMOUNT_MINOR = 250_00
"""Up to so much in euro an invoice need not name its recipient (§ 33 UStDV; Directive 2006/112/EC, Art. 238)."""


class Mark(StrEnum):
    """What stands across a paper that is none yet, or no longer."""

    NONE = ""
    DRAFT = "draft"
    CANCELLED = "cancelled"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line: amounts in minor units, as the document keeps them.

    `tax_minor` and `percent` are None where no tax was decided. `collected_minor` is the tax in the total that the
    platform collects and pays itself.
    """

    position: int
    article_number: str
    title: str
    is_goods: bool
    quantity: int
    total_minor: int
    discount_minor: int = 0
    tax_minor: int | None = None
    percent: Decimal | None = None
    scheme: str = Scheme.UNDECIDED.value
    place: str = ""
    collected_minor: int = 0
    order_reference: str = ""

    @property
    def net_minor(self) -> int:
        """What the line costs without any tax."""
        return self.total_minor - (self.tax_minor or 0) - self.collected_minor


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as a paper shows it.

    `supplied_on` is None where nothing is known of the goods' way. `corrects` are numbers and dates of the invoices
    that it changes. `seller_vat_ids` are those under which the company is registered in other countries.
    """

    kind: str
    number: str
    made_on: date
    currency: str
    total_minor: int
    lines: tuple[PaperLine, ...]
    mark: Mark = Mark.NONE
    takes_back: bool = False
    supplied_on: date | None = None
    due_on: date | None = None
    customer_number: str = ""
    order_reference: str = ""
    ordered_on: date | None = None
    purchase_order_number: str = ""
    payment_method: str = ""
    shipping_method: str = ""
    vat_id: str = ""
    is_business: bool = False
    platform: str = ""
    marketplace: str = ""
    invoice_address: Mapping[str, Any] = field(default_factory=dict)
    delivery_address: Mapping[str, Any] = field(default_factory=dict)
    corrects: tuple[tuple[str, date], ...] = ()
    seller_vat_ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def recipient(self) -> Mapping[str, Any]:
        """Whom the paper is written to: goods are announced where they go, all else goes to who pays."""
        addresses = [self.invoice_address, self.delivery_address]
        if self.kind == DELIVERY_NOTE:
            addresses.reverse()
        return next((each for each in addresses if is_named(each)), {})

    @property
    def shows_net_prices(self) -> bool:
        """Whether the buyer reckons without tax."""
        return self.is_business or bool(self.vat_id)


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """What of a document bears the same tax (Directive 2006/112/EC, Art. 226 Nr. 8 to 10; § 14 Abs. 4 UStG)."""

    scheme: str
    place: str
    percent: Decimal | None
    net_minor: int
    tax_minor: int
    collected_minor: int

    @property
    def total_minor(self) -> int:
        """All of it."""
        return self.net_minor + self.tax_minor + self.collected_minor


def sum_taxes(lines: Iterable[PaperLine]) -> list[TaxGroup]:
    """Return what lines cost by scheme, country and rate, in the order of the lines: sums of what they keep."""
    sums: dict[tuple[str, str, Decimal | None], list[int]] = {}
    for line in lines:
        amounts = sums.setdefault((line.scheme, line.place, line.percent), [0, 0, 0])
        for place, amount in enumerate((line.net_minor, line.tax_minor or 0, line.collected_minor)):
            amounts[place] += amount
    return [TaxGroup(*key, *amounts) for key, amounts in sums.items()]


_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """Return text without what is no writing: control characters, and marks that turn the direction of what follows."""
    return _CONTROLS.sub("", text)


class Sender(Protocol):
    """Whose paper it is, as far as the law asks."""

    legal_name: str
    line1: str
    postal_code: str
    city: str
    tax_number: str
    vat_id: str


class Lack(StrEnum):
    """What an invoice lacks."""

    NAME = "name"
    ADDRESS = "address"
    TAX_NUMBER = "tax_number"
    VAT_ID = "vat_id"
    TAX = "tax"
    RECIPIENT = "recipient"
    BUYER_VAT_ID = "buyer_vat_id"


def list_lacks(paper: Paper, sender: Sender | None) -> list[Lack]:
    """Return what a paper lacks to be an invoice; others lack nothing.

    Name and address of who sells and who buys, the seller's tax number or VAT id: § 14 Abs. 4 Nr. 1 and 2 UStG, Art.
    226 Nr. 3 and 5 of Directive 2006/112/EC. Both VAT ids for tax-free supplies to other member states: § 14a Abs. 3
    UStG, Art. 226 Nr. 4. Tax by rate: § 14 Abs. 4 Nr. 7 and 8 UStG, Art. 226 Nr. 8 to 10.
    """
    if paper.kind not in OF_LAW:
        return []
    schemes = {line.scheme for line in paper.lines}
    is_untaxed = any(line.tax_minor is None for line in paper.lines)
    crosses = Scheme.REVERSE_CHARGE in schemes
    is_large = abs(paper.total_minor) > SMALL_AMOUNT_MINOR
    lacks = {
        Lack.NAME: not (sender and sender.legal_name.strip()),
        Lack.ADDRESS: not (sender and sender.line1.strip() and sender.city.strip()),
        Lack.TAX_NUMBER: not (sender and (sender.tax_number or sender.vat_id)),
        Lack.VAT_ID: bool(crosses and not (sender and sender.vat_id)),
        Lack.TAX: is_untaxed or Scheme.UNDECIDED in schemes,
        Lack.RECIPIENT: is_large and not is_named(paper.recipient),
        Lack.BUYER_VAT_ID: crosses and not paper.vat_id,
    }
    return [lack for lack, is_lacking in lacks.items() if is_lacking]


def is_named(address: Mapping[str, Any]) -> bool:
    """Tell whether an address says who lives there."""
    return bool(address.get("name") or address.get("company_name"))


_OF_COUNTRIES = {
    **dict.fromkeys(("DE", "AT", "LI"), "de"),
    **dict.fromkeys(("FR", "MC", "GP", "MQ", "GF", "RE", "YT"), "fr"),
    **dict.fromkeys(("IT", "SM", "VA"), "it"),
    **dict.fromkeys(("ES", "AD"), "es"),
    **dict.fromkeys(("GB", "IE", "US", "CA", "AU", "NZ", "MT"), "en"),
    "LU": "fr",
    "PL": "pl",
    "NL": "nl",
}
_BY_POSTAL_CODE = {
    # Wallonia and Brussels; the nine municipalities that speak German; the rest speaks Dutch.
    "BE": ((r"47(0|1|2|3|5|6|7|8)\d", "de"), (r"1[0-4]\d\d|[4-7]\d{3}", "fr"), (r"", "nl")),
    # Western Switzerland, the Ticino; the rest speaks German.
    "CH": ((r"(1|20|22|23|24|26|27|28|29)\d+", "fr"), (r"6[5-9]\d\d", "it"), (r"", "de")),
}
_OF_MARKETPLACES = {"de": "de", "fr": "fr", "it": "it", "es": "es", "mx": "es", "pl": "pl", "nl": "nl"}


def choose_language(addresses: Sequence[Mapping[str, Any]], marketplace: str) -> str:
    """Return the language of a paper: that of the buyer's country, else of the marketplace, else English.

    `addresses` come in the order in which they count, `marketplace` is the platform's name of it, such as `market.fr`.
    """
    address = next((each for each in addresses if each.get("country")), {})
    country = str(address.get("country") or "").upper()
    code = str(address.get("postal_code") or "").strip()
    regional = (language for pattern, language in _BY_POSTAL_CODE.get(country, ()) if re.match(pattern, code))
    found = _OF_COUNTRIES.get(country) or next(regional, "")
    found = found or _OF_MARKETPLACES.get(marketplace.rpartition(".")[2].lower(), FALLBACK)
    return found if found in LANGUAGES else FALLBACK
