"""Orders as v0 shows them, from orders of v2026-01-01. Pure."""

from collections.abc import Set as AbstractSet
from typing import Any

from amazon_emulator.orders.store import Order
from amazon_emulator.orders_v0.naming import CHANNELS, camel, known, money_v0, seconds, status_v0

Fields = dict[str, Any]

BUYER_INFO, SHIPPING_ADDRESS, BUYER_TAX = "buyerInfo", "shippingAddress", "buyerTaxInformation"
"""The data elements that a restricted data token may open."""

PAYMENT_METHODS = ("COD", "CVS", "Other")
_WINDOWS = {
    "EarliestShipDate": ("shipByWindow", "earliestDateTime"),
    "LatestShipDate": ("shipByWindow", "latestDateTime"),
    "EarliestDeliveryDate": ("deliverByWindow", "earliestDateTime"),
    "LatestDeliveryDate": ("deliverByWindow", "latestDateTime"),
}
_PROGRAMS = {
    "IsPrime": "PRIME",
    "IsBusinessOrder": "AMAZON_BUSINESS",
    "IsPremiumOrder": "PREMIUM",
    "IsISPU": "IN_STORE_PICK_UP",
    "IsIBA": "INVOICE_BY_AMAZON",
}
_REPLACES = {"REPLACEMENT_ORIGINAL_ID", "EXCHANGE_ORIGINAL_ID"}
_ADDRESS = {
    "Name": "name",
    "CompanyName": "companyName",
    "AddressLine1": "addressLine1",
    "AddressLine2": "addressLine2",
    "AddressLine3": "addressLine3",
    "City": "city",
    "District": "districtOrCounty",
    "StateOrRegion": "stateOrRegion",
    "Municipality": "municipality",
    "PostalCode": "postalCode",
    "CountryCode": "countryCode",
    "Phone": "phone",
}
_EXTENDED = {
    "StreetName": "streetName",
    "StreetNumber": "streetNumber",
    "Complement": "complement",
    "Neighborhood": "neighborhood",
}
_PUBLIC = {"City", "StateOrRegion", "PostalCode", "CountryCode"}
"""What of an address everybody is told."""


def show_order(order: Order, opened: AbstractSet[str] = frozenset()) -> Fields:
    """Return an order without its lines. `opened` are the data elements that the caller's token opens."""
    fulfillment = order.get("fulfillment", {})
    programs = set(order.get("programs", ()))
    replaced = replaced_order(order)
    shown = {
        "AmazonOrderId": order["orderId"],
        "SellerOrderId": seller_order_id(order),
        "PurchaseDate": seconds(order["createdTime"]),
        "LastUpdateDate": seconds(order["lastUpdatedTime"]),
        "OrderStatus": status_v0(fulfillment.get("fulfillmentStatus", "")),
        "FulfillmentChannel": CHANNELS.get(fulfillment.get("fulfilledBy", "")),
        "SalesChannel": order["salesChannel"].get("marketplaceName"),
        "MarketplaceId": order["salesChannel"].get("marketplaceId"),
        "ShipmentServiceLevelCategory": camel(fulfillment.get("fulfillmentServiceLevel", "")),
        "OrderTotal": money_v0(order.get("proceeds", {}).get("grandTotal")),
        "OrderType": "Preorder" if "PREORDER" in programs else "StandardOrder",
        "NumberOfItemsShipped": _count(order, "quantityFulfilled"),
        "NumberOfItemsUnshipped": _count(order, "quantityUnfulfilled"),
        "IsReplacementOrder": bool(replaced),
        "ReplacedOrderId": replaced,
        "IsAccessPointOrder": _delivery_address(order).get("addressType") == "PICKUP_POINT",
        **{name: program in programs for name, program in _PROGRAMS.items()},
        **{name: seconds(fulfillment.get(window, {}).get(end)) for name, (window, end) in _WINDOWS.items()},
        **_payment(order),
        **_invoicing(order),
        "ShippingAddress": show_address(order, is_open=SHIPPING_ADDRESS in opened),
        "BuyerInfo": show_buyer(order) if BUYER_INFO in opened else None,
        "BuyerTaxInformation": _buyer_tax(order) if BUYER_TAX in opened else None,
    }
    return known(shown)


def show_buyer(order: Order) -> Fields:
    """Return the buyer: personal data throughout."""
    buyer = order.get("buyer", {})
    numbers = [
        {"Name": f"{each.get('taxRegistrationType', 'VAT')}Number", "Value": each["taxRegistrationNumber"]}
        for each in _registrations(order)
        if each.get("taxRegistrationNumber")
    ]
    return known(
        {
            "BuyerEmail": buyer.get("buyerEmail"),
            "BuyerName": buyer.get("buyerName"),
            "BuyerTaxInfo": known({"CompanyLegalName": buyer.get("buyerCompanyName"), "TaxClassifications": numbers}),
            "PurchaseOrderNumber": buyer.get("buyerPurchaseOrderNumber"),
        }
    )


def show_address(order: Order, *, is_open: bool) -> Fields:
    """Return where the order goes: all of it, or what everybody is told."""
    address = _delivery_address(order)
    shown: Fields = {name: address.get(field) for name, field in _ADDRESS.items()}
    extended = address.get("extendedFields", {})
    shown["ExtendedFields"] = known({name: extended.get(field) for name, field in _EXTENDED.items()})
    if address.get("addressType") in {"RESIDENTIAL", "COMMERCIAL"}:
        shown["AddressType"] = camel(address["addressType"])
    return known({name: value for name, value in shown.items() if is_open or name in _PUBLIC})


def show_delivery(order: Order, *, is_open: bool) -> Fields:
    """Return what getOrderAddress answers; the buyer's wishes and company are personal data, too."""
    preference = order.get("recipient", {}).get("deliveryPreference", {})
    wishes = {
        "DropOffLocation": preference.get("dropOffLocation"),
        "AddressInstructions": preference.get("addressInstruction"),
    }
    shown = {
        "AmazonOrderId": order["orderId"],
        "BuyerCompanyName": order.get("buyer", {}).get("buyerCompanyName") if is_open else None,
        "ShippingAddress": show_address(order, is_open=is_open),
        "DeliveryPreferences": known(wishes) if is_open else None,
    }
    return known(shown)


def seller_order_id(order: Order) -> str:
    """Return the number that the seller has given the order, else Amazon's."""
    aliases = (each for each in order.get("orderAliases", ()) if each.get("aliasType") == "SELLER_ORDER_ID")
    return next((str(each["aliasId"]) for each in aliases), str(order["orderId"]))


def replaced_order(order: Order) -> str:
    """Return the number of the order that this one replaces, empty where it replaces none."""
    associated = (each for each in order.get("associatedOrders", ()) if each.get("associationType") in _REPLACES)
    return next((str(each.get("orderId", "")) for each in associated), "")


def payment_method(order: Order) -> str:
    """Return COD, CVS or Other; empty before there is a payment."""
    executions = order.get("payment", {}).get("paymentExecutions", [])
    methods = [each.get("paymentMethod", "") for each in executions]
    return next((each for each in methods if each in PAYMENT_METHODS), "Other" if methods else "")


def invoice_status(order: Order) -> str:
    """Return how far the buyer's electronic invoice is, empty where nobody says."""
    return camel(order.get("tax", {}).get("taxInvoicing", {}).get("invoiceStatus", ""))


def _payment(order: Order) -> Fields:
    executions = order.get("payment", {}).get("paymentExecutions", [])
    details = [
        known(
            {
                "Payment": money_v0(each["paymentAmount"]),
                "PaymentMethod": each.get("paymentMethod", "Other"),
                "AcquirerId": each.get("acquirerId"),
                "CardBrand": each.get("cardBrand"),
                "AuthorizationCode": each.get("authorizationCode"),
            }
        )
        for each in executions
        if each.get("paymentAmount")
    ]
    return {
        "PaymentMethod": payment_method(order),
        "PaymentMethodDetails": [each["paymentMethod"] for each in executions if each.get("paymentMethod")],
        "PaymentExecutionDetail": details,
    }


def _invoicing(order: Order) -> Fields:
    invoicing = order.get("tax", {}).get("taxInvoicing", {})
    return {
        "BuyerInvoicePreference": invoicing.get("buyerInvoicePreference"),
        "ElectronicInvoiceStatus": invoice_status(order),
    }


def _buyer_tax(order: Order) -> Fields:
    registration = next(iter(_registrations(order)), {})
    attributes = registration.get("taxRegistrationAttributes", ())
    office = next((each.get("value") for each in attributes if each.get("key") == "TAX_OFFICE"), None)
    lines = registration.get("taxRegistrationAddress", {})
    return known(
        {
            "BuyerLegalCompanyName": registration.get("legalName"),
            "BuyerBusinessAddress": ", ".join(str(lines[name]) for name in _ADDRESS.values() if lines.get(name)),
            "BuyerTaxRegistrationId": registration.get("taxRegistrationNumber"),
            "BuyerTaxOffice": office,
        }
    )


def _registrations(order: Order) -> list[Fields]:
    listed = order.get("tax", {}).get("taxRegistrations", ())
    return [each for each in listed if each.get("entityType") == "BUYER"]


def _delivery_address(order: Order) -> Fields:
    address: Fields = order.get("recipient", {}).get("deliveryAddress", {})
    return address


def _count(order: Order, name: str) -> int:
    return sum(item.get("fulfillment", {}).get(name, 0) for item in order["orderItems"])
