"""Token buckets, one for each application, seller and operation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Quota:
    """Calls a second, and how many may come at once."""

    rate: float
    burst: int


@dataclass(slots=True)
class Bucket:
    """How many calls are left, and as of when."""

    tokens: float
    filled_at: datetime


class Quotas:
    """Takes a token for each call; the rate is multiplied by a factor, and the burst stays."""

    def __init__(self, plans: Mapping[str, Quota], factor: float) -> None:
        """Start with full buckets. `plans` are Amazon's published rates by operation."""
        self.plans = {name: Quota(plan.rate * factor, plan.burst) for name, plan in plans.items()}
        self._buckets: dict[tuple[str, str, str], Bucket] = {}

    def take(self, application: str, seller: str, operation: str, now: datetime) -> bool:
        """Take one token; False when the bucket is empty."""
        plan = self.plans[operation]
        bucket = self._buckets.setdefault((application, seller, operation), Bucket(plan.burst, now))
        elapsed_s = max((now - bucket.filled_at).total_seconds(), 0)
        bucket.tokens = min(plan.burst, bucket.tokens + elapsed_s * plan.rate)
        bucket.filled_at = now
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True
