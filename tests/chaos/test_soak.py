"""Hundreds of thousands of orders while everything goes wrong: none is lost, none is doubled. Takes half an hour."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ORDERS = {"amazon": 200_000, "shopware": 50_000}
TIME_OUT_S = 3 * 60 * 60


@pytest.mark.soak
@pytest.mark.parametrize("platform", list(ORDERS))
def test_every_order_arrives_once(tmp_path: Path, platform: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KOGGE_")}
    # A home of one's own is kept as it is, database included; on PostgreSQL the demo makes a database that goes again.
    home = {} if os.environ.get("DATABASE_URL") else {"KOGGE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "kogge.main", "demo", "--platform", platform, "--orders", str(ORDERS[platform])]
    done = subprocess.run(
        [*command, "--faults", "everything", "--no-serve", "--json"],
        env=environment | home,
        check=False,
        capture_output=True,
        text=True,
        timeout=TIME_OUT_S,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    proof = json.loads(done.stdout)
    assert proof["orders_at_platform"] == ORDERS[platform]
    assert (proof["missing"], proof["duplicates"], proof["differences"], proof["parked"]) == (0, 0, 0, 0)
    assert proof["documents"] + sum(proof["skipped"].values()) == ORDERS[platform]
