"""How a platform's orders become documents, as plain values: what the settings say, and what follows for one order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import NamedTuple

from kogge.documents.rules import MessageDraft
from kogge.kernel.errors import KoggeError
from kogge.taxes.decisions import Place
from kogge.taxes.desk import TaxDesk
from kogge.taxes.rates import STANDARD_RATED, TaxClass
from kogge_contract.orders import FulfilledBy, Order

INFO, WARNING = "info", "warning"
SETTING, MAPPING, DEFAULT = "setting", "mapping", "default"
"""Where a value of a document came from: a setting that holds for all orders, a row of a mapping table, or what the
standard configuration says where no row fits."""


class ArticleUnknown(KoggeError):
    """A SKU is no article here, and the settings want the order to wait for one."""

    code = "unknown_article"

    def __init__(self, line: str, sku: str, ean: str = "") -> None:
        """Name the item and its SKU."""
        super().__init__(f"Item {line}: no article has the SKU “{sku}”, and it is not in the mapping of SKUs.")
        self.sku = sku
        self.ean = ean


@dataclass(frozen=True, slots=True)
class ArticleChoice:
    """An article as a line needs it, with how it was found."""

    id: int
    number: str
    tax_class: TaxClass = STANDARD_RATED
    source: str = SETTING


class Part(NamedTuple):
    """One article of what a SKU stands for: how many of it, and how much it weighs in the price (0: as the others)."""

    article: ArticleChoice
    quantity: int = 1
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Articles:
    """What the orders' SKUs and EANs stand for, and the articles that the settings name.

    `by_sku` and `by_ean` hold one part for an article, several for a bundle.
    """

    by_sku: Mapping[str, tuple[Part, ...]]
    by_ean: Mapping[str, tuple[Part, ...]]
    freight: ArticleChoice
    service: ArticleChoice
    discount: ArticleChoice
    placeholder: ArticleChoice

    def find(self, sku: str, ean: str) -> tuple[Part, ...]:
        """Return what an ordered item is here; empty where nothing is known of it."""
        return self.by_sku.get(sku) or self.by_ean.get(ean) or ()


@dataclass(frozen=True, slots=True)
class Method:
    """A payment or shipping method; with the article its costs are booked on, where it has one of its own."""

    id: int
    name: str
    freight: ArticleChoice | None = None


@dataclass(frozen=True, slots=True)
class MethodTable:
    """What the platform's words for a method mean here (by folded word), and what holds for all others."""

    by_word: Mapping[str, Method] = field(default_factory=dict)
    default: Method | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Which type a document gets, and from which warehouse its goods come."""

    document_type_id: int
    warehouse_id: int | None
    origin: Place


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """The platform's settings (Vorgangserzeugung) and what the company's taxes need; all rules are pure over it.

    `discounts_lower_lines`: a discount lowers the line it is given on, instead of being a negative line of its own.
    `parks_unknown_articles`: an order with a SKU that no article has waits, instead of being booked on the placeholder.
    `zone` is where the company's days begin.
    """

    articles: Articles
    target: Target
    platform_target: Target
    payments: MethodTable
    shippings: MethodTable
    shipping_payment_term_id: int | None
    desk: TaxDesk
    zone: tzinfo
    discounts_lower_lines: bool = False
    parks_unknown_articles: bool = False

    def target_of(self, order: Order) -> Target:
        """Return type and warehouse: an order that the platform ships itself has its own (`fulfilledBy`)."""
        return self.platform_target if order.fulfilled_by is FulfilledBy.PLATFORM else self.target


@dataclass(frozen=True, slots=True)
class Chosen:
    """A method, the platform's word for it, and whether a mapping or the standard configuration named it."""

    method: Method | None
    word: str
    is_mapped: bool

    @property
    def id(self) -> int | None:
        """The method's id."""
        return self.method.id if self.method else None

    def describe(self) -> dict[str, str]:
        """Return where the method came from, as the document keeps it."""
        return {"source": MAPPING if self.is_mapped else DEFAULT, "word": self.word}


def choose_payment(order: Order, plan: DocumentPlan, messages: list[MessageDraft]) -> Chosen:
    """Choose the payment method: of several words of the platform (`paymentExecutions`) the first mapped one."""
    return _choose(order.payment_methods, plan.payments, "payment_method", messages)


def choose_shipping(order: Order, plan: DocumentPlan, messages: list[MessageDraft]) -> Chosen:
    """Choose the shipping method by the platform's name of the service (`fulfillment.fulfillmentServiceLevel`)."""
    words = (order.shipping_service,) if order.shipping_service else ()
    return _choose(words, plan.shippings, "shipping_method", messages)


def fold_word(word: str) -> str:
    """Return a platform's word as the mapping tables look it up."""
    return " ".join(word.split()).casefold()


def _choose(words: tuple[str, ...], table: MethodTable, kind: str, messages: list[MessageDraft]) -> Chosen:
    for word in words:
        method = table.by_word.get(fold_word(word))
        if method is not None:
            return Chosen(method, word, is_mapped=True)
    word = ", ".join(words)
    if word and table.default is None:
        messages.append(MessageDraft(WARNING if table.by_word else INFO, f"no_{kind}", {"word": word}))
    elif word and table.default is not None and table.by_word:
        # A table without a row leaves everything to the standard configuration: that needs no telling.
        messages.append(MessageDraft(WARNING, f"unknown_{kind}", {"word": word, "used": table.default.name}))
    return Chosen(table.default, word, is_mapped=False)
