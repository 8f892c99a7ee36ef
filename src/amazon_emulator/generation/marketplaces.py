"""Where the generated orders are placed: marketplace ids, currencies, price levels, and where buyers live."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marketplace:
    """A marketplace of Amazon's.

    `rate` turns EUR cents into its minor units; `tax_apart_bp` is its tax in basis points where tax stands apart from
    prices, else 0.
    """

    country: str
    marketplace_id: str
    name: str
    currency: str
    rate: float
    shipping_minor: int
    locales: tuple[tuple[str, str], ...]
    weight: int
    tax_apart_bp: int = 0


MARKETPLACES = (
    Marketplace(
        "DE",
        "A1PA6795UKMFR9",
        "Amazon.de",
        "EUR",
        1,
        490,
        (("de_DE", "DE"),) * 10
        + (("de_AT", "AT"),) * 2
        + (("de_CH", "CH"), ("tr_TR", "DE"), ("el_GR", "DE"), ("pl_PL", "DE"), ("fr_FR", "LU")),
        60,
    ),
    Marketplace("FR", "A13V1IB3VIYZZH", "Amazon.fr", "EUR", 1, 690, (("fr_FR", "FR"),), 8),
    Marketplace("IT", "APJ6JRA9NG5V4", "Amazon.it", "EUR", 1, 690, (("it_IT", "IT"),), 7),
    Marketplace(
        "ES", "A1RKKUPIHCS9HS", "Amazon.es", "EUR", 1, 690, (("es_ES", "ES"), ("es_ES", "ES"), ("pt_PT", "PT")), 6
    ),
    Marketplace("NL", "A1805IZSGTT6HS", "Amazon.nl", "EUR", 1, 590, (("nl_NL", "NL"),), 4),
    Marketplace("BE", "AMEN7PMS3EDWL", "Amazon.com.be", "EUR", 1, 590, (("nl_BE", "BE"), ("fr_BE", "BE")), 2),
    Marketplace("PL", "A1C3SOZRARQ6R3", "Amazon.pl", "PLN", 4.3, 1990, (("pl_PL", "PL"),), 4),
    Marketplace("SE", "A2NODRKZP88ZB9", "Amazon.se", "SEK", 11.2, 5900, (("sv_SE", "SE"),), 3),
    Marketplace("UK", "A1F83G8C2ARO7P", "Amazon.co.uk", "GBP", 0.86, 590, (("en_GB", "GB"),), 2),
    Marketplace("US", "ATVPDKIKX0DER", "Amazon.com", "USD", 1.1, 1290, (("en_US", "US"),), 3, tax_apart_bp=825),
    Marketplace("JP", "A1VC38T7YXB528", "Amazon.co.jp", "JPY", 1.6, 900, (("ja_JP", "JP"),), 1),
)
