"""A shop whose platform stands in the embedded Cloud, with a feed that tests write."""

from dataclasses import dataclass
from datetime import datetime

from kogge.companies.models import User
from kogge.infrastructure.plugins import load_embedded_cloud
from kogge.infrastructure.secrets import encrypt
from kogge.orders.commands.retrieve import PageResult
from kogge.orders.importing import import_page, parse_page
from kogge.orders.models import FeedCursor
from kogge.platforms.services import connect_platform
from kogge_cloud.accounts.models import Registration
from kogge_cloud.feed.rules import Version
from kogge_cloud.feed.services import append_page
from kogge_contract.messages import NewPlatform
from kogge_contract.orders import Order
from tests.integration.orders.shop import LATER, Shop, open_shop


@dataclass(frozen=True)
class ConnectedShop(Shop):
    """A shop that takes its orders from a feed of the Cloud."""

    actor: User

    def publish(self, *orders: Order, at: datetime = LATER) -> None:
        """Let the Cloud have these versions of orders."""
        registration = Registration.objects.get(reference=self.platform.cloud_reference)
        versions = [Version(each.reference, each, b'{"orderId":"%b"}' % each.reference.encode()) for each in orders]
        append_page(registration.pk, versions, at)

    def retrieve(self) -> PageResult:
        """Take over what the feed has new."""
        cursor = FeedCursor.objects.filter(platform=self.platform).first()
        client = connect_platform(self.platform)
        after = cursor.sequence if cursor else 0
        page = parse_page(client.read_feed(self.platform.cloud_reference, after=after, limit=500))
        return import_page(self.start().pk, page, LATER)


def open_connected_shop(name: str = "Nord") -> ConnectedShop:
    """Make a shop and register its platform in the embedded Cloud."""
    shop = open_shop(name)
    credentials = shop.platform.credentials
    assert credentials is not None
    credentials.client_id, secret = load_embedded_cloud().create_account(name)
    credentials.client_secret_encrypted = encrypt(secret)
    credentials.save()
    state = connect_platform(shop.platform).register_platform(
        NewPlatform(kind="amazon", name="Amazon", region="EU", marketplaces=())
    )
    shop.platform.cloud_reference = state.reference
    shop.platform.save()
    return ConnectedShop(shop.company, shop.platform, User.objects.create_user(f"clerk-{name}"))
