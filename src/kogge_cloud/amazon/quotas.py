"""Amazon's quotas: a token bucket each, kept in the database so that every process draws from the same one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from kogge_cloud.amazon.models import QuotaBucket
from kogge_cloud.amazon.planning import LARGEST_SLACK, ROUNDING, SLACK_S, Supply, slack
from kogge_cloud.amazon.rules import DEFAULT_QUOTAS, UNEXPLAINED_KEPT, is_unexplained, throttling_delay_s
from kogge_cloud.infrastructure.database import connection

_TAKE = """
    UPDATE cloud_amazon_quota_bucket
    SET tokens = {least}(burst, tokens + rate * ({greatest}(refilled_at_s, %(now_s)s) - refilled_at_s)) - 1,
        refilled_at_s = {greatest}(refilled_at_s, %(now_s)s)
    WHERE application = %(application)s AND seller_reference = %(seller_reference)s AND operation = %(operation)s
      AND {least}(burst, tokens + rate * ({greatest}(refilled_at_s, %(now_s)s) - refilled_at_s))
          >= 1 + %(floor)s + {least}(rate * %(slack_s)s, burst * %(largest_slack)s) - %(rounding)s
    RETURNING tokens
"""
_MARGIN = {"slack_s": SLACK_S, "largest_slack": LARGEST_SLACK, "rounding": ROUNDING}
_FUNCTIONS = {"sqlite": {"least": "MIN", "greatest": "MAX"}, "postgresql": {"least": "LEAST", "greatest": "GREATEST"}}
SHORTEST_WAIT_S = 0.05


@dataclass(frozen=True, slots=True)
class BucketKey:
    """Whose quota, and for what."""

    application: str
    seller_reference: str
    operation: str

    @classmethod
    def of(cls, client_id: str, seller_reference: str, operation: str) -> "BucketKey":
        """Name the bucket of an application without storing its client id in the clear."""
        application = hashlib.sha256(client_id.encode()).hexdigest()
        return cls(application, seller_reference, operation)

    def fields(self) -> dict[str, str]:
        """Return the key as columns."""
        return {
            "application": self.application,
            "seller_reference": self.seller_reference,
            "operation": self.operation,
        }


def take_token(key: BucketKey, now: datetime, floor: float = 0) -> float:
    """Take one token and return 0, or take none and return the seconds until there is one that leaves `floor`."""
    if _take(key, now, floor):
        return 0
    quota = DEFAULT_QUOTAS[key.operation]
    fresh = QuotaBucket(
        rate=quota.rate, burst=quota.burst, tokens=quota.burst, refilled_at_s=now.timestamp(), **key.fields()
    )
    QuotaBucket.objects.bulk_create([fresh], ignore_conflicts=True)
    if _take(key, now, floor):
        return 0
    return max(read_supply(key, now).wait_s(floor), SHORTEST_WAIT_S)


def read_supply(key: BucketKey, now: datetime) -> Supply:
    """Return the bucket as it stands; one that was never used is full, at Amazon's default rate."""
    return read_supplies([key], now)[key]


def read_supplies(keys: Sequence[BucketKey], now: datetime) -> dict[BucketKey, Supply]:
    """Return several buckets as they stand, with one query; as `read_supply` does."""
    found = {
        BucketKey(bucket.application, bucket.seller_reference, bucket.operation): bucket
        for bucket in QuotaBucket.objects.filter(
            application__in={key.application for key in keys},
            seller_reference__in={key.seller_reference for key in keys},
            operation__in={key.operation for key in keys},
        )
    }
    return {key: _supply(key, found.get(key), now) for key in keys}


def note_answer(key: BucketKey, rate: float | None) -> None:
    """Note that Amazon answered, and believe its own figure (tokens a second): an account may have more than usual."""
    bucket = QuotaBucket.objects.filter(**key.fields())
    if rate is None:
        bucket.exclude(throttled=0).update(throttled=0)
    else:
        bucket.exclude(rate=rate, throttled=0).update(rate=rate, throttled=0)


def note_throttling(key: BucketKey, now: datetime) -> float:
    """Note that Amazon refused a call which our books allowed, and return the seconds until the next may be tried."""
    bucket = QuotaBucket.objects.filter(**key.fields())
    bucket.update(throttled=F("throttled") + 1)
    rate, burst, throttled, tokens = bucket.values_list("rate", "burst", "throttled", "tokens").get()
    if is_unexplained(tokens, rate):
        bucket.exclude(unexplained_at__gt=now - UNEXPLAINED_KEPT).update(unexplained=0)
        bucket.update(unexplained=F("unexplained") + 1, unexplained_at=now)
    wait_s = throttling_delay_s(throttled, rate)
    bucket.update(tokens=1 + slack(rate, burst) - rate * wait_s, refilled_at_s=now.timestamp())
    return wait_s


def list_unexplained(key: BucketKey, now: datetime) -> list[tuple[int, datetime]]:
    """Return how many refusals nothing of ours explains, and the last of them, for each operation of the key's seller.

    Of those within `UNEXPLAINED_KEPT`.
    """
    buckets = QuotaBucket.objects.filter(application=key.application, seller_reference=key.seller_reference)
    refused = buckets.filter(unexplained_at__gt=now - UNEXPLAINED_KEPT)
    return [(each.unexplained, each.unexplained_at) for each in refused if each.unexplained_at]


def _supply(key: BucketKey, bucket: QuotaBucket | None, now: datetime) -> Supply:
    if bucket is None:
        quota = DEFAULT_QUOTAS[key.operation]
        return Supply(quota.burst, quota.rate, quota.burst)
    elapsed_s = max(now.timestamp() - bucket.refilled_at_s, 0)
    return Supply(min(bucket.burst, bucket.tokens + bucket.rate * elapsed_s), bucket.rate, bucket.burst)


def _take(key: BucketKey, now: datetime, floor: float) -> bool:
    # Raw, because check and take must be one statement on the row itself; the ORM would wrap the check in a subquery.
    database = connection()
    sql = _TAKE.format(**_FUNCTIONS[database.vendor])
    with database.cursor() as cursor:
        cursor.execute(sql, key.fields() | _MARGIN | {"now_s": now.timestamp(), "floor": floor})
        return cursor.fetchone() is not None
