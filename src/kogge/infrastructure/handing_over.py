"""Handing over to the workers what no workflow has: its starter died, or a database was restored."""

from kogge.infrastructure import engine


def hand_over(name: str, prefix: str, *args: str | int) -> None:
    """Leave to the workers what none of the workflows has that are called `prefix` and a number.

    Those that have ended keep their names: after a restored backup they may have been about other rows of these
    numbers. Twice is once. Raises EngineUnavailable.
    """
    if not engine.list_active(prefix):
        engine.enqueue(name, find_free_id(prefix), *args)


def find_free_id(prefix: str) -> str:
    """Return the first of the names that `prefix` and a number make which no workflow ever had."""
    number = 0
    while engine.is_known(f"{prefix}{number}"):
        number += 1
    return f"{prefix}{number}"
