"""Buyers: people and companies of many countries, with the ways they fill in a shop's forms."""

import random
from dataclasses import dataclass, field
from typing import Any

from shopware_emulator.entities.ids import named_id

RETURNING = 0.25
GUESTS = 0.35
ELSEWHERE = 0.2
HOSTILE = 0.03

_FIRST = {
    "mr": "Jan Hinnerk Lukas Ömer Björn Karl-Heinz Matteo Thomas Emil Fiete Noah Sven".split(),
    "mrs": "Antje Wiebke Ayşe Zoë Katharina Marie-Luise Giulia Frauke Ida Łucja Sophie Maren".split(),
    "not_specified": "Kim Alex Robin Sascha".split(),
}
_LAST = (
    "Meyer Petersen Schröder Groß Yılmaz Nowak Müller-Lüdenscheidt Hansen Weiß van|der|Berg Gruber Rossi Dubois "
    "O’Connor Störtebeker Jansen d’Angelo Kowalczyk Brandt Huber"
).split()
_COMPANIES = "Werft Kontor Reederei Bäckerei Gasthof Segelmacherei Tischlerei Buchhandlung".split()
_FORMS = ("GmbH", "GmbH & Co. KG", "e. K.", "AG", "OHG", "gUG (haftungsbeschränkt)")
_DEPARTMENTS = ("Einkauf", "Buchhaltung", "Zentrallager, Tor 3")

_PLACES = {
    "DE": "Lübeck|23552|Mengstraße;München|80331|Sendlinger Straße;Hamburg|20457|Am Sandtorkai;Köln|50667|Hohe Straße;"
    "Leipzig|04109|Barfußgäßchen;Weßling|82234|Hauptstraße",
    "AT": "Wien|1010|Graben;Graz|8010|Sporgasse;St. Pölten|3100|Linzer Straße",
    "CH": "Zürich|8001|Bahnhofstrasse;Genève|1204|Rue du Rhône;Lugano|6900|Via Nassa",
    "FR": "Paris|75004|Rue de Rivoli;Saint-Malo|35400|Rue de Dinan",
    "NL": "Amsterdam|1012 JS|Damrak;’s-Hertogenbosch|5211 JV|Markt",
    "BE": "Gent|9000|Korenlei;Liège|4000|Rue Léopold",
    "IT": "Bolzano|39100|Via dei Portici;Genova|16121|Via XX Settembre",
    "ES": "Málaga|29005|Calle Larios",
    "PL": "Gdańsk|80-831|Długa",
    "LU": "Luxembourg|1616|Place de la Gare",
    "DK": "Aarhus|8000|Åboulevarden",
    "GB": "London|EC1A 1BB|Cheapside",
    "NO": "Bergen|5003|Bryggen",
    "LI": "Vaduz|9490|Städtle",
    "US": "San Francisco|94103|Market Street",
}
_STATES = {"Lübeck": "DE-SH", "München": "DE-BY", "Hamburg": "DE-HH", "Köln": "DE-NW", "San Francisco": "US-CA"}
VAT_IDS = {
    "DE": "DE129273398",
    "AT": "ATU63611700",
    "FR": "FR40303265045",
    "IT": "IT00743110157",
    "ES": "ESB58378431",
    "NL": "NL004495445B01",
    "PL": "PL8567346215",
    "BE": "BE0403170701",
    "LU": "LU26375245",
    "DK": "DK13585628",
}
HOSTILE_NAMES = (
    "<script>alert('Moin')</script>",
    "Robert'); DROP TABLE orders;--",
    '=HYPERLINK("http://example.invalid";"Klick")',
    "Größe Ñandú Şıkça Ωμέγα 東京 عمر 👩‍🚀",
    'Bitte\tbeim Nachbarn\nabgeben; "Hinterhaus", 3. Stock links ' * 3,
    "\u202egnurhekmu",
)

Address = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Buyer:
    """Somebody who orders; addresses have the fields of an order's, but their ids."""

    number: str
    email: str
    salutation: str
    first_name: str
    last_name: str
    country: str
    is_guest: bool
    billing: Address
    shipping: Address | None
    company: str | None = None
    vat_ids: list[str] | None = field(default=None)

    @property
    def customer_id(self) -> str:
        """The customer's id."""
        return named_id("customer", self.number)


class BuyerPool:
    """Draws buyers: new ones, and now and then one who has ordered before."""

    def __init__(self, rng: random.Random) -> None:
        """Start without any."""
        self._rng = rng
        self._known: dict[tuple[str, bool], list[Buyer]] = {}
        self._count = 10000

    def draw(self, country: str, *, is_company: bool) -> Buyer:
        """Return a buyer of a country; guests never come again."""
        known = self._known.setdefault((country, is_company), [])
        if known and self._rng.random() < RETURNING:
            return self._rng.choice(known)
        buyer = self._invent(country, is_company=is_company)
        if not buyer.is_guest:
            known.append(buyer)
        return buyer

    def _invent(self, country: str, *, is_company: bool) -> Buyer:
        rng = self._rng
        self._count += 1
        salutation = rng.choices(("mr", "mrs", "not_specified"), (45, 45, 10))[0]
        first, last = rng.choice(_FIRST[salutation]), rng.choice(_LAST).replace("|", " ")
        if rng.random() < HOSTILE:
            last = rng.choice(HOSTILE_NAMES)[:255]
        company = f"{rng.choice(_COMPANIES)} {last[:60]} {rng.choice(_FORMS)}" if is_company else None
        person = {"salutationId": named_id("salutation", salutation), "firstName": first, "lastName": last}
        billing = person | self._place(country) | self._business(company)
        shipping = None
        if rng.random() < ELSEWHERE:
            other = {"firstName": rng.choice(_FIRST["mrs"]), "lastName": rng.choice(_LAST).replace("|", " ")}
            shipping = person | other | self._place(country)
        return Buyer(
            number=str(self._count),
            email=f"buyer{self._count}@example.{country.lower()}.invalid",
            salutation=salutation,
            first_name=first,
            last_name=last,
            country=country,
            is_guest=rng.random() < GUESTS,
            billing=billing,
            shipping=shipping,
            company=company,
            vat_ids=[VAT_IDS[country]] if is_company and country in VAT_IDS else None,
        )

    def _place(self, country: str) -> Address:
        rng = self._rng
        city, zipcode, street = rng.choice(_PLACES[country].split(";")).split("|")
        place: Address = {
            "countryId": named_id("country", country),
            "city": city,
            "zipcode": zipcode,
            "street": f"{street} {rng.randrange(1, 180)}{rng.choice(('', '', 'a', ' b'))}",
        }
        if country == "DE" and rng.random() < 0.06:  # noqa: PLR2004 - a share
            place |= {"street": f"Packstation {rng.randrange(101, 400)}"}
            place |= {"additionalAddressLine1": str(rng.randrange(10**6, 10**9))}
        elif rng.random() < 0.1:  # noqa: PLR2004
            place["additionalAddressLine1"] = rng.choice(("Hinterhaus", "c/o Petersen", "3. OG links"))
        if rng.random() < 0.5:  # noqa: PLR2004
            place["phoneNumber"] = f"+49 451 {rng.randrange(10**5, 10**7)}"
        if city in _STATES and rng.random() < 0.5:  # noqa: PLR2004
            place["countryStateId"] = named_id("country_state", _STATES[city])
        return place

    def _business(self, company: str | None) -> Address:
        if company is None:
            return {}
        department = self._rng.choice((*_DEPARTMENTS, None))
        return {"company": company} | ({"department": department} if department else {})
