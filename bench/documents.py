"""Maps generated orders of all marketplaces, with every trap, and compares each document with what Amazon stated.

    python -m bench.documents [--orders N] [--seed N] [--json]

The figures to compare with are read from Amazon's JSON by this file alone: not by the mapping that is tried here.
Some orders are spoilt on purpose, and these alone may be parked. Ends with 1 if anything is different, lost or parked
without a cause.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from amazon_emulator.generation.catalogue import PRODUCTS
from amazon_emulator.generation.orders import OrderGenerator
from amazon_emulator.generation.traps import lay_trap
from kogge.documents.rules import DocumentDraft
from kogge.kernel.money import AmountNotRepresentable, exponent_of
from kogge.orders.drafting import draft_document
from kogge.orders.plans import ArticleChoice, Articles, DocumentPlan, MethodTable, Part, Target
from kogge.orders.rules import Action, Wishes, decide
from kogge.taxes.decisions import Place
from kogge.taxes.desk import TaxDesk
from kogge.taxes.rates import RateLevel, TaxClass
from kogge.taxes.reading import read_rates
from kogge.taxes.suppliers import Registration, RegistrationKind, SupplierHistory
from kogge_cloud.amazon.mapping import read_version
from kogge_cloud.amazon.marketplaces import MARKETPLACES
from kogge_contract.orders import Order

Raw = dict[str, Any]
CHUNK = 1000
SPOILT = 0.002
MOVED = 0.2
WITH_FEE = 0.02
UNPAID = {"PENDING", "PENDING_AVAILABILITY"}
"""What is not to become a document, by Amazon's word, even in a back-fill; cancelled orders besides."""


@dataclass
class Outcome:
    """What became of the orders. `different` and `lost` have to be empty, `parked` equals `spoilt`."""

    orders: int = 0
    documents: int = 0
    lines: int = 0
    spoilt: int = 0
    parked: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    marketplaces: Counter[str] = field(default_factory=Counter)
    currencies: Counter[str] = field(default_factory=Counter)
    schemes: Counter[str] = field(default_factory=Counter)
    different: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every order is a document to the cent, rightly left out, or parked with a cause."""
        return not self.different and not self.lost and self.parked == self.spoilt


def main() -> int:
    """Run the comparison and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    outcome = compare_orders(options.orders, options.seed)
    shown = vars(outcome) | {"different": outcome.different[:20], "lost": outcome.lost[:20]}
    words = json.dumps(shown) if options.json else "\n".join(f"{name:<12} {value}" for name, value in shown.items())
    print(words)
    return 0 if outcome.is_clean else 1


def compare_orders(count: int, seed: int) -> Outcome:
    """Map so many generated orders and compare each with its own JSON, by settings that take turns."""
    outcome = Outcome()
    plans = list(build_plans())
    rng = random.Random(seed)
    for number, raw in enumerate(generate_orders(count, seed, rng)):
        outcome.orders += 1
        is_spoilt = rng.random() < SPOILT and spoil(raw, rng)
        outcome.spoilt += is_spoilt
        judge(raw, plans[number % len(plans)], outcome)
    return outcome


def generate_orders(count: int, seed: int, rng: random.Random) -> Iterator[Raw]:
    """Yield orders of all marketplaces, about a third of them with a trap, some with a fee for cash on delivery."""
    generator = OrderGenerator(seed, datetime.now(UTC))
    while count > 0:
        for order in generator.generate(min(CHUNK, count)):
            yield charge_cash_on_delivery(move(lay_trap(order, rng), rng), rng)
        count -= CHUNK


def move(raw: Raw, rng: random.Random) -> Raw:
    """Place now and then an order at a marketplace that the generator does not know, in its currency."""
    currency = raw["orderItems"][0].get("proceeds", {}).get("proceedsTotal", {}).get("currencyCode", "")
    if rng.random() > MOVED or exponent_of(currency) != 2:
        return raw
    place = rng.choice([each for each in MARKETPLACES if exponent_of(each.currency) == 2])
    written = json.dumps(raw).replace(f'"currencyCode": "{currency}"', f'"currencyCode": "{place.currency}"')
    moved: Raw = json.loads(written)
    moved["salesChannel"] |= {"marketplaceId": place.id, "marketplaceName": f"Amazon {place.country}"}
    return moved


def charge_cash_on_delivery(raw: Raw, rng: random.Random) -> Raw:
    """Charge now and then a fee for cash on delivery, as Japan's orders bear one."""
    proceeds = raw["orderItems"][0].get("proceeds", {})
    if rng.random() > WITH_FEE or "breakdowns" not in proceeds or "proceeds" not in raw:
        return raw
    charged = deepcopy(raw)
    item = charged["orderItems"][0]["proceeds"]
    fee = {"amount": "330", "currencyCode": item["proceedsTotal"]["currencyCode"]}
    item["breakdowns"].append({"type": "COD_FEE", "subtotal": fee})
    for total in (item["proceedsTotal"], charged["proceeds"]["grandTotal"]):
        total["amount"] = str(Decimal(total["amount"]) + 330)
    charged["payment"] = {"paymentExecutions": [{"paymentMethod": "COD"}]}
    return charged


def build_plans() -> Iterator[DocumentPlan]:
    """Yield plans with both ways to handle discounts, and with articles, bundles and placeholders."""
    by_sku = {product.sku: (Part(ArticleChoice(n, product.sku)),) for n, product in enumerate(PRODUCTS, start=100)}
    for number, product in enumerate(PRODUCTS[::5]):
        tax_class = TaxClass(list(RateLevel)[number % 2])
        parts = (Part(ArticleChoice(10, "A", tax_class), 2, 700), Part(ArticleChoice(11, "B", tax_class), 1, 333))
        by_sku[product.sku] = parts
    helpers = (ArticleChoice(n, name) for n, name in enumerate(("FREIGHT", "SERVICE", "DISCOUNT", "PLACEHOLDER"), 1))
    articles = Articles(by_sku, {}, *helpers)
    registration = Registration(RegistrationKind.OSS, "", date(2021, 7, 1))
    plan = DocumentPlan(
        articles=articles,
        target=Target(1, None, Place("DE")),
        platform_target=Target(2, None, Place("PL")),
        payments=MethodTable(),
        shippings=MethodTable(),
        shipping_payment_term_id=None,
        desk=TaxDesk(SupplierHistory("DE", (registration,)), read_rates()),
        zone=UTC,
    )
    for lowers in (False, True):
        yield replace(plan, discounts_lower_lines=lowers)


def spoil(raw: Raw, rng: random.Random) -> bool:
    """Make an order one that cannot be mapped; return False for one that is left out anyway."""
    if status_of(raw) in UNPAID | {"CANCELLED"} or not delivered_items(raw):
        return False
    total = raw["proceeds"]["grandTotal"]
    way = rng.randrange(3)
    if way == 0:
        del raw["proceeds"]
    elif way == 1:
        raw["proceeds"] = deepcopy(raw["proceeds"]) | {"grandTotal": total | {"amount": total["amount"] + "00001"}}
        raw["proceeds"]["grandTotal"]["amount"] = str(Decimal(total["amount"]) + Decimal("0.00001"))
    else:
        raw["fulfillment"] = raw["fulfillment"] | {"fulfillmentStatus": "ON_THE_MOON"}
    return True


def judge(raw: Raw, plan: DocumentPlan, outcome: Outcome) -> None:
    """Map one order and note whether what came of it is right."""
    content = read_version(raw).content
    if not isinstance(content, Order):
        outcome.parked += 1
        return
    decision = decide(content, 1, "", None, Wishes(is_backfill=True))
    if decision.action is Action.SKIP:
        outcome.skipped[decision.reason] += 1
        if status_of(raw) not in UNPAID | {"CANCELLED"} and delivered_items(raw):
            outcome.lost.append(raw["orderId"])
        return
    if decision.action is Action.PARK:
        outcome.parked += 1
        return
    try:
        draft = draft_document(content, plan)
    except AmountNotRepresentable:
        outcome.parked += 1
        return
    outcome.documents += 1
    outcome.lines += len(draft.lines)
    outcome.marketplaces[content.marketplace.country] += 1
    outcome.currencies[draft.currency] += 1
    outcome.schemes.update(decision["scheme"] for decision in draft.taxes.decisions)
    if problem := find_difference(raw, draft):
        outcome.different.append(f"{raw['orderId']}: {problem}")


def find_difference(raw: Raw, draft: DocumentDraft) -> str:
    """Return what of a document is not what Amazon's JSON states; empty where all of it is."""
    if status_of(raw) in UNPAID | {"CANCELLED"}:
        return f"a document of an order that is {status_of(raw)}"
    total = raw["proceeds"]["grandTotal"]
    stated = minor(total["amount"], total["currencyCode"])
    if (draft.total_minor, draft.currency) != (stated, total["currencyCode"]):
        return f"{draft.total_minor} {draft.currency} instead of {stated} {total['currencyCode']}"
    for item in delivered_items(raw):
        lines = [line for line in draft.lines if line.platform_reference == item["orderItemId"]]
        if not any(line.kind == "item" for line in lines):
            return f"item {item['orderItemId']} is missing"
        price = item.get("proceeds", {}).get("proceedsTotal")
        if price and sum(line.total_minor for line in lines) != minor(price["amount"], price["currencyCode"]):
            return f"item {item['orderItemId']} is not {price['amount']}"
    taxed = [line.total_minor for line, tax in zip(draft.lines, draft.taxes.of_lines, strict=True) if tax]
    if any(
        tax and abs(tax.tax_minor) > abs(line.total_minor)
        for line, tax in zip(draft.lines, draft.taxes.of_lines, strict=True)
    ):
        return f"more tax than price in {taxed}"
    return ""


def delivered_items(raw: Raw) -> list[Raw]:
    """Return the items of which there is something to deliver."""
    return [item for item in raw["orderItems"] if item["quantityOrdered"] > 0]


def status_of(raw: Raw) -> str:
    """Return Amazon's word for the order's status."""
    return str(raw["fulfillment"]["fulfillmentStatus"])


def minor(amount: str, currency: str) -> int:
    """Return an amount of Amazon's in minor units."""
    return int(Decimal(amount).scaleb(exponent_of(currency)))


if __name__ == "__main__":
    sys.exit(main())
