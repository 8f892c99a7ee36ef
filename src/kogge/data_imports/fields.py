"""What is read of files of old data, and by which headings it is found: pure.

Where the headings come from stands in the README.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

UMLAUTS = str.maketrans("äöü", "aou")


class Kind(StrEnum):
    """What a file's records are."""

    CUSTOMERS = "customers"
    ARTICLES = "articles"
    DOCUMENTS = "documents"


class Profile(StrEnum):
    """The program that a file comes from, by its headings."""

    BUERO = "buero"
    ODOO = "odoo"
    JTL = "jtl"
    OTHER = "other"


class Field(StrEnum):
    """What a column can mean."""

    NUMBER = "number"
    CUSTOMER_NUMBER = "customer_number"
    ORDER_REFERENCE = "order_reference"
    LEGACY_REFERENCE = "legacy_reference"
    ORDERED_AT = "ordered_at"
    CURRENCY = "currency"
    TOTAL = "total"
    FREIGHT = "freight"
    ARTICLE_NUMBER = "article_number"
    EAN = "ean"
    TITLE = "title"
    QUANTITY = "quantity"
    UNIT_PRICE = "unit_price"
    LINE_TOTAL = "line_total"
    DISCOUNT = "discount"
    TAX = "tax"
    COMPANY_NAME = "company_name"
    FIRST_NAME = "first_name"
    NAME = "name"
    LINE1 = "line1"
    HOUSE_NUMBER = "house_number"
    LINE2 = "line2"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    COUNTRY = "country"
    EMAIL = "email"
    PHONE = "phone"
    VAT_ID = "vat_id"
    DELIVERY_COMPANY_NAME = "delivery_company_name"
    DELIVERY_FIRST_NAME = "delivery_first_name"
    DELIVERY_NAME = "delivery_name"
    DELIVERY_LINE1 = "delivery_line1"
    DELIVERY_HOUSE_NUMBER = "delivery_house_number"
    DELIVERY_LINE2 = "delivery_line2"
    DELIVERY_POSTAL_CODE = "delivery_postal_code"
    DELIVERY_CITY = "delivery_city"
    DELIVERY_COUNTRY = "delivery_country"
    PRICE = "price"
    STOCK = "stock"


DELIVERY = "delivery_"
_PERSON = (
    Field.COMPANY_NAME, Field.FIRST_NAME, Field.NAME, Field.LINE1, Field.HOUSE_NUMBER, Field.LINE2, Field.POSTAL_CODE,
    Field.CITY, Field.COUNTRY, Field.EMAIL, Field.PHONE, Field.VAT_ID,
)  # fmt: skip
_DELIVERY = tuple(field for field in Field if field.startswith(DELIVERY))
LINE_FIELDS = (
    Field.ARTICLE_NUMBER, Field.EAN, Field.TITLE, Field.QUANTITY, Field.UNIT_PRICE, Field.LINE_TOTAL, Field.DISCOUNT,
    Field.TAX,
)  # fmt: skip
"""What belongs to a line of a document; all else to its head."""
PERSONAL = frozenset({*_PERSON, *_DELIVERY} - {Field.COUNTRY, Field.DELIVERY_COUNTRY})

FIELDS: Mapping[Kind, tuple[Field, ...]] = {
    Kind.CUSTOMERS: (Field.NUMBER, *_PERSON),
    Kind.ARTICLES: (
        Field.NUMBER, Field.TITLE, Field.EAN, Field.PRICE, Field.CURRENCY, Field.TAX, Field.STOCK,
    ),
    Kind.DOCUMENTS: (
        Field.NUMBER, Field.ORDERED_AT, Field.ORDER_REFERENCE, Field.LEGACY_REFERENCE, Field.CUSTOMER_NUMBER,
        Field.CURRENCY, Field.TOTAL, Field.FREIGHT, *LINE_FIELDS, *_PERSON, *_DELIVERY,
    ),
}  # fmt: skip
"""What can be read of each kind of file, in the order in which it is offered."""

REQUIRED: Mapping[Kind, tuple[Field, ...]] = {
    Kind.CUSTOMERS: (Field.NUMBER,),
    Kind.ARTICLES: (Field.NUMBER, Field.TITLE),
    Kind.DOCUMENTS: (Field.NUMBER, Field.ORDERED_AT, Field.QUANTITY),
}

Headings = Mapping[Field, tuple[str, ...]]

_ADDRESS: Headings = {
    Field.COMPANY_NAME: ("Firma", "Firmenname", "Company", "Company Name"),
    Field.FIRST_NAME: ("Vorname", "First Name"),
    Field.NAME: ("Nachname", "Name", "Last Name", "Ansprechpartner", "Kunde", "Kundenname", "Customer"),
    Field.LINE1: ("Straße", "Strasse", "Street", "Adresse"),
    Field.HOUSE_NUMBER: ("Hausnummer", "Hausnr", "House Number"),
    Field.LINE2: ("Adresszusatz", "Zusatz", "Street2", "Street 2"),
    Field.POSTAL_CODE: ("PLZ", "Postleitzahl", "Zip", "Postal Code"),
    Field.CITY: ("Ort", "Stadt", "City"),
    Field.COUNTRY: ("Land", "Land ISO", "Ländercode", "Länderkennzeichen", "Country", "Country Code"),
    Field.EMAIL: ("E-Mail", "EMail", "E-Mail-Adresse", "Mail", "Email"),
    Field.PHONE: ("Telefon", "Telefonnummer", "Tel", "Phone", "Mobil"),
    Field.VAT_ID: ("USt-IdNr.", "USt-ID", "UStIdNr", "Umsatzsteuer-ID", "VAT", "VAT ID", "Tax ID"),
}
_DELIVERY_WORDS = ("Lieferadresse", "Lieferanschrift", "Liefer", "Delivery", "Shipping")
_DELIVERED: Headings = {
    field: tuple(f"{word} {name}" for word in _DELIVERY_WORDS for name in _ADDRESS[Field(field.removeprefix(DELIVERY))])
    for field in _DELIVERY
}

GENERAL: Mapping[Kind, Headings] = {
    Kind.CUSTOMERS: {
        Field.NUMBER: ("Kundennummer", "Kundennr", "Kunden-Nr.", "KdNr", "Customer Number", "Customer No", "Debitor"),
        **_ADDRESS,
    },
    Kind.ARTICLES: {
        Field.NUMBER: ("Artikelnummer", "Artikelnr", "Artikel-Nr.", "ArtNr", "SKU", "Article Number", "Item Number"),
        Field.TITLE: ("Artikelname", "Bezeichnung", "Artikelbezeichnung", "Name", "Kurzbezeichnung", "Title"),
        Field.EAN: ("EAN", "GTIN", "EAN-Code", "Barcode"),
        Field.PRICE: ("Verkaufspreis", "VK", "VK brutto", "Brutto-VK", "Bruttopreis", "Preis", "Price"),
        Field.CURRENCY: ("Währung", "Currency"),
        Field.TAX: ("Steuersatz", "MwSt", "MwSt-Satz", "USt", "Steuersatz in %", "Tax Rate", "Tax"),
        Field.STOCK: ("Bestand", "Lagerbestand", "Verfügbar", "Stock", "Quantity On Hand"),
    },
    Kind.DOCUMENTS: {
        Field.NUMBER: ("Belegnummer", "Belegnr", "Vorgangsnummer", "Vorgangsnr", "Document Number", "Order Number"),
        Field.ORDER_REFERENCE: (
            "Amazon-Bestellnummer", "amazon-order-id", "Plattform-Bestellnummer", "Externe Bestellnummer",
            "Bestellnummer", "Auftragsnummer", "Auftragsnr", "Platform Order Number",
        ),
        Field.LEGACY_REFERENCE: ("AucWebID", "Auc Web ID"),
        Field.ORDERED_AT: ("Bestelldatum", "Auftragsdatum", "Belegdatum", "Datum", "Order Date", "Date"),
        Field.CUSTOMER_NUMBER: ("Kundennummer", "Kundennr", "Kunden-Nr.", "KdNr", "Customer Number"),
        Field.CURRENCY: ("Währung", "Currency"),
        Field.TOTAL: ("Gesamtbetrag", "Bruttobetrag", "Gesamtsumme", "Gesamtbetrag brutto", "Endbetrag", "Total"),
        Field.FREIGHT: ("Versandkosten", "Frachtkosten", "Fracht", "Porto", "Versandkosten brutto", "Shipping Costs"),
        Field.ARTICLE_NUMBER: ("Artikelnummer", "Artikelnr", "Artikel-Nr.", "ArtNr", "SKU", "Article Number"),
        Field.EAN: ("EAN", "GTIN"),
        Field.TITLE: ("Artikelname", "Bezeichnung", "Positionstext", "Artikelbezeichnung", "Description"),
        Field.QUANTITY: ("Menge", "Anzahl", "Stückzahl", "Quantity"),
        Field.UNIT_PRICE: ("Einzelpreis", "Stückpreis", "Einzelpreis brutto", "Unit Price"),
        Field.LINE_TOTAL: ("Positionsbetrag", "Gesamtpreis", "Zeilensumme", "Betrag", "Line Total"),
        Field.DISCOUNT: ("Rabatt", "Rabatt %", "Discount (%)"),
        Field.TAX: ("Steuersatz", "MwSt", "MwSt-Satz", "USt", "Steuersatz in %", "Tax Rate"),
        **_ADDRESS,
        **_DELIVERED,
    },
}  # fmt: skip
"""Headings of files of any program, the more telling first."""

PROFILES: Mapping[Profile, Mapping[Kind, Headings]] = {
    Profile.BUERO: {
        Kind.CUSTOMERS: {
            Field.NUMBER: ("AdrNr", "Adressnummer", "Adress-Nr."),
            Field.NAME: ("Na2",), Field.LINE2: ("Na3",), Field.LINE1: ("Str",),
            Field.EMAIL: ("EMail1",), Field.VAT_ID: ("UStId",),
        },
        Kind.ARTICLES: {
            Field.NUMBER: ("ArtNr",), Field.TITLE: ("KuBez1", "Bez1", "KuBez"), Field.EAN: ("EANNr",),
            Field.PRICE: ("Vk0.Preis", "Vk1.Preis", "Vk0Preis", "Vk1Preis"), Field.TAX: ("StSchl", "StSatz"),
            Field.STOCK: ("Bst", "LagBst"),
        },
        Kind.DOCUMENTS: {
            Field.NUMBER: ("BelegNr",), Field.ORDER_REFERENCE: ("AuftrNr", "AuftragsNr"),
            Field.ORDERED_AT: ("Dat", "AuftrDat", "BelegDat"), Field.CUSTOMER_NUMBER: ("AdrNr", "Adressnummer"),
            Field.ARTICLE_NUMBER: ("ArtNr",), Field.TITLE: ("KuBez1", "Bez"), Field.QUANTITY: ("Mge",),
            Field.UNIT_PRICE: ("EPr",), Field.LINE_TOTAL: ("GPr",), Field.TAX: ("StSatz",),
            Field.CURRENCY: ("Waehr",), Field.NAME: ("Na2",), Field.LINE1: ("Str",),
        },
    },
    Profile.ODOO: {
        Kind.CUSTOMERS: {
            Field.NUMBER: ("Reference", "ref", "Referenz"), Field.NAME: ("Display Name", "complete_name"),
            Field.COUNTRY: ("country_id", "Country/Country Code"), Field.LINE2: ("street2",),
        },
        Kind.ARTICLES: {
            Field.NUMBER: ("Internal Reference", "default_code", "Interne Referenz"),
            Field.EAN: ("barcode",), Field.PRICE: ("Sales Price", "list_price", "lst_price", "Verkaufspreis"),
            Field.TAX: ("Customer Taxes", "Sales Taxes", "taxes_id"), Field.STOCK: ("qty_available",),
        },
        Kind.DOCUMENTS: {
            Field.NUMBER: ("Order Reference", "Auftragsreferenz"),
            Field.ORDER_REFERENCE: ("Customer Reference", "client_order_ref", "Kundenreferenz"),
            Field.ORDERED_AT: ("Order Date", "date_order"), Field.NAME: ("Customer", "partner_id"),
            Field.CUSTOMER_NUMBER: ("Customer/Reference", "partner_id/ref"),
            Field.CURRENCY: ("currency_id",), Field.TOTAL: ("amount_total",),
            Field.ARTICLE_NUMBER: (
                "Order Lines/Product/Internal Reference", "Order Lines/Product", "Order Lines/Product Variant",
                "Order Lines/Product Template", "order_line/product_id", "order_line/product_template_id",
                "Auftragszeilen/Produkt",
            ),
            Field.TITLE: ("Order Lines/Description", "order_line/name", "Auftragszeilen/Beschreibung"),
            Field.QUANTITY: ("Order Lines/Quantity", "order_line/product_uom_qty", "Auftragszeilen/Menge"),
            Field.UNIT_PRICE: ("Order Lines/Unit Price", "order_line/price_unit", "Auftragszeilen/Einzelpreis"),
            Field.DISCOUNT: ("Order Lines/Discount (%)", "order_line/discount", "Auftragszeilen/Rabatt (%)"),
            Field.TAX: ("Order Lines/Taxes", "order_line/tax_id", "order_line/tax_ids", "Auftragszeilen/Steuern"),
        },
    },
    Profile.JTL: {
        Kind.CUSTOMERS: {Field.VAT_ID: ("UstID", "USt-ID-Nr."), Field.EMAIL: ("E-Mail-Adresse",)},
        Kind.ARTICLES: {
            Field.NUMBER: ("Artikelnummer",), Field.TITLE: ("Artikelname",), Field.EAN: ("GTIN", "EAN/Barcode"),
            Field.PRICE: ("Brutto-VK", "Std. VK Brutto"), Field.STOCK: ("Lagerbestand Gesamt", "Lagerbestand"),
        },
        Kind.DOCUMENTS: {
            Field.NUMBER: ("Auftragsnummer",),
            Field.ORDER_REFERENCE: ("Externe Auftragsnummer", "Ext. Auftragsnummer"),
            Field.ORDERED_AT: ("Erstelldatum", "Auftragsdatum"), Field.TITLE: ("Artikelname", "Positionsname"),
            Field.UNIT_PRICE: ("VK Brutto", "VK Netto", "Preis brutto", "Preis netto"),
            Field.TOTAL: ("Auftragswert brutto", "Gesamtsumme brutto"),
        },
    },
}  # fmt: skip
"""Headings of programs that merchants come from."""


def fold(heading: str) -> str:
    """Return a heading without what people write differently: case, umlauts, spaces and signs.

    A stroke stays: with Odoo “Customer/Reference” is the customer's, “Customer Reference” the order's.
    """
    return re.sub(r"[^a-z0-9/]", "", heading.casefold().translate(UMLAUTS))


def find_profile(kind: Kind, headings: Sequence[str]) -> Profile:
    """Return the program whose own headings are the most of these; OTHER where fewer than two are any one's."""
    folded = {fold(each) for each in headings}
    hits = {
        profile: sum(bool(folded & {fold(name) for name in names}) for names in of_kinds[kind].values())
        for profile, of_kinds in PROFILES.items()
    }
    best = max(hits, key=lambda each: hits[each])
    return best if hits[best] > 1 else Profile.OTHER


def map_columns(kind: Kind, headings: Sequence[str]) -> dict[Field, int]:
    """Return in which column each field is, as far as the headings tell; no column is taken twice."""
    profile = find_profile(kind, headings)
    own = PROFILES[profile][kind] if profile in PROFILES else {}
    folded = [fold(each) for each in headings]
    found: dict[Field, int] = {}
    for names in (own, GENERAL[kind]):
        for field in FIELDS[kind]:
            place = _find_place(folded, names.get(field, ()), set(found.values()))
            if field not in found and place is not None:
                found[field] = place
    return found


def _find_place(folded: Sequence[str], names: Sequence[str], taken: set[int]) -> int | None:
    wanted = (fold(name) for name in names)
    places = (place for name in wanted for place, heading in enumerate(folded) if heading == name)
    return next((place for place in places if place not in taken), None)
