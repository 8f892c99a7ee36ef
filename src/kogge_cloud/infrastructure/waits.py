"""How long to wait before what failed is tried again: pure."""

MAX_BACKOFF_S = 60


def retry_delay_s(failures: int) -> float:
    """Return how long to wait after so many failures in a row: 1, 2, 4, … up to a minute."""
    return float(min(2 ** (failures - 1), MAX_BACKOFF_S))
