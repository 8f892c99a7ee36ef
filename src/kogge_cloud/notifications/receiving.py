"""The queue's reader: what platforms tell becomes hints, kept before the messages are deleted."""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from threading import Event

from django.db import DatabaseError, close_old_connections
from django.db.models import F

from kogge_cloud.errors import CloudError
from kogge_cloud.hints.services import note_hints
from kogge_cloud.infrastructure.database import atomic, connection
from kogge_cloud.infrastructure.waits import retry_delay_s
from kogge_cloud.notifications.models import Subscription
from kogge_cloud.notifications.queue import delete_messages, is_configured, receive_messages
from kogge_cloud.notifications.rules import Dropped, OrderChange, change_time, read_message

WAIT_S = 10
"""As long as one reading waits for messages; also how long stopping may take."""
MOST_FAILURES = 16

_logger = logging.getLogger(__name__)


def receive(clock: Callable[[], datetime], wait_s: int) -> int:
    """Take up to ten messages from the queue and return how many there were, useful or not.

    The hints are committed before the messages are deleted: whatever happens between comes again, and being told twice
    is harmless. Raises QueueUnreachable, NotificationsUnavailable.
    """
    messages = receive_messages(wait_s)
    read = [read_message(message.text) for message in messages]
    dropped = Counter(each for each in read if isinstance(each, Dropped))
    # The time is taken after the long wait: a hint must not look older than a reading of its order.
    changes = [each for each in read if isinstance(each, OrderChange)]
    dropped[Dropped.FOREIGN] += len(changes) - _note_changes(changes, clock())
    undeleted = delete_messages(messages)
    _tell(+dropped, undeleted)
    return len(messages)


def run(stop: Event, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
    """Receive until `stop` is set, waiting longer and longer while something is wrong; without a queue return."""
    if not is_configured():
        _logger.info("no queue is configured: platforms cannot tell of changes")
        return
    try:
        _receive_until(stop, clock)
    finally:
        connection().close()


def _receive_until(stop: Event, clock: Callable[[], datetime]) -> None:
    failures = 0
    while not stop.is_set():
        try:
            receive(clock, WAIT_S)
            failures = 0
        except CloudError as error:
            failures = min(failures + 1, MOST_FAILURES)
            _logger.warning("receiving failed: %s", error.message)
        except DatabaseError as error:
            failures = min(failures + 1, MOST_FAILURES)
            _logger.warning("receiving failed: the database is not available (%s)", type(error).__name__)
        finally:
            close_old_connections()
        if failures:
            stop.wait(retry_delay_s(failures))


def _note_changes(changes: Iterable[OrderChange], now: datetime) -> int:
    """Note the changes at the platforms they belong to, and return how many belonged to any."""
    by_subscription: defaultdict[tuple[str, str], list[OrderChange]] = defaultdict(list)
    for change in changes:
        by_subscription[change.subscription_id, change.seller_reference].append(change)
    noted = 0
    for (subscription_id, seller_reference), belonging in by_subscription.items():
        # By the subscription, too: anybody may have entered this seller, but only he could subscribe in his name.
        subscriptions = Subscription.objects.exclude(subscription_id="").filter(
            subscription_id=subscription_id, registration__seller_reference=seller_reference
        )
        known = list(subscriptions.order_by("registration_id"))
        for subscription in known:
            _note_platform(subscription, belonging, now)
        noted += len(belonging) if known else 0
    return noted


def _note_platform(subscription: Subscription, changes: list[OrderChange], now: datetime) -> None:
    hints = [(change.order_reference, change_time(change, now)) for change in changes]
    with atomic():
        note_hints(subscription.registration_id, hints, now)
        Subscription.objects.filter(pk=subscription.pk).update(
            received=F("received") + len(changes), last_received_at=now
        )


def _tell(dropped: "Counter[Dropped]", undeleted: int) -> None:
    if dropped:
        counts = ", ".join(f"{count} {reason}" for reason, count in sorted(dropped.items()))
        _logger.warning("messages of no use were deleted: %s", counts)
    if undeleted:
        _logger.warning("%d messages could not be deleted and will come again", undeleted)
