"""What a merchant has before the guide: an Amazon account and a shop that are signed in for the middleware."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from tests.journeys.office import Office

COLUMNS = ("address-type", "order-channel", "order-invoice-type", "invoice-business-address")
"""What the seller switched on in his order reports."""

CONNECT = """
import json, sys
import django
django.setup()
from datetime import UTC, datetime
from kogge.articles.models import Article
from kogge.companies.models import Company, User
from kogge.infrastructure.plugins import load_embedded_cloud
from kogge.platforms.models import CloudCredentials, Platform
from kogge.platforms.services import authorize_by_keys, authorize_platform, save_credentials
from kogge.site.installation import DEMO_SHOP_KEYS
from kogge.transfers.planning import add_missing_offers
from kogge.transfers.rules import FACTOR_ONE, PriceRule
from kogge.transfers.services import OfferPlan, save_settings
from kogge_contract.authorization import SelfAuthorization
from kogge_contract.platforms import KeyAuthorization
load_embedded_cloud()
given, now, company = json.loads(sys.argv[1]), datetime.now(UTC), Company.objects.get()
user = User.objects.get(username="admin")
credentials = CloudCredentials(company=company, name="Middleware", client_id=given["account"]["client_id"])
save_credentials(credentials, given["account"]["client_secret"], user, now)
facts = {"company": company, "uses_cloud": False, "credentials": credentials}
amazon = Platform.objects.create(name=given["amazon"], kind="amazon", marketplaces=["DE"], **facts)
authorize_platform(amazon, SelfAuthorization(**given["seller"]), user, now)
shop = Platform.objects.create(name=given["shop"], kind="shopware", region="", **facts)
article = Article.objects.filter(kind="goods").order_by("number").first()
for platform in (amazon, shop):
    prices = PriceRule("DE", "EUR", FACTOR_ONE, 0, None)
    save_settings(platform, OfferPlan(False, 0, None, (prices,)), actor=user, now=now)
    add_missing_offers(platform, [article.pk])
authorize_by_keys(shop, KeyAuthorization(address=given["shop_url"], **DEMO_SHOP_KEYS), user, now)
"""


@dataclass(frozen=True)
class OldWay:
    """The names of what the middleware serves, and how the seller signs in at Amazon."""

    amazon: str
    shop: str
    seller: Mapping[str, str]


def connect_the_old_way(
    office: Office, amazon: str, shop: str, account: Mapping[str, str], seller: Mapping[str, str], shop_url: str
) -> OldWay:
    """Connect both to the middleware, as its own set-up once did."""
    reports = {"seconds": 0, "columns": COLUMNS}
    httpx.post(f"{office.emulator_url}/emulator/reports", json=reports).raise_for_status()
    own = {"client_id": "client_id", "client_secret": "client_secret", "refresh_token": "refresh_token"}
    given = {
        "account": dict(account),
        "amazon": amazon,
        "shop": shop,
        "seller": {name: seller[key] for name, key in own.items()} | {"seller_reference": seller["seller_id"]},
        "shop_url": shop_url,
    }
    command = [sys.executable, "-c", CONNECT, json.dumps(given)]
    subprocess.run(command, env=office.environment, check=True, capture_output=True)
    return OldWay(amazon, shop, seller)
