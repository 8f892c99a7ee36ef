"""Faults on the wire, seeded and bounded: a client that tries again always gets through."""

import random
from dataclasses import dataclass, field

from starlette.responses import HTMLResponse, Response

from amazon_emulator.errors import ApiError, internal_failure, quota_exceeded, unavailable

PROFILES = ("none", "network", "everything")
SHARE = 0.25
MOST_IN_A_ROW = 2


@dataclass(slots=True)
class Faults:
    """Decides for each answer whether something happens to it."""

    profile: str = "none"
    seed: int = 1
    _rng: random.Random = field(init=False)
    _in_a_row: int = 0

    def __post_init__(self) -> None:
        """Seed the dice."""
        self._rng = random.Random(self.seed)  # noqa: S311 - reproducible on purpose

    def refuse(self) -> None:
        """Raise what a broken or overloaded Amazon answers instead of working, now and then."""
        kind = self._draw(("throttled", "internal", "unavailable", "fine"))
        errors: dict[str, ApiError] = {
            "throttled": quota_exceeded(),
            "internal": internal_failure(),
            "unavailable": unavailable(),
        }
        if kind in errors:
            raise errors[kind]

    def spoil(self, response: Response) -> Response:
        """Return the answer as it arrives over a bad line: cut off, or replaced by a proxy's page, now and then."""
        kind = self._draw(("cut", "html", "fine", "fine"))
        if kind == "html":
            return HTMLResponse("<html><body><h1>502 Bad Gateway</h1></body></html>", status_code=502)
        if kind == "cut":
            half = bytes(response.body)[: len(response.body) // 2]
            return Response(half, media_type="application/json", headers=_without_length(response))
        return response

    def _draw(self, kinds: tuple[str, ...]) -> str:
        if self.profile == "none" or self._in_a_row >= MOST_IN_A_ROW or self._rng.random() > SHARE:
            self._in_a_row = 0
            return "fine"
        kind = self._rng.choice(kinds)
        self._in_a_row = self._in_a_row + 1 if kind != "fine" else 0
        return kind


def _without_length(response: Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in {"content-length", "content-type"}}
