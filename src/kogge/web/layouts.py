"""Which columns a table shows, in which order, how wide, and sorted by what: pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NARROWEST, WIDEST = 40, 900
"""Widths in CSS pixels that leave something to read."""


@dataclass(frozen=True)
class Column:
    """A column that is shown; without `width` (CSS pixels) it takes what its content needs."""

    name: str
    width: int | None = None


@dataclass(frozen=True)
class Layout:
    """A table's columns: those shown in their order, the names of those hidden, and the sorting (`-name`: downwards).

    A column in neither is one that the person has not seen yet.
    """

    shown: tuple[Column, ...]
    hidden: tuple[str, ...] = ()
    sort: str = ""

    def describe(self) -> dict[str, Any]:
        """Return it as JSON."""
        columns = [{"name": each.name, "width": each.width} for each in self.shown]
        return {"shown": columns, "hidden": list(self.hidden), "sort": self.sort}


def read_stored(described: Mapping[str, Any]) -> Layout:
    """Return what `describe` gave."""
    shown = tuple(Column(each["name"], each["width"]) for each in described["shown"])
    return Layout(shown, tuple(described["hidden"]), described["sort"])


def arrange(available: Sequence[str], optional: Collection[str], stored: Layout | None) -> Layout:
    """Return the layout to show: the stored one, as far as its columns still exist, then the columns that are new.

    Without a stored one all columns are shown but the optional ones. New columns are shown, unless they are optional.
    """
    known = stored or Layout(())
    shown = [each for each in known.shown if each.name in available]
    hidden = [each for each in known.hidden if each in available]
    seen = {*hidden, *(each.name for each in shown)}
    for name in available:
        if name in seen:
            continue
        if name in optional:
            hidden.append(name)
        else:
            shown.append(Column(name))
    if not shown:
        return arrange(available, optional, None)
    return Layout(tuple(shown), tuple(hidden), known.sort if known.sort.lstrip("-") in available else "")


def read_entered(entered: Mapping[str, Any], chosen: Iterable[str], available: Sequence[str]) -> Layout:
    """Return the layout that was entered: `chosen` columns, each with `position:NAME` and `width:NAME`, and `sort`.

    What is no number is left out; without any chosen column all are shown.
    """
    wanted = set(chosen) & set(available) or set(available)

    def position(name: str) -> tuple[int, int]:
        given = str(entered.get(f"position:{name}", ""))
        return (int(given) if given.isdecimal() else len(available), available.index(name))

    in_order = sorted(available, key=position)
    shown = tuple(Column(name, _read_width(entered.get(f"width:{name}", ""))) for name in in_order if name in wanted)
    return Layout(shown, tuple(name for name in in_order if name not in wanted), str(entered.get("sort", "")))


def _read_width(entered: object) -> int | None:
    given = str(entered).strip()
    return min(max(int(given), NARROWEST), WIDEST) if given.isdecimal() and given.isascii() else None
