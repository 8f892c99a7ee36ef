"""Pure mapping between the contract's offers and Shopware's products: what is sent, and what its answers mean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kogge_cloud.listings.rules import Finding, ItemState
from kogge_contract.listings import ListingOffer
from kogge_contract.orders import FulfilledBy

Json = Any
LOOK_SIZE = 100
_FINEST = Decimal("0.0000000001")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Product:
    """A product as a look shows it: its prices as the shop keeps them, and its tax rate in per cent."""

    id: str
    number: str
    prices: tuple[Mapping[str, Json], ...]
    tax_rate: Decimal


def product_criteria(numbers: Sequence[str]) -> dict[str, Json]:
    """Return the criteria that find products by their numbers; variants are products of their own."""
    return {
        "limit": len(numbers),
        "filter": [{"type": "equalsAny", "field": "productNumber", "value": list(numbers)}],
        "associations": {"tax": {}},
        "total-count-mode": 0,
    }


def currency_criteria(codes: Iterable[str]) -> dict[str, Json]:
    """Return the criteria that find currencies by their codes."""
    wanted = sorted(set(codes))
    return {"limit": len(wanted), "filter": [{"type": "equalsAny", "field": "isoCode", "value": wanted}]}


def read_products(rows: Iterable[Json]) -> dict[str, Product]:
    """Read products by their numbers; what has no id or number is passed over."""
    found = [_read_product(row) for row in rows if isinstance(row, dict)]
    return {each.number: each for each in found if each.id and each.number}


def _read_product(row: Mapping[str, Json]) -> Product:
    tax = row.get("tax")
    prices = row.get("price")
    return Product(
        id=str(row.get("id") or ""),
        number=str(row.get("productNumber") or ""),
        prices=tuple(each for each in prices if isinstance(each, dict)) if isinstance(prices, list) else (),
        tax_rate=_decimal(tax.get("taxRate")) if isinstance(tax, dict) else Decimal(0),
    )


def read_currencies(rows: Iterable[Json]) -> dict[str, str]:
    """Read the ids of currencies by their codes."""
    return {
        str(row["isoCode"]): str(row["id"])
        for row in rows
        if isinstance(row, dict) and "isoCode" in row and "id" in row
    }


def judge(offer: ListingOffer, product: Product | None, currencies: Mapping[str, str]) -> Finding:
    """Decide about an offer after a look: what the shop does not have is refused, never made up."""
    if product is None:
        message = f"The shop has no product with the number “{offer.sku}”. Create it there, then transfer again."
        return Finding(ItemState.REJECTED, "not_listed", message)
    if offer.price is not None and offer.price.currency not in currencies:
        message = f"The shop has no currency {offer.price.currency}."
        return Finding(ItemState.REJECTED, "price_unfit", message)
    if offer.quantity is None and offer.price is None:
        return Finding(ItemState.ACCEPTED, "already_listed", is_listed=True)
    return Finding(ItemState.READY, is_listed=True)


def write_product(offer: ListingOffer, product: Product, currencies: Mapping[str, str]) -> dict[str, Json]:
    """Return the change of a product. The shop replaces all prices at once: those of other currencies go along."""
    change: dict[str, Json] = {"id": product.id}
    if offer.quantity is not None and offer.fulfilled_by is FulfilledBy.MERCHANT:
        change["stock"] = offer.quantity
    if offer.price is not None:
        currency_id, gross = currencies[offer.price.currency], offer.price.amount
        net = (gross * _HUNDRED / (_HUNDRED + product.tax_rate)).quantize(_FINEST, ROUND_HALF_UP)
        former = next((each for each in product.prices if each.get("currencyId") == currency_id), {})
        # PHP reads JSON numbers as floats whatever is written.
        price = dict(former) | {"currencyId": currency_id, "gross": float(gross), "net": float(net), "linked": True}
        others = [each for each in product.prices if each.get("currencyId") != currency_id]
        change["price"] = [_plain(each) for each in (*others, price)]
    return change


def write_operation(changes: Sequence[Mapping[str, Json]]) -> list[dict[str, Json]]:
    """Return the body of `_action/sync` for changes of products."""
    return [{"action": "upsert", "entity": "product", "payload": list(changes)}]


def _plain(value: Json) -> Json:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _decimal(value: Json) -> Decimal:
    return Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else Decimal(0)
