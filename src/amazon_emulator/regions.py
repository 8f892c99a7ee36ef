"""Amazon's regions and marketplaces, as the Sellers API names them."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from amazon_emulator.errors import ApiError

REGIONS = ("EU", "NA", "FE")


@dataclass(frozen=True, slots=True)
class RegionMarketplace:
    """A country's Amazon: what `getMarketplaceParticipations` says of it."""

    marketplace_id: str
    region: str
    country: str
    name: str
    currency: str
    language: str
    domain: str


_ROWS = """
A1PA6795UKMFR9 EU DE Amazon.de     EUR de_DE www.amazon.de
A13V1IB3VIYZZH EU FR Amazon.fr     EUR fr_FR www.amazon.fr
APJ6JRA9NG5V4  EU IT Amazon.it     EUR it_IT www.amazon.it
A1RKKUPIHCS9HS EU ES Amazon.es     EUR es_ES www.amazon.es
A1F83G8C2ARO7P EU GB Amazon.co.uk  GBP en_GB www.amazon.co.uk
A1805IZSGTT6HS EU NL Amazon.nl     EUR nl_NL www.amazon.nl
AMEN7PMS3EDWL  EU BE Amazon.com.be EUR fr_BE www.amazon.com.be
A28R8C7NBKEWEA EU IE Amazon.ie     EUR en_IE www.amazon.ie
A2NODRKZP88ZB9 EU SE Amazon.se     SEK sv_SE www.amazon.se
A1C3SOZRARQ6R3 EU PL Amazon.pl     PLN pl_PL www.amazon.pl
A33AVAJ2PDY3EV EU TR Amazon.com.tr TRY tr_TR www.amazon.com.tr
A2VIGQ35RCS4UG EU AE Amazon.ae     AED en_AE www.amazon.ae
A17E79C6D8DWNP EU SA Amazon.sa     SAR ar_AE www.amazon.sa
ARBP9OOSHTCHU  EU EG Amazon.eg     EGP ar_AE www.amazon.eg
AE08WJ6YKNBMC  EU ZA Amazon.co.za  ZAR en_ZA www.amazon.co.za
A21TJRUUN4KGV  EU IN Amazon.in     INR en_IN www.amazon.in
ATVPDKIKX0DER  NA US Amazon.com    USD en_US www.amazon.com
A2EUQ1WTGCTBG2 NA CA Amazon.ca     CAD en_CA www.amazon.ca
A1AM78C64UM0Y8 NA MX Amazon.com.mx MXN es_MX www.amazon.com.mx
A2Q3Y263D00KWC NA BR Amazon.com.br BRL pt_BR www.amazon.com.br
A1VC38T7YXB528 FE JP Amazon.co.jp  JPY ja_JP www.amazon.co.jp
A39IBJ37TRP1C6 FE AU Amazon.com.au AUD en_AU www.amazon.com.au
A19VAU5U5O7RUS FE SG Amazon.sg     SGD en_SG www.amazon.sg
"""
_BY_ID = {row[0]: RegionMarketplace(*row) for row in map(str.split, _ROWS.strip().splitlines())}


def list_marketplaces(region: str) -> tuple[RegionMarketplace, ...]:
    """Return a region's marketplaces; none for a region that does not exist."""
    return tuple(each for each in _BY_ID.values() if each.region == region)


def find_marketplace(marketplace_id: str) -> RegionMarketplace | None:
    """Return a marketplace, or None where Amazon has no such id."""
    return _BY_ID.get(marketplace_id)


def refuse_foreign(region: str, marketplace_ids: Iterable[str]) -> None:
    """Refuse marketplaces of another region, as Orders 2026 and Listings do. Raises ApiError (403)."""
    own = {each.marketplace_id for each in list_marketplaces(region)}
    if not own.issuperset(marketplace_ids):
        message = "The marketplaces you provided are not valid for region"
        raise ApiError(HTTPStatus.FORBIDDEN, "Unauthorized", message, "")
