"""A limit of requests a minute, as shops in the cloud have one: what is left stands in each answer."""

from datetime import datetime, timedelta

from shopware_emulator.errors import rate_limited
from shopware_emulator.faults import limit_headers

WINDOW_S = 60


class Limits:
    """Counts requests in a window of a minute; without a limit it says nothing."""

    def __init__(self, a_minute: int = 0) -> None:
        """Start with all requests left; 0 is no limit."""
        self.a_minute = a_minute
        self._left = a_minute
        self._began_at: datetime | None = None

    def take(self, now: datetime) -> dict[str, str]:
        """Take one request and return the headers to tell of it. Raises ShopwareError (429)."""
        if not self.a_minute:
            return {}
        if self._began_at is None or now >= self._began_at + timedelta(seconds=WINDOW_S):
            self._began_at, self._left = now, self.a_minute
        wait_s = max(1, int((self._began_at + timedelta(seconds=WINDOW_S) - now).total_seconds()))
        headers = limit_headers(now, max(self._left - 1, 0), wait_s, self.a_minute)
        if self._left < 1:
            error = rate_limited(wait_s)
            error.headers = headers | {"Retry-After": str(wait_s)}
            raise error
        self._left -= 1
        return headers
