"""Which marketplaces a platform's offers can go to, and in which currency."""

from babel.numbers import get_territory_currencies

from kogge.platforms.models import Platform

USUAL = {
    "EU": ("DE", "FR", "IT", "ES", "NL", "BE", "IE", "PL", "SE", "GB"),
    "NA": ("US", "CA", "MX"),
    "FE": ("JP", "AU", "SG"),
}
"""What is offered for a platform that names no marketplaces of its own."""


def list_marketplaces(platform: Platform) -> list[str]:
    """Return country codes: the platform's own, else the usual ones of its region; a shop sells at home."""
    return list(platform.marketplaces) or list(USUAL.get(platform.region, (platform.company.country,)))


def currency_of(country: str) -> str:
    """Return a country's currency today (ISO 4217)."""
    found = get_territory_currencies(country)
    return str(found[-1]) if found else "EUR"
