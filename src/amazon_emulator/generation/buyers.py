"""Buyers: names and addresses of many countries and scripts, with the ways people fill in Amazon's forms."""

import random
from dataclasses import dataclass
from functools import cache

from faker import Faker

from amazon_emulator.generation.marketplaces import Marketplace

RETURNING = 0.25
VAT_IDS = {
    "DE": "DE129273398",
    "AT": "ATU63611700",
    "FR": "FR40303265045",
    "IT": "IT00743110157",
    "ES": "ESB58378431",
    "NL": "NL004495445B01",
    "PL": "PL8567346215",
}


@dataclass(frozen=True, slots=True)
class Buyer:
    """Somebody who orders; `address` is in Amazon's shape."""

    name: str
    email: str
    address: dict[str, str]
    company: str = ""
    vat_id: str = ""


class BuyerPool:
    """Draws buyers: new ones, and now and then one who has ordered before."""

    def __init__(self, rng: random.Random) -> None:
        """Start without any."""
        self._rng = rng
        self._known: dict[str, list[Buyer]] = {}

    def draw(self, marketplace: Marketplace) -> Buyer:
        """Return a buyer of the marketplace."""
        known = self._known.setdefault(marketplace.country, [])
        if known and self._rng.random() < RETURNING:
            return self._rng.choice(known)
        known.append(self._invent(marketplace))
        return known[-1]

    def _invent(self, marketplace: Marketplace) -> Buyer:
        rng = self._rng
        locale, country = rng.choice(marketplace.locales)
        fake = _faker(locale)
        fake.seed_instance(rng.getrandbits(64))
        name = fake.name()
        domain = marketplace.name.lower().removeprefix("amazon.")
        email = f"{rng.getrandbits(70):014x}@marketplace.amazon.{domain}"
        company = fake.company() if rng.random() < 0.12 else ""  # noqa: PLR2004 - a share, named by its use
        address = {
            "name": _decorate(name, rng),
            **_lines(fake, company, country, rng),
            "city": fake.city(),
            "postalCode": fake.postcode(),
            "countryCode": country,
            "addressType": "COMMERCIAL" if company else "RESIDENTIAL",
        }
        if rng.random() < 0.6:  # noqa: PLR2004
            address["phone"] = fake.phone_number()
        return Buyer(name, email, address, company, VAT_IDS.get(country, "") if company else "")


@cache
def _faker(locale: str) -> Faker:
    return Faker(locale)


def _decorate(name: str, rng: random.Random) -> str:
    """Now and then a name as people really type it."""
    odd = rng.random()
    if odd < 0.01:  # noqa: PLR2004
        return f"{name} 🐳"
    if odd < 0.02:  # noqa: PLR2004
        return (
            f"{name} c/o {name.rsplit(maxsplit=1)[-1]}, Hinterhaus, 3. Stock links, bitte bei den Nachbarn klingeln "
            * 2
        )
    return name


def _lines(fake: Faker, company: str, country: str, rng: random.Random) -> dict[str, str]:
    street = fake.street_address().replace("\n", ", ")
    if company and rng.random() < 0.5:  # noqa: PLR2004
        return {"addressLine1": company, "addressLine2": street}
    if company:
        return {"companyName": company, "addressLine1": street}
    if country == "DE" and rng.random() < 0.05:  # noqa: PLR2004
        return {
            "addressLine1": str(rng.randrange(10**7, 10**9)),
            "addressLine2": f"Packstation {rng.randrange(100, 400)}",
        }
    return {"addressLine1": street}
