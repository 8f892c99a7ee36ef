"""Pure rules of people: when signing in has failed too often."""

from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
OF_ONE_ACCOUNT_FROM_ONE_ADDRESS = 5
OF_ONE_ACCOUNT = 50
"""Ten times as many: a stranger must not be able to lock somebody out easily."""
FROM_ONE_ADDRESS = 100
"""A whole company may share one address."""


def wait_for(attempts: Sequence[datetime], limit: int, now: datetime) -> timedelta:
    """Return how long the next attempt must wait; at most `limit` of the newest attempts, newest first, are needed.

    Once `limit` attempts lie within the window, the next one waits until the oldest of them has left it.
    """
    if len(attempts) < limit:
        return timedelta(0)
    return max(timedelta(0), attempts[limit - 1] + WINDOW - now)
