"""What is to happen at a later moment of the Emulator's clock."""

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

Action = Callable[[datetime], None]


class Agenda:
    """Runs what has become due. Nothing runs by itself: every call to an operation lets it catch up."""

    def __init__(self) -> None:
        """Start empty."""
        self._numbers = count()
        self._due: list[tuple[datetime, int, Action]] = []

    def add(self, due_at: datetime, action: Action) -> None:
        """Have an action called with its moment (UTC) once that has come; those of one moment keep their order."""
        heappush(self._due, (due_at, next(self._numbers), action))

    def catch_up(self, now: datetime) -> None:
        """Run what is due, earliest first, with what that adds in turn."""
        while self._due and self._due[0][0] <= now:
            due_at, _, action = heappop(self._due)
            action(due_at)
