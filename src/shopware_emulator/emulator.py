"""One shop, in memory: everything that its operations read and change."""

from dataclasses import dataclass, field

from shopware_emulator.clock import Clock
from shopware_emulator.entities.graph import Graph, Tables
from shopware_emulator.entities.shop import build_tables
from shopware_emulator.faults import Faults
from shopware_emulator.generation.orders import OrderGenerator
from shopware_emulator.limits import Limits
from shopware_emulator.login.tokens import Login
from shopware_emulator.orders.store import OrderStore
from shopware_emulator.search.running import Searcher
from shopware_emulator.webhooks.publishing import Webhooks


@dataclass(slots=True)
class Emulator:
    """Its orders, master data, clock and faults."""

    clock: Clock = field(default_factory=Clock)
    faults: Faults = field(default_factory=Faults)
    limits: Limits = field(default_factory=Limits)
    seed: int = 1
    orders: OrderStore = field(default_factory=OrderStore)
    tables: Tables = field(init=False)
    graph: Graph = field(init=False)
    searcher: Searcher = field(init=False)
    login: Login = field(init=False)
    generator: OrderGenerator = field(init=False)
    webhooks: Webhooks = field(init=False)

    def __post_init__(self) -> None:
        """Set up what follows from the settings."""
        self.tables = build_tables(self.clock.now())
        self.graph = Graph(self.tables, self.orders)
        self.searcher = Searcher(self.graph)
        self.login = Login(self.clock)
        self.generator = OrderGenerator(self.seed, self.tables)
        self.webhooks = Webhooks(self.graph, self.clock)

    def generate(self, count: int, days: float = 14) -> None:
        """Add that many new orders of the last days."""
        for aggregate in self.generator.generate(count, self.clock.now(), days):
            self.orders.put(aggregate)

    def place(self) -> str:
        """Let somebody order something at this moment, tell the webhooks, and return the order's id."""
        aggregate = self.generator.place(self.clock.now())
        self.orders.put(aggregate)
        order_id = str(aggregate["order"][0]["id"])
        self.webhooks.announce_placed(order_id)
        return order_id
