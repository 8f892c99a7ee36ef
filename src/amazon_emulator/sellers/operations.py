"""The Sellers API: in which marketplaces a seller sells, and who he is."""

from typing import Any

from amazon_emulator.accounts import Seller
from amazon_emulator.errors import unauthorized
from amazon_emulator.operations import Call, Operation
from amazon_emulator.quotas import Quota
from amazon_emulator.regions import find_marketplace

_QUOTA = Quota(0.016, 15)


def _list_participations(call: Call) -> dict[str, Any]:
    return {"payload": _participations(_seller(call))}


def _get_account(call: Call) -> dict[str, Any]:
    seller = _seller(call)
    participations = _participations(seller)
    address = {
        "addressLine1": "Hafenstraße 1" if seller.region == "EU" else "1 Harbor Street",
        "city": "Lübeck" if seller.region == "EU" else "Portland",
        "postalCode": "23552" if seller.region == "EU" else "97209",
        "countryCode": "DE" if seller.region == "EU" else participations[0]["marketplace"]["countryCode"],
    }
    return {
        "payload": {
            "businessType": "PRIVATE_LIMITED",
            "sellingPlan": "PROFESSIONAL",
            "marketplaceParticipationList": participations,
            "business": {"name": seller.name, "registeredBusinessAddress": address},
            "primaryContact": {"name": seller.name, "address": address},
        }
    }


def _seller(call: Call) -> Seller:
    if call.account.seller is None:
        raise unauthorized("")
    return call.account.seller


def _participations(seller: Seller) -> list[dict[str, Any]]:
    known = [each for marketplace_id in seller.marketplace_ids if (each := find_marketplace(marketplace_id))]
    return [
        {
            "marketplace": {
                "id": each.marketplace_id,
                "name": each.name,
                "countryCode": each.country,
                "defaultCurrencyCode": each.currency,
                "defaultLanguageCode": each.language,
                "domainName": each.domain,
            },
            "storeName": seller.name,
            "participation": {"isParticipating": True, "hasSuspendedListings": False},
        }
        for each in known
    ]


OPERATIONS = (
    Operation(
        "getMarketplaceParticipations", "GET", "/sellers/v1/marketplaceParticipations", _QUOTA, _list_participations
    ),
    Operation("getAccount", "GET", "/sellers/v1/account", _QUOTA, _get_account),
)
