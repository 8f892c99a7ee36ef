"""Reads of the feed."""

import json
from datetime import UTC, datetime

from django.db.models import QuerySet

from kogge_cloud.accounts.models import Registration
from kogge_cloud.feed.errors import OrderUnknown
from kogge_cloud.feed.models import FeedEntry, FeedOrder
from kogge_cloud.infrastructure.secrets import decrypt_packed

MAX_PAGE = 500

_COLUMNS = ("sequence", "order_reference", "digest", "received_at", "problem_code", "payload_encrypted")
_Row = tuple[int, str, str, datetime, str, bytes]


def read_page(registration: Registration, after: int, limit: int) -> bytes:
    """Return the JSON of a FeedPage: up to `limit` (at most MAX_PAGE) versions after the sequence, oldest first.

    The stored payloads go into the answer as they are: they were validated when they were written.
    """
    rows: list[_Row] = list(
        _entries(registration)
        .filter(sequence__gt=after)
        .order_by("sequence")
        .values_list(*_COLUMNS)[: min(limit, MAX_PAGE)]
    )
    next_after = rows[-1][0] if rows else after
    # Read after the rows: a head that is too new only makes the reader ask again, one too old would end it early.
    head = Registration.objects.values_list("feed_head", flat=True).get(pk=registration.pk)
    body = b",".join(_render_entry(row) for row in rows)
    return b'{"entries":[%b],"next_after":%d,"head":%d}' % (body, next_after, head)


def read_latest(registration: Registration, order_reference: str) -> bytes:
    """Return the JSON of the newest FeedEntry of an order. Raises OrderUnknown."""
    row: _Row = _entries(registration).values_list(*_COLUMNS).get(sequence=_newest(registration, order_reference))
    return _render_entry(row)


def read_raw(registration: Registration, order_reference: str) -> bytes:
    """Return what the platform sent as the newest version of an order, as it came. Raises OrderUnknown."""
    sequence = _newest(registration, order_reference)
    raw = _entries(registration).values_list("raw_encrypted", flat=True).get(sequence=sequence)
    return decrypt_packed(raw)


def _newest(registration: Registration, order_reference: str) -> int:
    head = FeedOrder.objects.filter(
        tenant_id=registration.tenant_id, registration=registration, order_reference=order_reference
    ).first()
    if head is None:
        message = f"The feed of platform “{registration.name}” has no order {order_reference}."
        raise OrderUnknown(message)
    return head.sequence


def _entries(registration: Registration) -> QuerySet[FeedEntry]:
    return FeedEntry.objects.filter(tenant_id=registration.tenant_id, registration=registration)


def _render_entry(row: _Row) -> bytes:
    sequence, order_reference, digest, received_at, problem_code, payload = row
    return b'{"sequence":%d,"order_reference":%b,"digest":"%b","received_at":"%b",%b:%b}' % (
        sequence,
        json.dumps(order_reference).encode(),
        digest.encode(),
        received_at.astimezone(UTC).isoformat().encode(),
        b'"problem"' if problem_code else b'"order"',
        decrypt_packed(payload),
    )


def list_newest_changes(registration: Registration, count: int) -> list[datetime]:
    """Return the platform's times (UTC) of the latest changes up to what is known to be listed, newest first."""
    changes = FeedOrder.objects.filter(registration=registration, order_updated_at__lte=registration.listed_until)
    newest = changes.order_by("-order_updated_at").values_list("order_updated_at", flat=True)[:count]
    return [changed_at for changed_at in newest if changed_at]
