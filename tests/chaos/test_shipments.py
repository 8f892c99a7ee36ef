"""Processes die in the middle of confirming parcels: exactly one parcel an order, and all of them proven."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.chaos.installations import Installation, install, kill
from tests.emulators import RunningEmulator, running_emulator
from tests.integration.kogge_cloud.test_emulator import DEMO_ACCOUNT
from tests.integration.kogge_cloud.test_shipments import require_confirmations

PARCELS = 12
TRACKING = "0034043416109400"
CLOCK_STEP_S = 30
"""From one process to the next the clock jumps, so that nobody waits for leases and looks in real time."""

TAKE = """
import json, sys
import django
django.setup()
from datetime import UTC, datetime
from kogge_cloud.accounts.models import Registration
from kogge_cloud.delivery.services import take_shipment
from kogge_cloud.feed.queries import read_page
from kogge_contract.feed import FeedPage
from kogge_contract.shipments import NewShipment, ShippedLine
registration = Registration.objects.get()
orders = {}
for entry in FeedPage.model_validate_json(read_page(registration, 0, 500)).entries:
    orders[entry.order_reference] = entry.order
open_orders = [
    order for order in orders.values()
    if order and order.status == "open" and order.fulfilled_by == "merchant" and order.marketplace.country == "DE"
    and not order.ships_with_platform_label and not any(line.quantity == 0 for line in order.lines)
]
now = datetime.now(UTC)
for number, order in enumerate(open_orders[: int(sys.argv[1])]):
    lines = tuple(ShippedLine(line_reference=line.reference, quantity=line.quantity) for line in order.lines)
    take_shipment(registration, NewShipment(
        reference=f"s{number}", order_reference=order.reference, package_number=1, carrier_code="DHL",
        shipping_service="DHL Paket", tracking_number=f"{sys.argv[2]}{number:04}", shipped_at=now, lines=lines), now)
print(json.dumps([order.reference for order in open_orders[: int(sys.argv[1])]]))
"""

WORK = """
import sys
import django
django.setup()
from datetime import UTC, datetime, timedelta
from kogge_cloud.delivery.models import Shipment
from kogge_cloud.delivery.queries import UNFINISHED, get_shipment
from kogge_cloud.delivery.services import advance_shipment
print("ready", flush=True)
ahead_s, is_last = float(sys.argv[1]), sys.argv[2] == "last"
while unfinished := list(Shipment.objects.filter(progress__in=UNFINISHED).select_related("registration")):
    for each in unfinished:
        now = datetime.now(UTC) + timedelta(seconds=ahead_s)
        advance_shipment(get_shipment(each.registration, each.reference), now)
    ahead_s += 20 if is_last else 0
"""

STATES = """
import json
import django
django.setup()
from kogge_cloud.delivery.models import Shipment
print(json.dumps(sorted(Shipment.objects.values_list("progress", "problem_code"))))
"""


@pytest.fixture
def emulator() -> Iterator[RunningEmulator]:
    """An Amazon on a bad line."""
    with running_emulator("--orders", "150", "--seed", "5", "--quota", "100000", "--faults", "network") as running:
        require_confirmations(running.url)
        yield running


@pytest.fixture
def office(tmp_path: Path, emulator: RunningEmulator) -> Iterator[Installation]:
    """An installation that has fetched its orders."""
    with install(tmp_path, emulator.url) as installation:
        installation.run("retrieve", "Amazon", "--backfill", "--json")
        yield installation


def work(office: Installation, ahead_s: float, turn: str) -> "subprocess.Popen[str]":
    """Start a process that confirms whatever is unfinished, and wait until it begins."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORK, str(ahead_s), turn],
        env=office.environment | {"DJANGO_SETTINGS_MODULE": "kogge.site.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()
    return process


def count_packages(emulator: RunningEmulator, orders: list[str]) -> list[list[str]]:
    """Return the tracking numbers that Amazon shows of each order."""
    form = {name: DEMO_ACCOUNT[name] for name in ("client_id", "client_secret", "refresh_token")}
    transport = httpx.HTTPTransport(retries=3)
    with httpx.Client(base_url=emulator.url, transport=transport) as http:
        http.post("/emulator/faults/profile", json={"profile": "none", "seed": 1}).raise_for_status()
        token = http.post("/auth/o2/token", data=form | {"grant_type": "refresh_token"}).json()["access_token"]
        http.headers["x-amz-access-token"] = token
        answers = [http.get(f"/orders/2026-01-01/orders/{each}?includedData=PACKAGES").json() for each in orders]
    return [[package["trackingNumber"] for package in each["order"].get("packages", [])] for each in answers]


def test_killed_in_the_middle_of_confirming(office: Installation, emulator: RunningEmulator) -> None:
    orders = json.loads(office.python(TAKE, str(PARCELS), TRACKING))
    assert len(orders) == PARCELS
    chance = random.Random(2)
    for turn in range(5):
        process = work(office, turn * CLOCK_STEP_S, "first")
        time.sleep(chance.random() * 0.6)
        kill(process)
    office.finish(work(office, 5 * CLOCK_STEP_S, "last"))
    assert json.loads(office.python(STATES)) == [["verified", ""]] * PARCELS
    expected = [[f"{TRACKING}{number:04}"] for number in range(PARCELS)]
    assert count_packages(emulator, orders) == expected
