"""The shop's master data: languages, currencies, countries, taxes, ways to pay and to ship, channels, products."""

from datetime import datetime, timedelta

from shopware_emulator.entities.definitions import DEFINITIONS, ORDER_PARTS, Row
from shopware_emulator.entities.graph import Tables
from shopware_emulator.entities.ids import named_id, state_id
from shopware_emulator.generation.catalogue import PRODUCTS, Product
from shopware_emulator.orders.states import NAMES
from shopware_emulator.pricing.calculating import Rounding
from shopware_emulator.pricing.writing import number, write_rounding
from shopware_emulator.times import format_time

EUR_ID = "b7d2554b0ce847cd82f3ac9bd1c0dfca"
SYSTEM_LANGUAGE_ID = "2fbb5fe2e29a4d70aa5854ce7ce3e20b"
STOREFRONT_TYPE_ID = "8a243080f92e4c719546314b577cf82b"
AGE = timedelta(days=400)

ROUNDINGS = {"CHF": Rounding(2, 0.05), "JPY": Rounding(0, 1)}
"""What is paid in cash where that is not to the cent; the lines themselves are to the cent."""

_LANGUAGES = """
de-DE|Deutsch|Deutsch|Deutschland
en-GB|English|Englisch|Vereinigtes Königreich
fr-FR|Français|Französisch|Frankreich
it-IT|Italiano|Italienisch|Italien
nl-NL|Nederlands|Niederländisch|Niederlande
"""

_CURRENCIES = """
EUR|Euro|€|1
CHF|Schweizer Franken|CHF|0.94215
PLN|Złoty|zł|4.2637
GBP|Pfund Sterling|£|0.8541
"""

_COUNTRIES = """
DE|DEU|Deutschland|1|DE\\d{9}
AT|AUT|Österreich|1|ATU\\d{8}
CH|CHE|Schweiz|0|
FR|FRA|Frankreich|1|FR[A-Z0-9]{2}\\d{9}
NL|NLD|Niederlande|1|NL\\d{9}B\\d{2}
BE|BEL|Belgien|1|BE[01]\\d{9}
IT|ITA|Italien|1|IT\\d{11}
ES|ESP|Spanien|1|ES[A-Z0-9]\\d{7}[A-Z0-9]
PL|POL|Polen|1|PL\\d{10}
LU|LUX|Luxemburg|1|LU\\d{8}
DK|DNK|Dänemark|1|DK\\d{8}
GB|GBR|Vereinigtes Königreich|0|
NO|NOR|Norwegen|0|
LI|LIE|Liechtenstein|0|
US|USA|USA|0|
"""

_STATES = """
DE|DE-BY|Bayern
DE|DE-HH|Hamburg
DE|DE-NW|Nordrhein-Westfalen
DE|DE-SH|Schleswig-Holstein
US|US-CA|California
US|US-NY|New York
"""

_SALUTATIONS = """
mr|Herr|Sehr geehrter Herr
mrs|Frau|Sehr geehrte Frau
not_specified|Keine Angabe|
"""

_PAYMENT = """
payment_invoicepayment|Rechnung|Shopware\\Core\\Checkout\\Payment\\Cart\\PaymentHandler\\InvoicePayment
payment_prepayment|Vorkasse|Shopware\\Core\\Checkout\\Payment\\Cart\\PaymentHandler\\PrePayment
payment_cashpayment|Nachnahme|Shopware\\Core\\Checkout\\Payment\\Cart\\PaymentHandler\\CashPayment
payment_debitpayment|Lastschrift|Shopware\\Core\\Checkout\\Payment\\Cart\\PaymentHandler\\DebitPayment
swag_paypal_paypal|PayPal|Swag\\PayPal\\Checkout\\Payment\\PayPalPaymentHandler
swag_paypal_acdc|Kredit- oder Debitkarte|Swag\\PayPal\\Checkout\\Payment\\Method\\ACDCHandler
"""

_SHIPPING = """
shipping_standard|Standard|auto|https://www.dhl.de/de/privatkunden.html?piececode=%s
shipping_express|Express|highest|https://www.dhl.de/de/privatkunden.html?piececode=%s
shipping_spedition|Spedition|fixed|
"""

_CHANNELS = """
storefront|Kontorladen|de-DE|EUR|DE|horizontal|https://kontorladen.example
business|Kontorladen Gewerbe|de-DE|EUR|DE|vertical|https://gewerbe.kontorladen.example
schweiz|Kontorladen Schweiz|de-DE|CHF|CH|vertical|https://kontorladen.example/ch
europe|Kontorladen Europe|en-GB|EUR|DE|horizontal|https://kontorladen.example/en
"""

TAX_RATES = {19: "Standard rate", 7: "Reduced rate", 0: "Tax free"}


def build_tables(now: datetime) -> Tables:
    """Return all tables but those of orders; rows by id. Customers come with the orders."""
    tables: Tables = {name: {} for name in DEFINITIONS if name not in ORDER_PARTS}
    created = format_time(now - AGE)
    rows = [
        *_languages(),
        *_currencies(),
        *_countries(),
        *_people(),
        *_states(),
        *_ways(),
        *_channels(),
        *_products(),
    ]
    for entity, row in rows:
        tables[entity][row["id"]] = {"createdAt": created} | row
    return tables


def _lines(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.strip().splitlines()]


def language_id(code: str) -> str:
    """Return the id of a language; German is the system's."""
    return SYSTEM_LANGUAGE_ID if code == "de-DE" else named_id("language", code)


def currency_id(iso: str) -> str:
    """Return the id of a currency; the euro is the system's."""
    return EUR_ID if iso == "EUR" else named_id("currency", iso)


def _languages() -> list[tuple[str, Row]]:
    rows: list[tuple[str, Row]] = []
    for code, name, german, territory in _lines(_LANGUAGES):
        locale = named_id("locale", code)
        rows.append(("locale", {"id": locale, "code": code, "name": german, "territory": territory}))
        rows.append(
            ("language", {"id": language_id(code), "localeId": locale, "translationCodeId": locale, "name": name})
        )
    return rows


def _currencies() -> list[tuple[str, Row]]:
    return [
        (
            "currency",
            {
                "id": currency_id(iso),
                "isoCode": iso,
                "factor": number(float(factor)),
                "symbol": symbol,
                "shortName": iso,
                "name": name,
                "position": position,
                "isSystemDefault": iso == "EUR",
                "taxFreeFrom": 0,
                "itemRounding": write_rounding(Rounding()),
                "totalRounding": write_rounding(ROUNDINGS.get(iso, Rounding())),
            },
        )
        for position, (iso, name, symbol, factor) in enumerate(_lines(_CURRENCIES), 1)
    ]


def _countries() -> list[tuple[str, Row]]:
    rows: list[tuple[str, Row]] = []
    for position, (iso, iso3, name, is_eu, pattern) in enumerate(_lines(_COUNTRIES), 1):
        row = {
            "id": named_id("country", iso),
            "iso": iso,
            "iso3": iso3,
            "name": name,
            "position": position,
            "active": True,
            "shippingAvailable": True,
            "displayStateInRegistration": iso == "US",
            "forceStateInRegistration": False,
            "checkVatIdPattern": False,
            "vatIdRequired": False,
            "vatIdPattern": pattern or None,
            "customerTax": _tax_free_from(enabled=is_eu == "0"),
            "companyTax": _tax_free_from(enabled=iso != "DE"),
            "postalCodeRequired": True,
            "checkPostalCodePattern": False,
            "checkAdvancedPostalCodePattern": False,
            "isEu": is_eu == "1",
        }
        rows.append(("country", row))
    for iso, code, name in _lines(_STATES):
        state = {"id": named_id("country_state", code), "countryId": named_id("country", iso), "shortCode": code}
        rows.append(("country_state", state | {"name": name, "position": 1, "active": True}))
    return rows


def _tax_free_from(*, enabled: bool) -> Row:
    return {
        "enabled": enabled,
        "currencyId": EUR_ID,
        "amount": 0,
        "extensions": [],
        "apiAlias": "shopware_core_framework_data_abstraction_layer_tax_free_config",
    }


def _people() -> list[tuple[str, Row]]:
    rows: list[tuple[str, Row]] = [
        (
            "salutation",
            {"id": named_id("salutation", key), "salutationKey": key, "displayName": name, "letterName": letter},
        )
        for key, name, letter in _lines(_SALUTATIONS)
    ]
    rows += [
        ("tax", {"id": named_id("tax", str(rate)), "taxRate": rate, "name": name, "position": position})
        for position, (rate, name) in enumerate(TAX_RATES.items(), 1)
    ]
    return rows


def _states() -> list[tuple[str, Row]]:
    rows: list[tuple[str, Row]] = []
    for machine, states in NAMES.items():
        machine_id = named_id("state_machine", machine)
        initial = state_id(machine, next(iter(states)))
        rows.append(
            ("state_machine", {"id": machine_id, "technicalName": machine, "initialStateId": initial, "name": machine})
        )
        for state, name in states.items():
            row = {"id": state_id(machine, state), "technicalName": state, "stateMachineId": machine_id, "name": name}
            rows.append(("state_machine_state", row))
    return rows


def _ways() -> list[tuple[str, Row]]:
    rows: list[tuple[str, Row]] = []
    for position, (technical, name, handler) in enumerate(_lines(_PAYMENT), 1):
        row = {
            "id": named_id("payment_method", technical),
            "technicalName": technical,
            "name": name,
            "distinguishableName": name,
            "shortName": technical.removeprefix("payment_"),
            "handlerIdentifier": handler,
            "formattedHandlerIdentifier": "handler_" + "_".join(handler.lower().split("\\")[::2]),
            "position": position,
            "active": True,
            "afterOrderEnabled": technical.startswith("payment_"),
            "synchronous": technical.startswith("payment_"),
            "asynchronous": not technical.startswith("payment_"),
            "prepared": False,
            "refundable": False,
            "recurring": False,
        }
        rows.append(("payment_method", row))
    for position, (technical, name, tax_type, tracking) in enumerate(_lines(_SHIPPING), 1):
        row = {
            "id": named_id("shipping_method", technical),
            "technicalName": technical,
            "name": name,
            "taxType": tax_type,
            "taxId": named_id("tax", "19") if tax_type == "fixed" else None,
            "trackingUrl": tracking or None,
            "position": position,
            "active": True,
        }
        rows.append(("shipping_method", row))
    return rows


def _channels() -> list[tuple[str, Row]]:
    rows: list[tuple[str, Row]] = []
    for key, name, language, currency, country, calculation, url in _lines(_CHANNELS):
        channel = named_id("sales_channel", key)
        row = {
            "id": channel,
            "typeId": STOREFRONT_TYPE_ID,
            "name": name,
            "languageId": language_id(language),
            "currencyId": currency_id(currency),
            "countryId": named_id("country", country),
            "paymentMethodId": named_id("payment_method", "payment_invoicepayment"),
            "shippingMethodId": named_id("shipping_method", "shipping_standard"),
            "taxCalculationType": calculation,
            "accessKey": "SWSC" + channel[:22].upper(),
            "navigationCategoryDepth": 2,
            "active": True,
            "hreflangActive": False,
            "maintenance": False,
        }
        rows.append(("sales_channel", row))
        domain = {"id": named_id("domain", key), "url": url, "salesChannelId": channel}
        rows.append(
            ("sales_channel_domain", domain | {"languageId": row["languageId"], "currencyId": row["currencyId"]})
        )
    return rows


def _products() -> list[tuple[str, Row]]:
    maker = named_id("product_manufacturer", "Kontor")
    rows: list[tuple[str, Row]] = [("product_manufacturer", {"id": maker, "name": "Kontor & Söhne"})]
    rows += [("product", write_product(place, product, maker)) for place, product in enumerate(PRODUCTS, 1)]
    return rows


def write_product(place: int, product: Product, maker: str) -> Row:
    """Return a product's row; its price is in euros, with and without tax."""
    net = round(product.price / (1 + product.tax / 100), 14)
    price = {"currencyId": EUR_ID, "net": number(net), "gross": number(product.price), "linked": True}
    return {
        "id": product.product_id,
        "autoIncrement": place,
        "productNumber": product.number,
        "name": product.title,
        "ean": product.ean,
        "manufacturerId": maker,
        "taxId": named_id("tax", str(product.tax)),
        "price": [
            price
            | {"listPrice": None, "percentage": None, "regulationPrice": None, "extensions": [], "apiAlias": "price"}
        ],
        "active": True,
        "available": True,
        "isCloseout": False,
        "stock": 100 + place,
        "availableStock": 100 + place,
        "childCount": 0,
        "variation": [{"group": group, "option": option} for group, option in product.options],
        "minPurchase": 1,
        "purchaseSteps": 1,
        "shippingFree": False,
        "markAsTopseller": False,
        "weight": 0.5,
        "sales": 0,
        "states": ["is-physical"],
    }
