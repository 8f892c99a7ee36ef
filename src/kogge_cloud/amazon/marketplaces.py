"""Amazon's regions and marketplaces: ids, addresses, currencies, and whether prices include tax."""

from dataclasses import dataclass

from kogge_cloud.accounts.errors import MarketplaceUnknown, RegionUnknown

LOGIN_URL = "https://api.amazon.com/auth/o2/token"

REGION_URLS = {
    "EU": "https://sellingpartnerapi-eu.amazon.com",
    "NA": "https://sellingpartnerapi-na.amazon.com",
    "FE": "https://sellingpartnerapi-fe.amazon.com",
}


@dataclass(frozen=True, slots=True)
class AmazonMarketplace:
    """A country's Amazon. `prices_include_tax` is the custom there; the amounts of an order may tell otherwise."""

    country: str
    id: str
    region: str
    seller_central: str
    currency: str
    prices_include_tax: bool = True


_EUROPE = "sellercentral-europe.amazon.com"

MARKETPLACES = (
    AmazonMarketplace("DE", "A1PA6795UKMFR9", "EU", _EUROPE, "EUR"),
    AmazonMarketplace("FR", "A13V1IB3VIYZZH", "EU", _EUROPE, "EUR"),
    AmazonMarketplace("IT", "APJ6JRA9NG5V4", "EU", _EUROPE, "EUR"),
    AmazonMarketplace("ES", "A1RKKUPIHCS9HS", "EU", _EUROPE, "EUR"),
    AmazonMarketplace("GB", "A1F83G8C2ARO7P", "EU", _EUROPE, "GBP"),
    AmazonMarketplace("NL", "A1805IZSGTT6HS", "EU", "sellercentral.amazon.nl", "EUR"),
    AmazonMarketplace("BE", "AMEN7PMS3EDWL", "EU", "sellercentral.amazon.com.be", "EUR"),
    AmazonMarketplace("IE", "A28R8C7NBKEWEA", "EU", "sellercentral.amazon.ie", "EUR"),
    AmazonMarketplace("SE", "A2NODRKZP88ZB9", "EU", "sellercentral.amazon.se", "SEK"),
    AmazonMarketplace("PL", "A1C3SOZRARQ6R3", "EU", "sellercentral.amazon.pl", "PLN"),
    AmazonMarketplace("TR", "A33AVAJ2PDY3EV", "EU", "sellercentral.amazon.com.tr", "TRY"),
    AmazonMarketplace("AE", "A2VIGQ35RCS4UG", "EU", "sellercentral.amazon.ae", "AED"),
    AmazonMarketplace("SA", "A17E79C6D8DWNP", "EU", "sellercentral.amazon.sa", "SAR"),
    AmazonMarketplace("EG", "ARBP9OOSHTCHU", "EU", "sellercentral.amazon.eg", "EGP"),
    AmazonMarketplace("ZA", "AE08WJ6YKNBMC", "EU", "sellercentral.amazon.co.za", "ZAR"),
    AmazonMarketplace("IN", "A21TJRUUN4KGV", "EU", "sellercentral.amazon.in", "INR"),
    AmazonMarketplace("US", "ATVPDKIKX0DER", "NA", "sellercentral.amazon.com", "USD", prices_include_tax=False),
    AmazonMarketplace("CA", "A2EUQ1WTGCTBG2", "NA", "sellercentral.amazon.ca", "CAD", prices_include_tax=False),
    AmazonMarketplace("MX", "A1AM78C64UM0Y8", "NA", "sellercentral.amazon.com.mx", "MXN"),
    AmazonMarketplace("BR", "A2Q3Y263D00KWC", "NA", "sellercentral.amazon.com.br", "BRL"),
    AmazonMarketplace("JP", "A1VC38T7YXB528", "FE", "sellercentral.amazon.co.jp", "JPY"),
    AmazonMarketplace("AU", "A39IBJ37TRP1C6", "FE", "sellercentral.amazon.com.au", "AUD"),
    AmazonMarketplace("SG", "A19VAU5U5O7RUS", "FE", "sellercentral.amazon.sg", "SGD"),
)

_BY_ID = {marketplace.id: marketplace for marketplace in MARKETPLACES}
_BY_COUNTRY = {marketplace.country: marketplace for marketplace in MARKETPLACES}
_ALIASES = {"UK": "GB"}
_OWN_DOMAINS = {
    "amazon.co.uk": "GB",
    "amazon.com.be": "BE",
    "amazon.com.tr": "TR",
    "amazon.co.za": "ZA",
    "amazon.com": "US",
    "amazon.com.mx": "MX",
    "amazon.com.br": "BR",
    "amazon.co.jp": "JP",
    "amazon.com.au": "AU",
    "amazon.com.sg": "SG",
}
_BY_NAME = {f"amazon.{each.country.lower()}": each for each in MARKETPLACES} | {
    domain: _BY_COUNTRY[country] for domain, country in _OWN_DOMAINS.items()
}


def find_marketplace(marketplace_id: str) -> AmazonMarketplace | None:
    """Return the marketplace with Amazon's id, None for one that is newer than this table."""
    return _BY_ID.get(marketplace_id)


def find_named(name: str) -> AmazonMarketplace | None:
    """Return the marketplace of a name such as “Amazon.de”, None for other channels and newer ones."""
    return _BY_NAME.get(name.strip().lower())


def get_marketplace(country: str) -> AmazonMarketplace:
    """Return the marketplace of a country code (UK and GB are the same). Raises MarketplaceUnknown."""
    marketplace = _BY_COUNTRY.get(_ALIASES.get(country, country))
    if marketplace is None:
        message = f"Amazon has no marketplace “{country}”; there are: {', '.join(sorted(_BY_COUNTRY))}."
        raise MarketplaceUnknown(message, marketplace=country)
    return marketplace


def require_known(region: str, countries: tuple[str, ...]) -> None:
    """Check a registration: the region exists and has the marketplaces. Raises RegionUnknown, MarketplaceUnknown."""
    if region not in REGION_URLS:
        message = f"Amazon has no region “{region}”; there are: {', '.join(REGION_URLS)}."
        raise RegionUnknown(message)
    for country in countries:
        if get_marketplace(country).region != region:
            message = f"The marketplace {country} does not belong to Amazon's region {region}."
            raise MarketplaceUnknown(message, marketplace=country, region=region)
