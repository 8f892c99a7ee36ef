"""What a process is to the engine while it runs workflows: its presence, the steps under way in it, and its end."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connections

from kogge.infrastructure.heartbeats import Presence

STEP_END_S = 30
"""How long an orderly stop waits for steps that are under way."""


@dataclass
class Process:
    """A process: `is_worker` takes waiting work; `on_lost` is called when others took this one for dead meanwhile."""

    presence: Presence
    home: Path
    is_worker: bool
    on_lost: Callable[[], None]
    stopping: threading.Event = field(default_factory=threading.Event)
    _steps: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def executor_id(self) -> str:
        """The id under which this process runs workflows."""
        return self.presence.executor_id

    @contextmanager
    def step_under_way(self) -> Iterator[None]:
        """Count a step; a process that is about to leave begins none."""
        if self.stopping.is_set():
            # Failing here would be recorded as the step's outcome; waiting is not.
            threading.Event().wait()
        with self._changed:
            self._steps += 1
        try:
            yield
        finally:
            # The engine's threads come and go; a connection left open in one would stay open with it.
            connections.close_all()
            with self._changed:
                self._steps -= 1
                self._changed.notify_all()

    def stop(self) -> None:
        """Begin no further steps, and wait for those under way."""
        self.stopping.set()
        with self._changed:
            self._changed.wait_for(lambda: self._steps == 0, timeout=STEP_END_S)
