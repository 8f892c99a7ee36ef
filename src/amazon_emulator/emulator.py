"""One Amazon, in memory: everything that its operations read and change."""

import random
from dataclasses import dataclass, field

from amazon_emulator.accounts import Accounts
from amazon_emulator.clock import Clock
from amazon_emulator.faults import DATA, Faults
from amazon_emulator.generation.orders import OrderGenerator
from amazon_emulator.generation.traps import lay_trap
from amazon_emulator.login.tokens import Login
from amazon_emulator.orders.store import OrderStore
from amazon_emulator.quotas import Quotas


@dataclass(slots=True)
class Emulator:
    """Its orders, accounts, quotas, clock and faults. The usage plans come with the operations, when it is served."""

    clock: Clock = field(default_factory=Clock)
    quota_factor: float = 1
    faults: Faults = field(default_factory=Faults)
    seed: int = 1
    store: OrderStore = field(default_factory=OrderStore)
    accounts: Accounts = field(init=False)
    quotas: Quotas = field(init=False)
    login: Login = field(init=False)
    generator: OrderGenerator = field(init=False)
    _dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Set up what follows from the settings."""
        self.quotas = Quotas({}, self.quota_factor)
        self.accounts = Accounts(self.clock)
        self.login = Login(self.accounts, self.clock)
        self.generator = OrderGenerator(self.seed, self.clock.now())
        self._dice = random.Random(self.seed)  # noqa: S311 - reproducible on purpose

    def generate(self, count: int) -> None:
        """Add that many new orders."""
        for order in self.generator.generate(count):
            self.store.put(lay_trap(order, self._dice) if self.faults.profile in DATA else order)
