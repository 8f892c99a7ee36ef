"""How Amazon's flat files are written. Everything here is pure."""

from collections.abc import Iterable
from typing import Any

from amazon_emulator.times import parse_time

Order = dict[str, Any]


def write_table(columns: Iterable[str], rows: Iterable[dict[str, str]]) -> str:
    """Return a table as Amazon's flat files are: tab-separated, nothing quoted, lines ended with CR and LF."""
    names = list(columns)
    lines = [names, *([" ".join(row.get(name, "").split()) for name in names] for row in rows)]
    return "".join("\t".join(line) + "\r\n" for line in lines)


def write_time(text: str) -> str:
    """Return a time as the flat files write it: UTC, whole seconds, +00:00."""
    return parse_time(text).isoformat(timespec="seconds")


def text_of(whole: Order, name: str) -> str:
    """Return a value as text, empty where it is missing."""
    value = whole.get(name)
    return "" if value is None else str(value)


def part(whole: Order, name: str) -> Order:
    """Return an object within an object, empty where it is missing: tests lay such traps on purpose."""
    value = whole.get(name)
    return value if isinstance(value, dict) else {}
