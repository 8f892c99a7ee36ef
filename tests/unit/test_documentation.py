"""What the documentation names is there."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_traps_name_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/traps.md").read_text(encoding="utf-8")))
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)\(", sources))
    assert named
    assert named - there == set()


def test_every_remedy_stands_where_the_traps_say() -> None:
    traps = tomllib.loads((ROOT / "tools/traps.toml").read_text(encoding="utf-8"))["trap"]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)\(", sources))
    for trap in traps:
        text = (ROOT / trap["file"]).read_text(encoding="utf-8")
        assert text.count(trap["old"]) == 1, trap["name"]
        assert set(trap["tests"]) <= there, trap["name"]
