"""Lines of orders as v0 shows them, from orders of v2026-01-01. Pure."""

from typing import Any

from amazon_emulator.orders.store import Order
from amazon_emulator.orders_v0.naming import camel, discount_v0, known, money_v0, seconds

Fields = dict[str, Any]

RESPONSIBLE = "Amazon Services, Inc."
"""The only responsible party that v0 knows."""

_PRICES = {"ItemPrice": "ITEM", "ShippingPrice": "SHIPPING", "CODFee": "COD_FEE"}
_TAXES = {"ItemTax": "ITEM", "ShippingTax": "SHIPPING", "PromotionDiscountTax": "DISCOUNT"}
_DISCOUNTS = {"ShippingDiscount": "SHIPPING", "CODFeeDiscount": "COD_FEE"}
_CONSTRAINTS = {
    "PalletDelivery": "palletDelivery",
    "SignatureConfirmation": "signatureConfirmation",
    "RecipientIdentityVerification": "recipientIdentityVerification",
    "RecipientAgeVerification": "recipientAgeVerification",
}
_CONDITIONS = {"OEM": "OEM"}


def show_items(order: Order, *, is_open: bool) -> list[Fields]:
    """Return an order's lines, with what the buyer wished for where that is open to the caller."""
    return [_show_item(order, item, is_open=is_open) for item in order["orderItems"]]


def show_wishes(item: Fields) -> Fields:
    """Return what the buyer wished for: a gift's wrapping and message, his own design. Personal data throughout."""
    gift = item.get("fulfillment", {}).get("packing", {}).get("giftOption", {})
    amounts, taxes = _amounts(item), _details(item, "TAX")
    design = item.get("product", {}).get("customization", {}).get("customizedUrl")
    return known(
        {
            "BuyerCustomizedInfo": known({"CustomizedURL": design}),
            "GiftWrapPrice": money_v0(amounts.get("GIFT_WRAP")),
            "GiftWrapTax": money_v0(taxes.get("GIFT_WRAP")),
            "GiftMessageText": gift.get("giftMessage"),
            "GiftWrapLevel": gift.get("giftWrapLevel"),
        }
    )


def _show_item(order: Order, item: Fields, *, is_open: bool) -> Fields:
    product, fulfillment = item.get("product", {}), item.get("fulfillment", {})
    packing, shipping = fulfillment.get("packing", {}), fulfillment.get("shipping", {})
    window = shipping.get("scheduledDeliveryWindow", {})
    programs = set(item.get("programs", ()))
    shown = {
        "OrderItemId": item["orderItemId"],
        "ASIN": product.get("asin", ""),
        "SellerSKU": product.get("sellerSku"),
        "Title": product.get("title"),
        "QuantityOrdered": item["quantityOrdered"],
        "QuantityShipped": fulfillment.get("quantityFulfilled", 0),
        **_condition(product.get("condition", {})),
        "PriceDesignation": camel(product.get("price", {}).get("priceDesignation", "")),
        "SerialNumbers": product.get("serialNumbers"),
        "SerialNumberRequired": bool(packing.get("serialNumberRequirement")),
        "IsGift": str("giftOption" in packing).lower(),
        "IsTransparency": "TRANSPARENCY" in programs,
        "AmazonPrograms": _programs(order, programs),
        "PromotionIds": [each.get("promotionId") for each in item.get("promotion", {}).get("breakdowns", ())],
        "ScheduledDeliveryStartDate": seconds(window.get("earliestDateTime")),
        "ScheduledDeliveryEndDate": seconds(window.get("latestDateTime")),
        "ShippingConstraints": _constraints(shipping),
        "IossNumber": shipping.get("internationalShipping", {}).get("iossNumber"),
        "Measurement": _measurement(item.get("measurement", {})),
        "BuyerRequestedCancel": _cancel_request(item),
        "BuyerInfo": show_wishes(item) if is_open else None,
        **_money(item),
        **_tax(item),
    }
    # Amazon shows what is not there, too: a line without an ASIN has an empty one.
    return {"ASIN": shown["ASIN"]} | known(shown)


def _money(item: Fields) -> Fields:
    amounts, taxes, discounts = _amounts(item), _details(item, "TAX"), _details(item, "DISCOUNT")
    points = item.get("expense", {}).get("pointsCost", {}).get("pointsGranted", {})
    granted = {
        "PointsNumber": points.get("pointsNumber"),
        "PointsMonetaryValue": money_v0(points.get("pointsMonetaryValue")),
    }
    return {
        **{name: money_v0(amounts.get(kind)) for name, kind in _PRICES.items()},
        **{name: money_v0(taxes.get(kind)) for name, kind in _TAXES.items()},
        "PromotionDiscount": discount_v0(amounts.get("DISCOUNT")),
        **{name: discount_v0(discounts.get(kind)) for name, kind in _DISCOUNTS.items()},
        "PointsGranted": known(granted),
    }


def _amounts(item: Fields) -> Fields:
    return {each["type"]: each["subtotal"] for each in item.get("proceeds", {}).get("breakdowns", ())}


def _details(item: Fields, kind: str) -> Fields:
    breakdowns = item.get("proceeds", {}).get("breakdowns", ())
    found: Fields = next((each for each in breakdowns if each["type"] == kind), {})
    return {each.get("subtype"): each.get("value") for each in found.get("detailedBreakdowns", ())}


def _condition(condition: Fields) -> Fields:
    subtype = condition.get("conditionSubtype", "")
    words = " ".join(part.capitalize() for part in subtype.split("_"))
    return {
        "ConditionId": camel(condition.get("conditionType", "")),
        "ConditionSubtypeId": _CONDITIONS.get(subtype, words),
        "ConditionNote": condition.get("conditionNote"),
    }


def _programs(order: Order, programs: set[str]) -> Fields:
    named = [each for each in ("SUBSCRIBE_AND_SAVE",) if each in programs]
    named += [each for each in ("FBM_SHIP_PLUS",) if each in order.get("programs", ())]
    return {"Programs": named} if named else {}


def _constraints(shipping: Fields) -> Fields:
    listed = shipping.get("shippingConstraints", {})
    return known({name: listed.get(field) for name, field in _CONSTRAINTS.items()})


def _measurement(measurement: Fields) -> Fields:
    return known({"Unit": measurement.get("unit"), "Value": measurement.get("value")})


def _cancel_request(item: Fields) -> Fields:
    request = item.get("cancellation", {}).get("cancellationRequest", {})
    if request.get("requester") != "BUYER":
        return {}
    return known({"IsBuyerRequestedCancel": "true", "BuyerCancelReason": request.get("cancelReason")})


def _tax(item: Fields) -> Fields:
    tax = item.get("tax", {})
    schemes = (each.get("reportingScheme") for each in tax.get("taxCalculationBreakdowns", ()))
    collected = any(each.get("model") == "MARKETPLACE_FACILITATOR" for each in tax.get("taxCollections", ()))
    return {
        "TaxCollection": {"Model": "MarketplaceFacilitator", "ResponsibleParty": RESPONSIBLE} if collected else None,
        "DeemedResellerCategory": next((each for each in schemes if each), None),
    }
