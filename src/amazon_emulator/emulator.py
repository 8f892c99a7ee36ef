"""One Amazon, in memory: everything that its operations read and change."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from amazon_emulator.accounts import DEMO, Accounts
from amazon_emulator.agenda import Agenda
from amazon_emulator.clock import Clock
from amazon_emulator.documents.store import Documents
from amazon_emulator.faults import DATA, OMITTING, Faults
from amazon_emulator.feeds.invoices import Invoices
from amazon_emulator.feeds.store import Feeds
from amazon_emulator.generation.orders import OrderGenerator
from amazon_emulator.generation.traps import lay_trap
from amazon_emulator.inventory.store import FbaInventory
from amazon_emulator.listings.store import Listings
from amazon_emulator.login.tokens import Login
from amazon_emulator.notifications.publishing import Notifications, journey_for
from amazon_emulator.orders.store import Order, OrderStore
from amazon_emulator.quotas import Quotas
from amazon_emulator.reports.schedules import ReportSchedules
from amazon_emulator.reports.store import Reports
from amazon_emulator.times import format_time

OMITTED_SHARE = 0.01
OMITTED_FOR = timedelta(hours=2)
"""Listings leave some orders out for hours; by their numbers, and in reports, they are there."""

OrderWatcher = Callable[[str, Order, Order | None], None]


@dataclass(slots=True)
class Emulator:
    """Its orders (`store` holds the demo seller's), accounts, quotas, clock and faults.

    The usage plans come with the operations, when it is served.
    """

    clock: Clock = field(default_factory=Clock)
    quota_factor: float = 1
    faults: Faults = field(default_factory=Faults)
    seed: int = 1
    store: OrderStore = field(default_factory=OrderStore)
    stores: dict[str, OrderStore] = field(init=False)
    accounts: Accounts = field(init=False)
    quotas: Quotas = field(init=False)
    login: Login = field(init=False)
    generator: OrderGenerator = field(init=False)
    notifications: Notifications = field(init=False)
    documents: Documents = field(init=False)
    listings: Listings = field(init=False)
    inventory: FbaInventory = field(init=False)
    reports: Reports = field(default_factory=Reports)
    report_schedules: ReportSchedules = field(default_factory=ReportSchedules)
    feeds: Feeds = field(default_factory=Feeds)
    invoices: Invoices = field(default_factory=Invoices)
    agenda: Agenda = field(default_factory=Agenda)
    _dice: random.Random = field(init=False)
    _watchers: list[OrderWatcher] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Set up what follows from the settings."""
        self.quotas = Quotas({}, self.quota_factor)
        self.accounts = Accounts(self.clock)
        self.stores = {DEMO.seller_id: self.store}
        self.documents = Documents(self.clock)
        self.listings = Listings(self.accounts, self.clock)
        self.inventory = FbaInventory(self.listings, self.clock)
        self.login = Login(self.accounts, self.clock)
        self.generator = OrderGenerator(self.seed, self.clock.now())
        self.notifications = Notifications(self.accounts, self.clock, self.seed, journey_for(self.faults.profile))
        self.watch_orders(self.notifications.notice_order)
        self._dice = random.Random(self.seed)  # noqa: S311 - reproducible on purpose

    def open_store(self, seller_id: str) -> OrderStore:
        """Return a seller's orders; he has none at first. Raises KeyError for a seller who does not exist."""
        if seller_id not in self.stores:
            seller = self.accounts.sellers[seller_id]
            self.stores[seller.seller_id] = OrderStore()
            for watcher in self._watchers:
                self._attach(watcher, seller.seller_id)
        return self.stores[seller_id]

    def watch_orders(self, watcher: OrderWatcher) -> None:
        """Call the watcher with the seller's id, the order, and what it replaced, for sellers to come as well."""
        self._watchers.append(watcher)
        for seller_id in self.stores:
            self._attach(watcher, seller_id)

    def _attach(self, watcher: OrderWatcher, seller_id: str) -> None:
        self.stores[seller_id].watchers.append(lambda order, known: watcher(seller_id, order, known))

    def generate(self, count: int, seller_id: str = DEMO.seller_id) -> None:
        """Add that many new orders of a seller. Raises KeyError for a seller who does not exist."""
        store = self.open_store(seller_id)
        # Of the other regions' no report tells, so only listings could: these never leave them out.
        own = set(self.accounts.sellers[seller_id].marketplace_ids)
        for order in self.generator.generate(count):
            store.put(lay_trap(order, self._dice) if self.faults.profile in DATA else order)
            can_be_omitted = self.faults.profile in OMITTING and order["salesChannel"].get("marketplaceId") in own
            if can_be_omitted and self._dice.random() < OMITTED_SHARE:
                store.hide(order["orderId"], self.clock.now() + OMITTED_FOR)

    def place(self, seller_id: str = DEMO.seller_id) -> None:
        """Let a buyer order something at this moment. Raises KeyError for a seller who does not exist."""
        now = format_time(self.clock.now())
        for order in self.generator.generate(1):
            self.open_store(seller_id).put(order | {"createdTime": now, "lastUpdatedTime": now})
