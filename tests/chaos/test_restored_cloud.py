"""A Cloud's database is restored alone, again and again: its feed is behind the Office then, and nothing is lost."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chaos.installations import Installation, install
from tests.emulators import running_emulator

ROUNDS = 3
FILES = [f"cloud.sqlite3{ending}" for ending in ("", "-wal", "-shm")]


@dataclass(frozen=True)
class Trade:
    """Buyers at the Emulator, and the Office that takes their orders."""

    emulator: str
    office: Installation

    def order(self, count: int) -> None:
        """Let buyers pay what they had not paid yet, and order more."""
        for order in httpx.get(f"{self.emulator}/emulator/orders").json()["orders"]:
            if order["fulfillmentStatus"] == "PENDING":
                address = f"{self.emulator}/emulator/orders/{order['orderId']}/events"
                httpx.post(address, json={"event": "clear_payment"}).raise_for_status()
        httpx.post(f"{self.emulator}/emulator/rush", json={"count": count}).raise_for_status()

    def retrieve(self) -> dict[str, Any]:
        """Retrieve once what is ordered is old enough to be listed."""
        told = httpx.post(f"{self.emulator}/emulator/clock", json={"advance_s": 600}).raise_for_status().json()
        ahead_s = (datetime.fromisoformat(told["now"]) - datetime.now(UTC)).total_seconds()
        words = (str(ahead_s), "retrieve", "Amazon", "--json")
        result: dict[str, Any] = json.loads(
            self.office.finish(self.office.start(*words, module="tests.chaos.changeover_process"))
        )
        return result


@pytest.mark.soak
@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="the Cloud's schema alone is restored by hand there")
def test_a_cloud_that_was_restored_offers_all_that_it_forgot(tmp_path: Path) -> None:
    quick = ("--orders", "40", "--seed", "5", "--quota", "100000", "--clock", "virtual")
    with running_emulator(*quick) as emulator, install(tmp_path, emulator.url) as office:
        trade = Trade(emulator.url, office)
        trade.retrieve()
        for _ in range(ROUNDS):
            backup = {name: path.read_bytes() for name in FILES if (path := tmp_path / name).exists()}
            trade.order(30)
            assert trade.retrieve()["created"] > 0
            for name in FILES:
                (tmp_path / name).unlink(missing_ok=True)
            for name, content in backup.items():
                (tmp_path / name).write_bytes(content)
            trade.order(25)
            trade.retrieve()
        assert office.check_books()["listed"] == 40 + (30 + 25) * ROUNDS
