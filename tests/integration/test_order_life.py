"""The life of orders at Amazon, and what the Office's documents say of it: real processes, the real Emulator."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chaos.installations import Installation, install
from tests.emulators import running_emulator

DETAILS = """
import json
import django
django.setup()
from django.core.serializers.json import DjangoJSONEncoder
from kogge.documents.models import Document
columns = ("cancellation_requested", "delivery_address", "ship_by_at")
rows = {each[0]: each[1:] for each in Document.objects.values_list("platform_reference", *columns)}
print(json.dumps(rows, cls=DjangoJSONEncoder))
"""

Documents = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class World:
    """An installation and the Emulator it fetches from."""

    office: Installation
    url: str

    def orders(self, status: str, fulfilled_by: str = "MERCHANT") -> list[str]:
        """Return the numbers of the orders that are of this status at the Emulator."""
        wanted = {"fulfillmentStatus": status, "fulfilledBy": fulfilled_by}
        told = httpx.get(f"{self.url}/emulator/orders").raise_for_status().json()["orders"]
        return sorted(each["orderId"] for each in told if wanted.items() <= each.items())

    def happen(self, event: str, *orders: str) -> None:
        for order in orders:
            httpx.post(f"{self.url}/emulator/orders/{order}/events", json={"event": event}).raise_for_status()

    def hide(self, order: str) -> None:
        """Have listings leave an order out, for longer than any test takes."""
        httpx.post(f"{self.url}/emulator/orders/{order}/hide", json={"seconds": 10**6}).raise_for_status()

    def cancel(self, order: str, at: datetime) -> None:
        """Cancel an order as of an earlier moment."""
        event = f"{self.url}/emulator/orders/{order}/events"
        cancelled = httpx.post(event, json={"event": "cancel"}).raise_for_status().json()
        earlier = cancelled | {"lastUpdatedTime": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
        httpx.post(f"{self.url}/emulator/orders", json={"orders": [earlier]}).raise_for_status()

    def settle(self) -> None:
        """Let the two minutes pass after which Amazon lists a change."""
        httpx.post(f"{self.url}/emulator/clock", json={"advance_s": 180}).raise_for_status()

    def look(self) -> Documents:
        lines = self.office.run("documents", "--platform", "Amazon", "--json").splitlines()
        return {each["platform_reference"]: each for each in map(json.loads, lines)}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("life")
    with (
        running_emulator("--orders", "160", "--seed", "4", "--quota", "100000", "--clock", "virtual") as emulator,
        install(home, emulator.url) as installation,
    ):
        yield World(installation, emulator.url)


def test_documents_follow_what_happens_to_orders(world: World) -> None:
    pending, abandoned = world.orders("PENDING")[:2]
    fba, shipped = world.orders("UNSHIPPED", "AMAZON"), world.orders("SHIPPED")
    assert fba
    assert shipped
    world.office.ask("retrieve", "Amazon")
    before, details_before = world.look(), json.loads(world.office.python(DETAILS))
    assert not before.keys() & {pending, abandoned, *fba, *shipped}
    untouched, cancelled, asked, moved, fewer, cheaper, later, same = [
        each for each in world.orders("UNSHIPPED") if len(before[each]["lines"]) > 1
    ][:8]

    world.happen("clear_payment", pending)
    world.happen("cancel", abandoned, cancelled)
    world.happen("request_cancel", asked)
    world.happen("change_address", moved)
    world.happen("change_quantity", fewer)
    world.happen("change_price", cheaper)
    world.happen("change_dates", later)
    world.happen("touch", same)
    world.settle()
    second = world.office.ask("retrieve", "Amazon")

    after, details_after = world.look(), json.loads(world.office.python(DETAILS))
    assert after.keys() - before.keys() == {pending}
    assert (second["created"], second["parked"]) == (1, 0)
    assert {each for each in before if after[each]["state"] != before[each]["state"]} == {cancelled}
    assert after[cancelled]["state"] == "cancelled"
    assert {each for each in before if Decimal(after[each]["total"]) < Decimal(before[each]["total"])} == {
        fewer,
        cheaper,
    }
    assert after[untouched] == before[untouched]
    assert after[same] == before[same]
    assert {each: after[each]["number"] for each in before} == {each: before[each]["number"] for each in before}
    for place, changed in enumerate([asked, moved, later]):  # the request, the address, the date: of one each
        assert [each for each in before if details_after[each][place] != details_before[each][place]] == [changed]
    proof = world.office.check_books()
    assert proof["skipped"]["cancelled"] >= 1


def test_shipped_orders_come_with_a_backfill_only(world: World) -> None:
    shipped = world.orders("SHIPPED")
    world.office.ask("retrieve", "Amazon")
    assert not world.look().keys() & set(shipped)
    world.office.ask("retrieve", "Amazon", "--backfill")
    assert set(shipped) <= world.look().keys()
    world.office.check_books()


def test_what_only_the_report_tells_of_is_fetched(tmp_path: Path) -> None:
    with (
        running_emulator("--orders", "40", "--seed", "6", "--quota", "100000") as emulator,
        install(tmp_path, emulator.url) as office,
    ):
        httpx.post(f"{emulator.url}/emulator/reports", json={"seconds": 0.5}).raise_for_status()
        world = World(office, emulator.url)
        hidden = world.orders("UNSHIPPED")[0]
        world.hide(hidden)
        office.ask("retrieve", "Amazon")
        assert hidden not in world.look()
        proof = office.ask("reconcile", "Amazon")
        assert (proof["recovered"], proof["lost"], proof["missing"], proof["unlisted"]) == (1, 0, 0, 1)
        (finding,) = [each for each in proof["findings"] if each["difference"] == "recovered"]
        assert (finding["order_reference"], finding["seen_in"][0]) == (hidden, "report")
        assert finding["explanation"]
        assert hidden in world.look()
        # A change of an order that is left out, too: here a cancellation five minutes ago.
        world.cancel(hidden, datetime.now(UTC) - timedelta(minutes=5))
        again = office.ask("reconcile", "Amazon")
        assert (again["recovered"], again["caught_up"], again["missing"]) == (0, 1, 0)
        assert world.look()[hidden]["state"] == "cancelled"
        last = office.ask("reconcile", "Amazon")
        assert (last["caught_up"], last["behind"], last["omitted_by_listing"], last["missing"]) == (0, 0, 1, 0)
