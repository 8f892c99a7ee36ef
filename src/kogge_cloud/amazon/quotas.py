"""Amazon's quotas: a token bucket each, kept in the database so that every process draws from the same one."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from kogge_cloud.amazon.models import QuotaBucket
from kogge_cloud.amazon.rules import DEFAULT_QUOTAS, seconds_until_token, throttling_delay_s
from kogge_cloud.infrastructure.database import connection

_TAKE = """
    UPDATE cloud_amazon_quota_bucket
    SET tokens = {least}(burst, tokens + rate * ({greatest}(refilled_at_s, %(now_s)s) - refilled_at_s)) - 1,
        refilled_at_s = {greatest}(refilled_at_s, %(now_s)s)
    WHERE tenant_id = %(tenant_id)s AND application = %(application)s
      AND seller_reference = %(seller_reference)s AND operation = %(operation)s
      AND {least}(burst, tokens + rate * ({greatest}(refilled_at_s, %(now_s)s) - refilled_at_s)) >= 1
    RETURNING tokens
"""
_FUNCTIONS = {"sqlite": {"least": "MIN", "greatest": "MAX"}, "postgresql": {"least": "LEAST", "greatest": "GREATEST"}}


@dataclass(frozen=True, slots=True)
class BucketKey:
    """Whose quota, and for what."""

    tenant_id: int
    application: str
    seller_reference: str
    operation: str

    @classmethod
    def of(cls, tenant_id: int, client_id: str, seller_reference: str, operation: str) -> "BucketKey":
        """Name the bucket of an application without storing its client id in the clear."""
        application = hashlib.sha256(client_id.encode()).hexdigest()
        return cls(tenant_id, application, seller_reference, operation)

    def fields(self) -> dict[str, int | str]:
        """Return the key as columns."""
        return {
            "tenant_id": self.tenant_id,
            "application": self.application,
            "seller_reference": self.seller_reference,
            "operation": self.operation,
        }


def take_token(key: BucketKey, now: datetime) -> float:
    """Take one token and return 0, or take none and return the seconds until there is one."""
    if _take(key, now):
        return 0
    quota = DEFAULT_QUOTAS[key.operation]
    fresh = QuotaBucket(
        rate=quota.rate, burst=quota.burst, tokens=quota.burst, refilled_at_s=now.timestamp(), **key.fields()
    )
    QuotaBucket.objects.bulk_create([fresh], ignore_conflicts=True)
    if _take(key, now):
        return 0
    bucket = QuotaBucket.objects.get(**key.fields())
    return seconds_until_token(bucket.tokens, bucket.rate, now.timestamp() - bucket.refilled_at_s)


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
    rate, throttled = bucket.values_list("rate", "throttled").get()
    wait_s = throttling_delay_s(throttled, rate)
    bucket.update(tokens=1 - rate * wait_s, refilled_at_s=now.timestamp())
    return wait_s


def _take(key: BucketKey, now: datetime) -> bool:
    # Raw, because check and take must be one statement on the row itself; the ORM would wrap the check in a subquery.
    database = connection()
    sql = _TAKE.format(**_FUNCTIONS[database.vendor])
    with database.cursor() as cursor:
        cursor.execute(sql, key.fields() | {"now_s": now.timestamp()})
        return cursor.fetchone() is not None
