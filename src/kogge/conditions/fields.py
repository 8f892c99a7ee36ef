"""The fields that conditions may ask for: what each is called in both languages, and what it holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from kogge.conditions.spelling import fold

Fact = str | bool | int | Decimal | date | tuple[str, ...] | None
"""What a field of one record holds; None is what it lacks."""
Facts = Mapping[str, Mapping[str, Fact]]
"""The fields of records by entity and name, e.g. `{"document": {"total": Decimal("19.99")}}`."""


class FieldType(StrEnum):
    """What a field holds, and so what it may be compared with.

    Amounts are numbers in major units of their record's currency. A day is a calendar day in the Office's time zone.
    """

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    DAY = "day"
    LIST = "list"


TEXT, NUMBER, YES_NO, DAY, LIST = FieldType


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `values` are the only ones that its text can have, where these are given."""

    name: str
    german: str
    type: FieldType
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of record and its fields."""

    name: str
    german: str
    fields: tuple[Field, ...]

    def show(self, language: str) -> str:
        """Return the name in a language: `de` or, for everybody else, English."""
        return self.german if language == "de" else self.name


DOCUMENT = Entity(
    "document",
    "Vorgang",
    (
        Field("number", "Belegnummer", TEXT),
        Field("kind", "Art", TEXT, ("offer", "order", "confirmation", "delivery_note", "invoice", "credit_note")),
        Field("type", "Vorgangsart", TEXT),
        Field("state", "Status", TEXT, ("open", "posted", "partly_converted", "converted", "cancelled")),
        Field("order_reference", "Auftragsnummer", TEXT),
        Field("total", "Summe", NUMBER),
        Field("paid", "Bezahlt", NUMBER),
        Field("tax", "Steuer", NUMBER),
        Field("currency", "Währung", TEXT),
        Field("has_difference", "hat_Differenz", YES_NO),
        Field("marketplace", "Marktplatz", TEXT),
        Field("sales_channel", "Verkaufskanal", TEXT),
        Field("ordered_on", "Bestelldatum", DAY),
        Field("age_days", "Alter_in_Tagen", NUMBER),
        Field("ship_by_on", "Versandfrist", DAY),
        Field("hours_to_ship_by", "Stunden_bis_Versandfrist", NUMBER),
        Field("deliver_by_on", "Lieferfrist", DAY),
        Field("is_business", "ist_Business", YES_NO),
        Field("is_prime", "ist_Prime", YES_NO),
        Field("is_premium", "ist_Premium", YES_NO),
        Field("fulfilled_by_platform", "Versand_durch_Plattform", YES_NO),
        Field("ships_with_platform_label", "Label_von_Plattform", YES_NO),
        Field("cancellation_requested", "Storno_gewünscht", YES_NO),
        Field("awaits_decision", "wartet_auf_Entscheidung", YES_NO),
        Field("is_replacement", "ist_Ersatzlieferung", YES_NO),
        Field("payment_method", "Zahlungsart", TEXT),
        Field("shipping_method", "Versandart", TEXT),
        Field("shipping_payment_term", "Versand_Zahlweise", TEXT),
        Field("warehouse", "Lager", TEXT),
        Field("delivery_country", "Lieferland", TEXT),
        Field("invoice_country", "Rechnungsland", TEXT),
        Field("has_vat_id", "hat_USt_IdNr", YES_NO),
        Field("lines", "Positionen", NUMBER),
        Field("pieces", "Stückzahl", NUMBER),
    ),
)
PLATFORM = Entity(
    "platform",
    "Plattform",
    (
        Field("name", "Name", TEXT),
        Field("kind", "Art", TEXT, ("amazon", "shopware")),
        Field("region", "Region", TEXT, ("EU", "NA", "FE")),
        Field("marketplaces", "Marktplätze", LIST),
        Field("is_active", "ist_aktiv", YES_NO),
        Field("uses_cloud", "nutzt_Cloud", YES_NO),
        Field("is_authenticated", "ist_authentifiziert", YES_NO),
    ),
)
CUSTOMER = Entity(
    "customer",
    "Kunde",
    (
        Field("number", "Kundennummer", TEXT),
        Field("status", "Adress_Status", TEXT),
        Field("country", "Land", TEXT),
        Field("is_company", "ist_Firma", YES_NO),
        Field("is_guest", "ist_Gast", YES_NO),
        Field("is_collective", "ist_Sammelkunde", YES_NO),
        Field("has_email", "hat_E_Mail", YES_NO),
        Field("has_vat_id", "hat_USt_IdNr", YES_NO),
        Field("vat_id_state", "USt_IdNr_Prüfung", TEXT, ("unchecked", "plausible", "implausible")),
    ),
)
ARTICLE = Entity(
    "article",
    "Artikel",
    (
        Field("number", "Artikelnummer", TEXT),
        Field("name", "Bezeichnung", TEXT),
        Field("kind", "Art", TEXT, ("goods", "freight", "service", "discount", "placeholder")),
        Field("ean", "EAN", TEXT),
        Field("price", "Preis", NUMBER),
        Field("currency", "Währung", TEXT),
        Field("stock", "Bestand", NUMBER),
        Field("tax_level", "Steuersatz", TEXT, ("standard", "reduced", "second_reduced", "super_reduced", "zero")),
    ),
)
ENTITIES = {each.name: each for each in (DOCUMENT, PLATFORM, CUSTOMER, ARTICLE)}


@dataclass(frozen=True, slots=True)
class Named:
    """A field with the entity it belongs to."""

    entity: Entity
    field: Field

    @property
    def key(self) -> str:
        """The full English name, e.g. `document.total`: the one that is stored."""
        return f"{self.entity.name}.{self.field.name}"

    def show(self, language: str) -> str:
        """Return the full name in a language: `de` or, for everybody else, English."""
        return f"{self.entity.german}.{self.field.german}" if language == "de" else self.key


def list_fields(entities: Iterable[str]) -> Iterator[Named]:
    """Yield every field of the entities, in the order of the catalogue. Raises KeyError for an entity there is not."""
    for name in entities:
        yield from (Named(ENTITIES[name], field) for field in ENTITIES[name].fields)


FIELDS = {each.key: each for each in list_fields(ENTITIES)}
"""All fields by their full English name."""


@cache
def index_names(entities: tuple[str, ...]) -> Mapping[str, Named]:
    """Return the fields of the entities by every name that may be typed, folded: either language, even mixed."""
    return {
        fold(f"{entity}.{field}"): each
        for each in list_fields(entities)
        for entity in (each.entity.name, each.entity.german)
        for field in (each.field.name, each.field.german)
    }
