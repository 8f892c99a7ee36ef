"""One running platform of each kind, and what a test may know of it and do to it from outside."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import httpx
from pytest_django import Settings

from kogge_cloud.accounts.models import Registration, Tenant
from kogge_cloud.accounts.services import authorize_by_keys, authorize_platform, register_platform
from kogge_contract.authorization import SelfAuthorization
from kogge_contract.messages import NewPlatform
from kogge_contract.platforms import KeyAuthorization
from tests.emulators import running_emulator, running_shop
from tests.integration.kogge_cloud.test_emulator import DEMO_ACCOUNT, point_to

KEYS = {"access_key": "SWIAKOGGEDEMOINTEGRATION01", "secret": "kogge-demo-secret"}


@dataclass(frozen=True)
class Stand:
    """A platform with orders. `sku` is an article that it offers, in `currency` at `marketplace`."""

    kind: str
    url: str
    sku: str
    marketplace: str
    currency: str

    def register(self, settings: Settings, tenant: Tenant, url: str = "") -> Registration:
        """Register the platform and sign it in; `url` may be where nobody answers."""
        now = datetime.now(UTC)
        if self.kind == "shopware":
            new = NewPlatform(kind=self.kind, name="Laden", region="", marketplaces=())
            keys = KeyAuthorization(address=self.url, **KEYS)
            return authorize_by_keys(register_platform(tenant.pk, new, now), keys, now)
        point_to(settings, url or self.url)
        new = NewPlatform(kind=self.kind, name="Konto", region="EU", marketplaces=())
        return authorize_platform(register_platform(tenant.pk, new, now), SelfAuthorization(**DEMO_ACCOUNT))

    def read_truth(self) -> dict[str, Decimal | None]:
        """Return what each order comes to by the platform's own books, None where it does not say."""
        if self.kind == "shopware":
            told = httpx.get(f"{self.url}/emulator/truth").json()["orders"]
            return {each["orderNumber"]: Decimal(each["total_minor"]).scaleb(-2) for each in told}
        told = httpx.get(f"{self.url}/emulator/orders").json()["orders"]
        totals = {each["orderId"]: each["grandTotal"] for each in told}
        return {number: Decimal(total["amount"]) if total else None for number, total in totals.items()}

    def change_address(self, number: str) -> None:
        """Let a buyer move house."""
        identity = number
        if self.kind == "shopware":
            told = httpx.get(f"{self.url}/emulator/truth").json()["orders"]
            identity = next(each["id"] for each in told if each["orderNumber"] == number)
        event = {"event": "change_address"}
        httpx.post(f"{self.url}/emulator/orders/{identity}/events", json=event).raise_for_status()

    def fail(self, times: int) -> None:
        """Let the next requests for orders fail."""
        operation = "search" if self.kind == "shopware" else "searchOrders"
        wish = {"operation": operation, "kind": "unavailable", "times": times}
        httpx.post(f"{self.url}/emulator/faults", json=wish).raise_for_status()

    def heal(self) -> None:
        """Let everything work again."""
        httpx.delete(f"{self.url}/emulator/faults").raise_for_status()


@contextmanager
def _marketplace() -> Iterator[Stand]:
    with running_emulator("--orders", "60", "--seed", "7", "--quota", "100000") as running:
        httpx.post(f"{running.url}/emulator/feeds", json={"seconds": 0}).raise_for_status()
        yield Stand("amazon", running.url, "TROYER-M", "DE", "EUR")


@contextmanager
def _shop() -> Iterator[Stand]:
    with running_shop("--orders", "60", "--seed", "7") as running:
        yield Stand("shopware", running.url, "TEE-OSTF-250", "DE", "EUR")


STANDS: dict[str, Callable[[], AbstractContextManager[Stand]]] = {"amazon": _marketplace, "shopware": _shop}
"""A new kind of platform has one here, and the suite is run on it."""
