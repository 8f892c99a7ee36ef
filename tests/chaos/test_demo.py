"""The demo, as a newcomer runs it, while everything that can go wrong at Amazon does."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_the_demo_loses_and_doubles_nothing_when_everything_goes_wrong(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KOGGE_")}
    command = [sys.executable, "-m", "kogge.main", "demo", "--orders", "300", "--faults", "everything"]
    done = subprocess.run(
        [*command, "--no-serve", "--json"],
        env=environment | {"DATABASE_URL": "", "KOGGE_HOME": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    proof = json.loads(done.stdout)
    assert proof["orders_at_platform"] == 300
    assert proof["documents"] + proof["parked"] + sum(proof["skipped"].values()) == 300
    assert (proof["missing"], proof["duplicates"], proof["differences"]) == (0, 0, 0)
    assert set(proof["total_difference"].values()) <= {"0.00", "0"}
    assert proof["documents"] > 150
