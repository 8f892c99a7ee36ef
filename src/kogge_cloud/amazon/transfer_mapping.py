"""Pure mapping between the contract's offers and Amazon's JSON: what is sent, and what its answers mean."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kogge_cloud.amazon.transfer_rules import STOCK_WITHHELD, Listing
from kogge_cloud.listings.rules import Finding, ItemState
from kogge_contract.listings import ListingOffer

ANY_PRODUCT_TYPE = "PRODUCT"
MERCHANT_CHANNEL = "DEFAULT"
OFFER_ONLY = "LISTING_OFFER_ONLY"
VERSION = "2.0"
LONGEST_MESSAGE = 1000
MOST_REMARKS = 5
ERROR = "ERROR"

Json = Any


def write_patches(offer: ListingOffer, marketplace_id: str, *, withholds_stock: bool) -> list[dict[str, Json]]:
    """Return the changes to a listing that is there.

    Merged: what the seller keeps beside price and quantity (lead time, sale prices, business prices) stays as it is.
    """
    attributes = _sales_terms(offer, marketplace_id, withholds_stock=withholds_stock)
    return [{"op": "merge", "path": f"/attributes/{name}", "value": value} for name, value in attributes.items()]


def write_listing(offer: ListingOffer, marketplace_id: str, asin: str) -> dict[str, Json]:
    """Return the attributes of a new offer for a product that Amazon's catalogue has."""
    condition = offer.match.condition if offer.match else "new_new"
    matched = {
        "merchant_suggested_asin": [{"value": asin, "marketplace_id": marketplace_id}],
        "condition_type": [{"value": condition, "marketplace_id": marketplace_id}],
    }
    return matched | _sales_terms(offer, marketplace_id, withholds_stock=False)


def write_body(
    offer: ListingOffer, marketplace_id: str, known: Finding, *, withholds_stock: bool = False
) -> dict[str, Json]:
    """Return the body of patchListingsItem, or of putListingsItem for what is not listed yet."""
    product_type = known.product_type or ANY_PRODUCT_TYPE
    if known.is_listed:
        patches = write_patches(offer, marketplace_id, withholds_stock=withholds_stock)
        return {"productType": product_type, "patches": patches}
    attributes = write_listing(offer, marketplace_id, known.asin)
    return {"productType": product_type, "requirements": OFFER_ONLY, "attributes": attributes}


def write_message(number: int, sku: str, body: Mapping[str, Json]) -> dict[str, Json]:
    """Return a message of a JSON_LISTINGS_FEED from the body of a call."""
    operation = "PATCH" if "patches" in body else "UPDATE"
    return {"messageId": number, "sku": sku, "operationType": operation, **body}


def write_feed(seller_id: str, language: str, messages: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    """Return a JSON_LISTINGS_FEED."""
    header = {"sellerId": seller_id, "version": VERSION, "issueLocale": language}
    return {"header": header, "messages": list(messages)}


def withholds_stock(remarks: Iterable[Mapping[str, Json]]) -> bool:
    """Tell whether an item's remarks say that its stock must not be sent."""
    return any(each.get("code") == STOCK_WITHHELD for each in remarks)


def _sales_terms(offer: ListingOffer, marketplace_id: str, *, withholds_stock: bool) -> dict[str, list[Json]]:
    terms: dict[str, list[Json]] = {}
    if offer.quantity is not None and not withholds_stock:
        availability = {"fulfillment_channel_code": MERCHANT_CHANNEL, "quantity": offer.quantity}
        terms["fulfillment_availability"] = [availability]
    if offer.price is not None:
        # Amazon wants a JSON number; the contract's prices are short enough for one to be exact.
        value = float(offer.price.amount)
        price = {
            "marketplace_id": marketplace_id,
            "currency": offer.price.currency,
            "audience": "ALL",
            "our_price": [{"schedule": [{"value_with_tax": value}]}],
        }
        terms["purchasable_offer"] = [price]
    return terms


def read_listing(shown: Mapping[str, Json], marketplace_id: str) -> Listing:
    """Read a listing of searchListingsItems or getListingsItem."""
    summaries = [each for each in _objects(shown.get("summaries")) if each.get("marketplaceId") == marketplace_id]
    channels = [
        str(each.get("fulfillmentChannelCode") or "") for each in _objects(shown.get("fulfillmentAvailability"))
    ]
    return Listing(
        sku=str(shown.get("sku") or ""),
        product_type=next((str(each["productType"]) for each in summaries if each.get("productType")), ""),
        is_fulfilled_by_platform=any(each and each != MERCHANT_CHANNEL for each in channels),
    )


def read_product(shown: Mapping[str, Json], marketplace_id: str) -> tuple[str, str]:
    """Read ASIN and product type of a product of searchCatalogItems."""
    types = [each for each in _objects(shown.get("productTypes")) if each.get("marketplaceId") == marketplace_id]
    product_type = next((str(each["productType"]) for each in types if each.get("productType")), "")
    return str(shown.get("asin") or ""), product_type


def read_submission(answer: Mapping[str, Json]) -> Finding:
    """Read the answer to a change: a 200 that says INVALID is a refusal, ACCEPTED is not yet live."""
    issues = _objects(answer.get("issues"))
    errors = [each for each in issues if each.get("severity") == ERROR]
    if answer.get("status") in {"ACCEPTED", "VALID"}:
        return Finding(ItemState.ACCEPTED, remarks=_read_remarks(issues))
    return _refuse(errors or issues, "The platform did not accept the change and did not say why.")


def read_report(report: Mapping[str, Json], numbers: Sequence[int]) -> dict[int, Finding]:
    """Read a processing report: what became of each message by its number.

    Amazon names only the messages it complains of. The others are accepted if the report counts as many; where its
    sums do not add up, nobody knows which of them arrived.
    """
    by_number: defaultdict[int, list[Mapping[str, Json]]] = defaultdict(list)
    general: list[Mapping[str, Json]] = []
    for issue in _objects(report.get("issues")):
        number = issue.get("messageId")
        if isinstance(number, int):
            by_number[number].append(issue)
        elif issue.get("severity") == ERROR:
            general.append(issue)
    refused = {
        number: _refuse(errors, "")
        for number in numbers
        if (errors := [each for each in by_number[number] if each.get("severity") == ERROR])
    }
    others = [number for number in numbers if number not in refused]
    if _adds_up(report, len(numbers), len(refused)):
        accepted = {each: Finding(ItemState.ACCEPTED, remarks=_read_remarks(by_number[each])) for each in others}
        return refused | accepted
    told = _refuse(general, "The platform's report does not tell what became of it.")
    code = told.code or "report_incomplete"
    return refused | {each: Finding(ItemState.FAILED, code, told.message) for each in others}


def _adds_up(report: Mapping[str, Json], sent: int, refused: int) -> bool:
    summary = report.get("summary")
    counts = summary if isinstance(summary, dict) else {}
    wanted = {"messagesProcessed": sent, "messagesAccepted": sent - refused, "messagesInvalid": refused}
    return all(counts.get(name) == number for name, number in wanted.items())


def _refuse(issues: Sequence[Mapping[str, Json]], otherwise: str) -> Finding:
    texts = list(dict.fromkeys(str(each["message"]) for each in issues if each.get("message")))
    code = next((str(each["code"]) for each in issues if each.get("code")), "")
    message = " ".join(texts)[:LONGEST_MESSAGE] or otherwise
    return Finding(ItemState.REJECTED, code[:100], message)


def _read_remarks(issues: Iterable[Mapping[str, Json]]) -> tuple[tuple[str, str], ...]:
    remarks = [(str(each.get("code") or "remark"), str(each.get("message") or "")[:LONGEST_MESSAGE]) for each in issues]
    return tuple(dict.fromkeys(remarks))[:MOST_REMARKS]


def _objects(value: Json) -> list[dict[str, Json]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
