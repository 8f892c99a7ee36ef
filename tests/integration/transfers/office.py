"""A shop that sells at the Emulator, through the embedded Cloud."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from amazon_emulator.generation.catalogue import PRODUCTS, Product
from kogge.articles.models import Article
from kogge.transfers.models import Offer, Transfer
from kogge.transfers.rules import Area, PriceRule
from kogge.transfers.sending import ENDED, advance_transfer
from kogge.transfers.services import OfferPlan, offer_articles, save_settings, start_transfer
from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.services import authorize_platform
from kogge_contract.authorization import SelfAuthorization
from tests.integration.kogge_cloud.test_emulator import DEMO_ACCOUNT
from tests.integration.orders.connected import ConnectedShop, open_connected_shop

FBA = PRODUCTS[7]
BOTH = (Area.STOCK, Area.PRICES)


@dataclass(frozen=True)
class Office:
    """The shop, and what there is at Amazon."""

    shop: ConnectedShop
    url: str

    def add_article(self, product: Product, **fields: Any) -> Article:
        """Add an article as the seller lists it already, and offer it."""
        facts = {"number": product.sku, "name": product.title, "stock": 20, "price_minor": product.price_minor}
        article = Article.objects.create(company=self.shop.company, **facts | fields)
        offer_articles(self.shop.platform, [article.pk], actor=self.shop.actor, now=datetime.now(UTC))
        return article

    def set_up(self, *rules: PriceRule, **changes: Any) -> None:
        """Choose marketplaces and how stock is told."""
        plan = OfferPlan(
            **{"offers_all": False, "stock_kept_back": 0, "stock_cap": None, "price_rules": rules} | changes
        )
        save_settings(self.shop.platform, plan, actor=self.shop.actor, now=datetime.now(UTC))

    def start(self, *areas: Area, article_ids: Collection[int] | None = None) -> Transfer | None:
        """Begin a transfer of what changed."""
        return start_transfer(
            self.shop.platform, areas or BOTH, user=self.shop.actor, now=datetime.now(UTC), article_ids=article_ids
        )

    def transfer(self, *areas: Area) -> Transfer:
        """Transfer what changed, to the end."""
        begun = self.start(*areas)
        assert begun is not None
        return self.finish(begun)

    def finish(self, begun: Transfer) -> Transfer:
        """Send a transfer to its end, on a clock of the Office's that jumps."""
        now = datetime.now(UTC)
        for _turn in range(60):
            wait_s = advance_transfer(begun.pk, now)
            now += timedelta(seconds=max(wait_s, 0))
            if wait_s == ENDED:
                begun.refresh_from_db()
                return begun
        raise AssertionError

    def offer(self, sku: str) -> Offer:
        """Return an offer as it stands."""
        return Offer.objects.select_related("platform", "article").get(platform=self.shop.platform, sku=sku)

    def at_amazon(self, sku: str) -> Any:
        """Return what the Emulator has of a SKU."""
        listed = httpx.get(f"{self.url}/emulator/listings").json()["listings"]
        return next((each for each in listed if each["sku"] == sku), None)


def open_office(url: str) -> Office:
    """Open a shop that is signed in at the Emulator and serves the German marketplace."""
    shop = open_connected_shop()
    registration = Registration.objects.get(reference=shop.platform.cloud_reference)
    authorize_platform(registration, SelfAuthorization(**DEMO_ACCOUNT))
    office = Office(shop, url)
    office.set_up(PriceRule("DE", "EUR"))
    return office
