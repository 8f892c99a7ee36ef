"""Prices as rows keep them."""

from collections.abc import Mapping
from typing import Any

from shopware_emulator.pricing.calculating import CartPrice, Price, Rounding, Tax

Written = dict[str, Any]


def number(value: float) -> float:
    """Return a number the way PHP writes it: whole ones without a fraction, never minus zero."""
    return int(value) if value == int(value) else value


def write_price(price: Price) -> Written:
    """Return a calculated price."""
    return {
        "unitPrice": number(price.unit),
        "quantity": price.quantity,
        "totalPrice": number(price.total),
        "calculatedTaxes": write_taxes(price.taxes),
        "taxRules": write_rules(price.rules),
        "referencePrice": None,
        "listPrice": None,
        "regulationPrice": None,
        "extensions": [],
        "apiAlias": "calculated_price",
    }


def write_cart_price(price: CartPrice) -> Written:
    """Return the price of an order."""
    return {
        "netPrice": number(price.net),
        "totalPrice": number(price.total),
        "calculatedTaxes": write_taxes(price.taxes),
        "taxRules": write_rules(price.rules),
        "positionPrice": number(price.position),
        "taxStatus": price.tax_state,
        "rawTotal": number(price.raw),
        "extensions": [],
        "apiAlias": "cart_price",
    }


def write_taxes(taxes: Mapping[float, Tax]) -> list[Written]:
    """Return calculated taxes."""
    return [
        {
            "tax": number(each.tax),
            "taxRate": number(rate),
            "price": number(each.price),
            "extensions": [],
            "apiAlias": "cart_tax_calculated",
        }
        for rate, each in taxes.items()
    ]


def write_rules(rules: Mapping[float, float]) -> list[Written]:
    """Return tax rules."""
    return [
        {"taxRate": number(rate), "percentage": number(share), "extensions": [], "apiAlias": "cart_tax_rule"}
        for rate, share in rules.items()
    ]


def write_rounding(rounding: Rounding) -> Written:
    """Return how a currency is rounded."""
    return {
        "decimals": rounding.decimals,
        "interval": number(rounding.interval),
        "roundForNet": rounding.for_net,
        "extensions": [],
        "apiAlias": "shopware_core_framework_data_abstraction_layer_pricing_cash_rounding_config",
    }
