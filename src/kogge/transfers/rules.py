"""What an offer is to be at a platform, and what of it has to be sent: pure, in integer minor units."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kogge.kernel.money import exponent_of, to_major
from kogge_contract.listings import ItemOutcome, ItemResult, ListingMatch, ListingOffer, OfferPrice
from kogge_contract.orders import FulfilledBy

FACTOR_ONE = 10_000
"""Factors are whole numbers of ten-thousandths."""
HUNDRED = 100
STOCK, PRICE, LISTING = "stock", "price:", "listing:"


class Area(StrEnum):
    """What is transferred."""

    ARTICLES = "articles"
    STOCK = "stock"
    PRICES = "prices"


@dataclass(frozen=True, slots=True)
class StockRule:
    """How many pieces are told to the platform: some kept back, never more than a cap."""

    kept_back: int = 0
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class PriceRule:
    """A marketplace's prices: the article's times `factor` (ten-thousandths) plus `surcharge_minor` of `currency`.

    With an `ending` (0 … 99) the price is raised to the next one whose last two digits are these.
    """

    marketplace: str
    currency: str
    factor: int = FACTOR_ONE
    surcharge_minor: int = 0
    ending: int | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """What of an article matters here; None where it is not known."""

    ean: str = ""
    stock: int | None = None
    price_minor: int | None = None
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Standing:
    """An offer as it stands: what the platform accepted last, and what it refused, both by part.

    Parts are `stock`, and `price:DE` and `listing:DE` for each marketplace; values are texts.
    """

    offer_id: int
    sku: str
    is_fba: bool
    goods: Goods
    accepted: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One offer of a transfer: what goes up, and the parts of it with their values."""

    offer_id: int
    offer: ListingOffer
    parts: Mapping[str, str]


def price_part(marketplace: str) -> str:
    """Return the part that is an offer's price in a marketplace."""
    return f"{PRICE}{marketplace}"


def listing_part(marketplace: str) -> str:
    """Return the part that is an offer's listing in a marketplace."""
    return f"{LISTING}{marketplace}"


def offered_stock(stock: int, rule: StockRule) -> int:
    """Return how many pieces the platform is told: never below zero."""
    offered = max(stock - rule.kept_back, 0)
    return offered if rule.cap is None else min(offered, rule.cap)


def offered_price(price_minor: int, currency: str, rule: PriceRule) -> int | None:
    """Return a marketplace's price in minor units of its currency, None where it would not be above zero.

    Rounded half up to the smallest unit, then raised to the ending.
    """
    shift = exponent_of(rule.currency) - exponent_of(currency)
    numerator: int = price_minor * rule.factor * pow(10, max(shift, 0))
    divisor: int = FACTOR_ONE * pow(10, max(-shift, 0))
    price = (2 * numerator + divisor) // (2 * divisor) + rule.surcharge_minor
    if price <= 0:
        return None
    # Currencies without cents have no such endings.
    return price if rule.ending is None or exponent_of(rule.currency) == 0 else price + (rule.ending - price) % HUNDRED


def plan(
    standings: Iterable[Standing], stock_rule: StockRule, price_rules: Collection[PriceRule], areas: Collection[Area]
) -> dict[str, list[Item]]:
    """Return what has to be sent, by marketplace: what the platform does not have yet, and has not refused just so.

    Stock is one for all marketplaces: it goes with the first.
    """
    planned: dict[str, list[Item]] = {}
    for standing in standings:
        for position, rule in enumerate(price_rules):
            item = _plan_item(standing, stock_rule if position == 0 else None, rule, areas)
            if item is not None:
                planned.setdefault(rule.marketplace, []).append(item)
    return planned


def _plan_item(
    standing: Standing, stock_rule: StockRule | None, rule: PriceRule, areas: Collection[Area]
) -> Item | None:
    wanted = list_wanted(standing, stock_rule, rule)
    match = listing_part(rule.marketplace)
    if Area.ARTICLES in areas and _is_due(standing, match, wanted):
        # A new listing needs stock and price at once, whatever they were before.
        parts = wanted
    else:
        chosen = {STOCK: Area.STOCK in areas, price_part(rule.marketplace): Area.PRICES in areas}
        due = (part for part, is_chosen in chosen.items() if is_chosen and _is_due(standing, part, wanted))
        parts = {part: wanted[part] for part in due}
    return Item(standing.offer_id, _write_offer(standing, rule, parts), parts) if parts else None


def list_wanted(standing: Standing, stock_rule: StockRule | None, rule: PriceRule) -> dict[str, str]:
    """Return what an offer is to be in a marketplace, by part; what the article does not say is left out."""
    goods, wanted = standing.goods, {}
    if stock_rule is not None and goods.stock is not None and not standing.is_fba:
        wanted[STOCK] = str(offered_stock(goods.stock, stock_rule))
    price = None if goods.price_minor is None else offered_price(goods.price_minor, goods.currency, rule)
    if price is not None:
        wanted[price_part(rule.marketplace)] = f"{to_major(price, rule.currency):f} {rule.currency}"
    if goods.ean and price is not None and not standing.is_fba:
        wanted[listing_part(rule.marketplace)] = goods.ean
    return wanted


def _is_due(standing: Standing, part: str, wanted: Mapping[str, str]) -> bool:
    return part in wanted and wanted[part] not in {standing.accepted.get(part), standing.refused.get(part)}


def _write_offer(standing: Standing, rule: PriceRule, parts: Mapping[str, str]) -> ListingOffer:
    price, match = parts.get(price_part(rule.marketplace)), parts.get(listing_part(rule.marketplace))
    return ListingOffer(
        sku=standing.sku,
        fulfilled_by=FulfilledBy.PLATFORM if standing.is_fba else FulfilledBy.MERCHANT,
        quantity=int(parts[STOCK]) if STOCK in parts else None,
        price=OfferPrice.model_validate(dict(zip(("amount", "currency"), price.split(), strict=True)))
        if price
        else None,
        match=ListingMatch(ean=match) if match else None,
    )


def _read_price(text: str) -> OfferPrice:
    amount, currency = text.split()
    return OfferPrice(amount=Decimal(amount), currency=currency)


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """What is on record of an offer: parts that the platform accepted, and parts that it refused."""

    accepted: dict[str, str]
    refused: dict[str, str]


def note_sending(books: Bookkeeping, parts: Iterable[str]) -> Bookkeeping:
    """Forget what was accepted of parts that are sent now: until the answer nobody knows which value counts."""
    gone = set(parts)
    return Bookkeeping({part: value for part, value in books.accepted.items() if part not in gone}, books.refused)


def note_result(books: Bookkeeping, parts: Mapping[str, str], result: ItemResult) -> Bookkeeping:
    """Note what the platform said; of what failed nothing is known, so that it is sent again."""
    refused = {part: value for part, value in books.refused.items() if part not in parts}
    if result.outcome is ItemOutcome.ACCEPTED:
        withheld = any(each.code == "stock_withheld" for each in result.remarks)
        taken = {part: value for part, value in parts.items() if not (withheld and part == STOCK)}
        kept_back = {STOCK: parts[STOCK]} if withheld and STOCK in parts else {}
        return Bookkeeping(books.accepted | taken, refused | kept_back)
    if result.outcome is ItemOutcome.REJECTED:
        return Bookkeeping(books.accepted, refused | dict(parts))
    return Bookkeeping(books.accepted, refused)
