"""What an order is like, decided before it is written: where, by whom, how taxed, and with which traps."""

import random
from dataclasses import dataclass

from shopware_emulator.entities.shop import ROUNDINGS
from shopware_emulator.generation.buyers import Buyer, BuyerPool
from shopware_emulator.pricing.calculating import FREE, GROSS, HORIZONTAL, NET, VERTICAL, Context, Rounding

FACTORS = {"EUR": 1.0, "CHF": 0.94215, "PLN": 4.2637}

RATES = {
    "DE": (19, 7),
    "AT": (20, 10),
    "FR": (20, 5.5),
    "NL": (21, 9),
    "BE": (21, 6),
    "IT": (22, 10),
    "ES": (21, 4),
    "PL": (23, 5),
    "LU": (17, 3),
    "DK": (25, 25),
    "CH": (8.1, 2.6),
    "LI": (8.1, 2.6),
}
"""The normal and the reduced rate where the goods go."""

_EUROPE = ("FR", "NL", "BE", "IT", "ES", "PL", "LU", "DK")
_THIRD = ("CH", "GB", "NO", "US", "LI")
_KINDS = {"home": 62, "austria": 8, "europe": 7, "business": 9, "reverse": 3, "swiss": 6, "third": 5}

SHARES = {
    "percent": 0.1,
    "absolute": 0.07,
    "free_delivery": 0.03,
    "free_shipping": 0.3,
    "custom": 0.04,
    "container": 0.05,
    "customized": 0.04,
    "voucher": 0.03,
    "credit": 0.02,
    "several_deliveries": 0.04,
    "second_try": 0.05,
    "comment": 0.12,
    "campaign": 0.06,
    "custom_fields": 0.1,
}
"""How often something is the case, each for itself."""

ZERO = 0.01

STATES: dict[tuple[str, str, str], float] = {
    ("open", "open", "open"): 25,
    ("open", "paid", "open"): 36,
    ("open", "authorized", "open"): 8,
    ("open", "paid_partially", "open"): 1,
    ("open", "failed", "open"): 1,
    ("open", "reminded", "open"): 1,
    ("open", "unconfirmed", "open"): 1,
    ("open", "in_progress", "open"): 1,
    ("in_progress", "paid", "open"): 5,
    ("in_progress", "paid", "shipped_partially"): 3,
    ("completed", "paid", "shipped"): 11,
    ("cancelled", "cancelled", "cancelled"): 4,
    ("cancelled", "refunded", "cancelled"): 1,
    ("completed", "refunded", "returned"): 1,
    ("completed", "refunded_partially", "returned_partially"): 0.7,
    ("completed", "chargeback", "shipped"): 0.3,
}
"""The states of order, payment and delivery that generated orders are in, and how often."""

FRESH = ("open", "open", "open")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is decided of an order. `rates` are the normal and the reduced one."""

    channel: str
    buyer: Buyer
    currency: str
    context: Context
    rates: tuple[float, float]
    states: tuple[str, str, str]
    features: frozenset[str]

    @property
    def factor(self) -> float:
        """What a euro is in the order's currency."""
        return FACTORS[self.currency]


def draw_traits(rng: random.Random, pool: BuyerPool, *, is_fresh: bool) -> Traits:
    """Decide what the next order is like; a fresh one has not been paid or shipped yet."""
    kind = rng.choices(list(_KINDS), list(_KINDS.values()))[0]
    features = {name for name, share in SHARES.items() if rng.random() < share}
    if rng.random() < ZERO:
        features = {"zero"}
    states = FRESH if is_fresh else rng.choices(list(STATES), list(STATES.values()))[0]
    country = _country(kind, rng)
    is_company = kind in {"business", "reverse"} or rng.random() < 0.06  # noqa: PLR2004 - a share
    channel, currency, tax_state, calculation = _shop(kind, rng)
    rounding = ROUNDINGS.get(currency, Rounding())
    return Traits(
        channel=channel,
        buyer=pool.draw(country, is_company=is_company),
        currency=currency,
        context=Context(tax_state, calculation, Rounding(), rounding),
        rates=RATES.get(country, RATES["DE"]),
        states=states,
        features=frozenset(features),
    )


def _country(kind: str, rng: random.Random) -> str:
    if kind in {"europe", "reverse"}:
        return rng.choice((*_EUROPE, "AT"))
    if kind == "third":
        return rng.choice(_THIRD)
    return {"austria": "AT", "swiss": "CH"}.get(kind, "DE")


def _shop(kind: str, rng: random.Random) -> tuple[str, str, str, str]:
    """Return sales channel, currency, tax state and the way taxes are added up."""
    if kind == "business":
        return "business", "EUR", NET, VERTICAL
    if kind == "reverse":
        return "business", "EUR", FREE, VERTICAL
    if kind == "third":
        return "storefront", "EUR", FREE, HORIZONTAL
    if kind == "swiss":
        return "schweiz", "CHF", rng.choice((GROSS, GROSS, FREE)), VERTICAL
    if kind == "europe":
        return "europe", rng.choice(("EUR", "EUR", "EUR", "PLN")), GROSS, HORIZONTAL
    return "storefront", "EUR", GROSS, HORIZONTAL
