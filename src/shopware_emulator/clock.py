"""The shop's clock: real, or standing still until it is moved."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time, UTC. A virtual clock starts now and moves by `advance` only."""

    def __init__(self, *, virtual: bool = False) -> None:
        """Choose between real and virtual time."""
        self._frozen = datetime.now(UTC) if virtual else None

    @property
    def is_virtual(self) -> bool:
        """Whether time stands still by itself."""
        return self._frozen is not None

    def now(self) -> datetime:
        """Return the current time."""
        return self._frozen or datetime.now(UTC)

    def advance(self, seconds: float) -> datetime:
        """Move a virtual clock forward and return the new time. Raises ValueError for a real one."""
        if self._frozen is None:
            message = "only a virtual clock can be moved: start with --clock virtual"
            raise ValueError(message)
        self._frozen += timedelta(seconds=seconds)
        return self._frozen
