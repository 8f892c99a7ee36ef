"""Geometry of charts that are drawn on the server: pure numbers, from counts to columns of stacked pieces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEIGHT = 100.0
STEP = 10.0
"""How wide a column is with its gap; the drawing is stretched to the width there is."""

GAP = 2.0
SERIES = 5
"""So many series have a colour of their own; the smaller ones are put together."""


@dataclass(frozen=True)
class Piece:
    """A part of a column; `series` is the place of its series."""

    series: int
    x: float
    y: float
    width: float
    height: float

    @property
    def outline(self) -> str:
        """What an SVG path draws it by."""
        return f"M{self.x:g} {self.y:g}h{self.width:g}v{self.height:g}h{-self.width:g}z"


@dataclass(frozen=True)
class Column:
    """A column from the bottom up; `x` is where its slot begins, gaps included."""

    x: float
    pieces: list[Piece]
    counts: list[int]
    total: int


@dataclass(frozen=True)
class Chart:
    """Stacked columns below a round maximum; `width` by HEIGHT units."""

    names: list[str]
    columns: list[Column]
    top: int
    width: float
    step: float = STEP
    height: float = HEIGHT

    @property
    def total(self) -> int:
        """Everything that is counted in the chart."""
        return sum(column.total for column in self.columns)

    @property
    def areas(self) -> list[str]:
        """What an SVG path draws each series by, all of its pieces in one."""
        pieces = [piece for column in self.columns for piece in column.pieces]
        return ["".join(each.outline for each in pieces if each.series == series) for series in range(len(self.names))]

    @property
    def half(self) -> int:
        """Half of the maximum, for the line in the middle."""
        return self.top // 2


def stack(counts: Sequence[Mapping[str, int]], others: str) -> Chart:
    """Return the columns of a chart: the largest series by name, biggest first, all smaller ones as `others`."""
    totals: dict[str, int] = {}
    for column in counts:
        for name, number in column.items():
            totals[name] = totals.get(name, 0) + number
    names = sorted(totals, key=lambda name: (-totals[name], name))
    shown = names if len(names) <= SERIES else names[: SERIES - 1]
    rows = [[column.get(name, 0) for name in shown] for column in counts]
    if len(shown) < len(names):
        for row, column in zip(rows, counts, strict=True):
            row.append(sum(column.values()) - sum(row))
        shown = [*shown, others]
    top = round_up(max((sum(row) for row in rows), default=0))
    columns = [_column(index, row, top) for index, row in enumerate(rows)]
    return Chart(shown, columns, top, STEP * len(counts))


def round_up(number: int) -> int:
    """Return the next even number of the kind 2, 4, 10, 20, 40, 100 …: half of it is a whole number, too."""
    unit = 1
    while True:
        for factor in (2, 4, 10):
            if factor * unit >= number:
                return factor * unit
        unit *= 10


def share(number: int, largest: int) -> float:
    """Return how long a bar is, of a hundred; what is there at all can be seen."""
    return max(round(100 * number / largest, 1), 1.5) if number else 0


def _column(index: int, counts: list[int], top: int) -> Column:
    pieces = []
    y = HEIGHT
    for series, number in enumerate(counts):
        if number:
            height = HEIGHT * number / top
            y -= height
            pieces.append(Piece(series, index * STEP + GAP / 2, round(y, 3), STEP - GAP, round(height, 3)))
    return Column(index * STEP, pieces, counts, sum(counts))
