"""Which numbers of a range are missing, and which of them somebody left out by raising its next number: pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Standing:
    """What a range hands out next, and with which prefix."""

    prefix: str
    next_number: int


def list_skipped(changes: Iterable[tuple[Standing, Standing]]) -> dict[str, list[range]]:
    """Return by prefix which numbers a range never gives, by what it was changed from and to, oldest change first.

    A next number that is lowered again gives back what was left out.
    """
    skipped: dict[str, list[range]] = defaultdict(list)
    left_at: dict[str, int] = {}
    for before, after in changes:
        left_at[before.prefix] = before.next_number
        goes_on = after.next_number
        passed = [range(each.start, min(each.stop, goes_on)) for each in skipped[after.prefix]]
        passed.append(range(left_at.get(after.prefix, goes_on), goes_on))
        skipped[after.prefix] = [each for each in passed if each]
    return dict(skipped)


def find_missing(given: Iterable[int], skipped: Sequence[range]) -> Iterator[int]:
    """Return the numbers between the lowest and the highest given that nobody has and nobody left out, lowest first."""
    counted = sorted(given)
    passed = sorted(skipped, key=lambda each: each.start)
    for below, above in pairwise(counted):
        number = below + 1
        for each in passed:
            yield from range(number, min(each.start, above))
            number = max(number, each.stop)
        yield from range(number, above)
