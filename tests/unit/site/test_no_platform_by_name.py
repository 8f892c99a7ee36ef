"""The Office knows platforms by what they are like: their names stand where kinds are listed and texts translated."""

import re
from pathlib import Path

OFFICE = Path(__file__).parents[3] / "src/kogge"
NAMES = re.compile("amazon|shopware|seller ?central", re.IGNORECASE)
ALLOWED = {
    "platforms/models.py",  # the list of kinds
    "conditions/fields.py",  # the same, for conditions, which lie below
    "conditions/wording.py",
    "site/installation.py",  # what the demo sets up
    "site/demo.py",
    "site/demo_environment.py",
    "site/demo_queue.py",
    "shipping/carriers.py",  # Amazon Logistics is a carrier
    "shipping/tracking.py",
    "shipping/csv_reading.py",  # headings of carriers' files
    "data_imports/fields.py",  # headings of other programs' files
}


def test_no_platform_is_named() -> None:
    files = [each for kind in ("py", "html", "js") for each in OFFICE.rglob(f"*.{kind}")]
    named = {
        str(each.relative_to(OFFICE))
        for each in files
        if "migrations" not in each.parts and NAMES.search(each.read_text(encoding="utf-8"))
    }
    assert named - ALLOWED == set()
    assert named >= ALLOWED
