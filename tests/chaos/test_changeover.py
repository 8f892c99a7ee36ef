"""The chaos of a changeover: whatever dies, sleeps, is restored or forgotten, each order is exactly one document."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.changeover_programs import EXPORT
from tests.chaos.changeovers import Chaos, changing_over

CHECK = Path(__file__).parents[2] / "tools" / "check_changeover_proof.py"


def prove(chaos: Chaos, folder: Path) -> dict[str, int]:
    """Export the proof and have it checked by a program that knows nothing of the product; return what that counted."""
    chaos.console.ask(EXPORT, str(folder))
    files = [str(folder / f"{name}.csv") for name in ("proof", "documents")]
    command = [sys.executable, "-I", str(CHECK), *files, chaos.amazon, chaos.shop.url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, (done.stdout, done.stderr[-3000:], chaos.done)
    counted: dict[str, int] = json.loads(done.stdout)
    return counted


def go_through(chaos: Chaos, folder: Path, turns: int) -> dict[str, Any]:
    """Go through so many turns of 400 orders and back to quiet; return the figures."""
    began = time.monotonic()
    for turn in range(1, turns + 1):
        chaos.turn(400)
        if turn % 3 == 0:
            chaos.restore() if turn % 2 == 0 else chaos.back_up()
    chaos.settle()
    counted = prove(chaos, folder)
    chaos.office.check_books("Shopware")
    figures = counted | chaos.count() | chaos.done | chaos.shop.measure() | {"seconds": round(time.monotonic() - began)}
    assert figures["with_document"] == figures["Amazon"] >= figures["to_deliver"]
    assert figures["shop_fewest_in_a_phase"] > 0
    chaos.check_log()
    return figures


def test_both_ways_at_once_and_each_order_is_one_document(tmp_path: Path) -> None:
    with changing_over(tmp_path) as chaos:
        chaos.turn(60)
        chaos.restore()
        chaos.place(20)
        chaos.settle()
        figures = prove(chaos, tmp_path) | chaos.count() | chaos.done | chaos.shop.measure()
        print(json.dumps(figures))  # noqa: T201 - the figures of the run
        assert figures["with_document"] == figures["Amazon"] >= figures["to_deliver"] > 0
        assert figures["shop_fewest_in_a_phase"] > 0
        chaos.check_log()


@pytest.mark.soak
def test_twenty_thousand_orders_through_many_changes(tmp_path: Path) -> None:
    with changing_over(tmp_path) as chaos:
        figures = go_through(chaos, tmp_path, 50)
        print(json.dumps(figures))  # noqa: T201 - the figures of the run
        assert figures["orders"] == 20_000
