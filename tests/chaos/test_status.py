"""Processes die in the middle of confirming parcels on a bad line: every parcel at Amazon exactly as it was packed."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chaos.installations import Installation, install, kill
from tests.chaos.status_worker import CORRECT, PREPARE, SEND, STATES
from tests.emulators import RunningEmulator, running_emulator
from tests.integration.kogge_cloud.test_emulator import DEMO_ACCOUNT

CLOCK_STEP_S = 30
"""From one process to the next the clock jumps, so that nobody waits for leases in real time."""
PREPARED_WITHIN_S = 3600

Parcels = dict[str, list[list[Any]]]
"""By order: tracking number, carrier, service, time of shipping, and quantities by item."""


@contextmanager
def shipped(tmp_path: Path, orders: int, most: int) -> Iterator[tuple[Installation, RunningEmulator, Parcels]]:
    """Provide an Office whose orders are converted and packed, but not confirmed, and an Amazon on a bad line."""
    wishes = ("--orders", str(orders), "--seed", "5", "--quota", "100000")
    with running_emulator(*wishes) as emulator, install(tmp_path, emulator.url) as office:
        finish(office.start("retrieve", "Amazon", "--backfill", "--json"))
        parcels: Parcels = json.loads(finish(start(office, PREPARE, str(most), "5")))
        assert len(parcels) == most
        httpx.post(f"{emulator.url}/emulator/faults/profile", json={"profile": "network", "seed": 3}).raise_for_status()
        yield office, emulator, parcels


def confirm(office: Installation, emulator: RunningEmulator, parcels: Parcels, kills: int, lose: int) -> None:
    """Confirm all parcels while processes die, and require that Amazon shows each as it is, and none beside."""
    lost = {"operation": "confirmShipment", "kind": "lost_confirmation", "times": lose}
    chance = random.Random(2)
    for turn in range(kills):
        if turn == kills // 2:
            httpx.post(f"{emulator.url}/emulator/faults", json=lost).raise_for_status()
            correct(office, parcels, len(parcels) // 10)
        process = start(office, SEND, str(turn * CLOCK_STEP_S), "first", ready=True)
        time.sleep(0.2 + chance.random() * len(parcels) / 100)
        kill(process)
    finish(start(office, SEND, str(kills * CLOCK_STEP_S), "last"))
    number = sum(map(len, parcels.values()))
    assert json.loads(office.python(STATES)) == [["verified", "", number]]
    assert read_packages(emulator, list(parcels)) == {order: sorted(each) for order, each in parcels.items()}


def correct(office: Installation, parcels: Parcels, most: int) -> None:
    """Let a clerk correct tracking numbers that Amazon was told of already."""
    changed = json.loads(office.python(CORRECT, str(most)))
    assert changed
    for each in (parcel for order in parcels.values() for parcel in order):
        each[0] = changed.get(each[0], each[0])


def read_packages(emulator: RunningEmulator, orders: list[str]) -> Parcels:
    """Return what Amazon itself shows of the orders' parcels."""
    form = {name: DEMO_ACCOUNT[name] for name in ("client_id", "client_secret", "refresh_token")}
    shown: Parcels = {}
    with httpx.Client(base_url=emulator.url, transport=httpx.HTTPTransport(retries=3)) as http:
        http.post("/emulator/faults/profile", json={"profile": "none", "seed": 1}).raise_for_status()
        token = http.post("/auth/o2/token", data=form | {"grant_type": "refresh_token"}).json()["access_token"]
        http.headers["x-amz-access-token"] = token
        for order in orders:
            answer = http.get(f"/orders/2026-01-01/orders/{order}?includedData=PACKAGES").json()
            shown[order] = sorted(describe(each) for each in answer["order"].get("packages", []))
    return shown


def describe(package: dict[str, Any]) -> list[Any]:
    items = {each["orderItemId"]: each["quantity"] for each in package["packageItems"]}
    shipped_at = datetime.fromisoformat(package["shipTime"]).isoformat()
    return [package["trackingNumber"], package["carrier"], package["shippingService"], shipped_at, items]


def start(office: Installation, program: str, *words: str, ready: bool = False) -> "subprocess.Popen[str]":
    """Start a small program with the Office's code; where it says when it is ready, wait for that."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, *words],
        env=office.environment | {"DJANGO_SETTINGS_MODULE": "kogge.site.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    if ready:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()
    return process


def finish(process: "subprocess.Popen[str]") -> str:
    written, complaints = process.communicate(timeout=PREPARED_WITHIN_S)
    assert process.returncode == 0, complaints[-3000:]
    return written


def test_killed_in_the_middle_of_confirming(tmp_path: Path) -> None:
    with shipped(tmp_path, 150, 12) as (office, emulator, parcels):
        confirm(office, emulator, parcels, kills=3, lose=2)


@pytest.mark.soak
def test_ten_thousand_documents_are_confirmed_exactly_as_they_are(tmp_path: Path) -> None:
    with shipped(tmp_path, 60_000, 10_000) as (office, emulator, parcels):
        confirm(office, emulator, parcels, kills=20, lose=100)
