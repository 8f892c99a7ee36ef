"""What the documentation names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_traps_name_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/traps.md").read_text(encoding="utf-8")))
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)\(", sources))
    assert named
    assert named - there == set()
