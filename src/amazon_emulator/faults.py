"""Faults on the wire, seeded and bounded: a client that tries again always gets through."""

import random
from dataclasses import dataclass, field

from starlette.responses import HTMLResponse, Response

from amazon_emulator.errors import internal_failure, quota_exceeded, unavailable

PROFILES = ("none", "network", "data", "everything")
NETWORK = {"network", "everything"}
DATA = {"data", "everything"}
SHARE = 0.25
MOST_IN_A_ROW = 2

FINE = "fine"
KINDS = ("throttled", "internal", "unavailable", "cut", "html")


@dataclass(slots=True)
class Faults:
    """Decides for each request whether something happens to it, and what."""

    profile: str = "none"
    seed: int = 1
    _rng: random.Random = field(init=False)
    _in_a_row: int = 0

    def __post_init__(self) -> None:
        """Seed the dice."""
        self._rng = random.Random(self.seed)  # noqa: S311 - reproducible on purpose

    def draw(self) -> str:
        """Return what happens to the next request: one of KINDS, or FINE; never a third fault in a row."""
        is_fine = self.profile not in NETWORK or self._in_a_row >= MOST_IN_A_ROW or self._rng.random() > SHARE
        self._in_a_row = 0 if is_fine else self._in_a_row + 1
        return FINE if is_fine else self._rng.choice(KINDS)


def refuse(fault: str) -> None:
    """Raise what a broken or overloaded Amazon answers instead of working."""
    errors = {"throttled": quota_exceeded, "internal": internal_failure, "unavailable": unavailable}
    if fault in errors:
        error = errors[fault]()
        raise error


def spoil(fault: str, response: Response) -> Response:
    """Return the answer as it arrives over a bad line: cut off, or replaced by a proxy's page."""
    if fault == "html":
        return HTMLResponse("<html><body><h1>502 Bad Gateway</h1></body></html>", status_code=502)
    if fault == "cut":
        half = bytes(response.body)[: len(response.body) // 2]
        return Response(half, media_type="application/json", headers=_without_length(response))
    return response


def _without_length(response: Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in {"content-length", "content-type"}}
