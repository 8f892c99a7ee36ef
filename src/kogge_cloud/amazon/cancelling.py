"""Cancels orders at Amazon: those that wait go together into one feed; each is proven by looking at the order."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.values import Refusal, Wait
from kogge_cloud.amazon import feeds
from kogge_cloud.amazon.cancelling_rules import read_report, write_file
from kogge_cloud.amazon.feed_rules import UNFINISHED
from kogge_cloud.amazon.handing_in import PASSED, HandIn, advance
from kogge_cloud.amazon.models import CancellationFeed
from kogge_cloud.delivery.models import Shipment
from kogge_cloud.delivery.queries import read_content, read_standing
from kogge_cloud.delivery.rules import note_acceptance, note_refusal
from kogge_cloud.delivery.services import judge, record_turn, refuse
from kogge_cloud.feed.errors import OrderUnknown
from kogge_cloud.infrastructure.database import atomic
from kogge_contract.orders import OrderStatus
from kogge_contract.platforms import CancelReason
from kogge_contract.shipments import NO_PARCEL, ShipmentProgress

AT_ONCE = 1000
"""So many orders a feed cancels."""
TOLD = (
    "progress", "attempts", "sent_at", "accepted_at", "failures", "retry_at", "waiting_for", "problem_code",
    "problem_message", "problem_is_permanent",
)  # fmt: skip
"""What is known of a feed is known of each of its orders."""


def advance_cancellation(shipment: Shipment, now: datetime) -> Wait | None:
    """Make the next call of the feed that an order's cancellation is in, or put it into one, with all that wait.

    None once Amazon has worked the feed off: then the order is looked at. None, too, while the feed of orders does not
    know it: then it is fetched first.
    """
    if shipment.batch is None:
        if shipment.progress != ShipmentProgress.QUEUED:
            return None
        _gather(shipment, now)
        shipment.refresh_from_db()
        if shipment.batch is None:
            return None if shipment.progress == ShipmentProgress.QUEUED else Wait()
    feed = CancellationFeed.objects.select_related("registration").get(pk=shipment.batch)
    return advance(_Cancelling(feed), now) if feed.progress in UNFINISHED else None


class _Cancelling(HandIn[CancellationFeed]):
    """A flat file that names the orders."""

    feed_type = feeds.CANCELLATION_FEED
    wait_for_earlier = "earlier_cancellation"

    def find_marketplace(self) -> str:
        """Return the marketplace of all its orders."""
        return self.row.marketplace_reference

    def write_document(self) -> bytes:
        """Return the flat file."""
        contents = map(read_content, self._members())
        return write_file((each.order_reference, each.cancel_reason or CancelReason.MERCHANT) for each in contents)

    def record(self, **changes: Any) -> bool:  # noqa: ANN401 - columns of any kind
        """Write what follows from an answer to the feed, and to each of its orders."""
        told = {name: value for name, value in changes.items() if name in TOLD}
        with atomic():
            if not super().record(**changes):
                return False
            self._members().update(revision=F("revision") + 1, lease_until=None, **told)
        return True

    def take_report(self, report: str, now: datetime) -> None:
        """Note which orders Amazon refused, in its words; what it shows decides about all of them."""
        members = list(self._members())
        verdict = read_report(report, [each.order_reference for each in members])
        with atomic():
            if not HandIn.record(self, progress=ShipmentProgress.VERIFIED, verified_at=now, **PASSED):
                return
            for member in members:
                standing = read_standing(member)
                words = verdict.refused.get(member.order_reference) or verdict.others
                accepted = note_acceptance(standing, first_look_s=0)
                record_turn(
                    member, note_refusal(accepted.standing, words, may_be_there=True) if words else accepted, now
                )

    def _members(self) -> QuerySet[Shipment]:
        rows = Shipment.objects.filter(registration_id=self.row.registration_id, batch=self.row.pk)
        return rows.filter(package_number=NO_PARCEL).select_related("registration").order_by("pk")


def _gather(shipment: Shipment, now: datetime) -> None:
    """Put a cancellation into a new feed, with all of its marketplace that wait; what cannot be sent is refused."""
    with atomic():
        registration = Registration.objects.select_for_update().get(pk=shipment.registration_id)
        waiting = Shipment.objects.filter(
            registration=registration, package_number=NO_PARCEL, progress=ShipmentProgress.QUEUED, batch=None
        )
        rows = waiting.select_related("registration").order_by("pk")
        together = [*rows.filter(pk=shipment.pk), *rows.exclude(pk=shipment.pk)[: AT_ONCE - 1]]
        ready = dict(_judge(together, now))
        marketplace = ready.get(shipment.pk)
        if marketplace is None:
            return
        feed = CancellationFeed.objects.create(
            tenant_id=registration.tenant_id,
            registration=registration,
            marketplace_reference=marketplace,
            progress=ShipmentProgress.QUEUED,
            created_at=now,
        )
        members = [pk for pk, of_order in ready.items() if of_order == marketplace]
        Shipment.objects.filter(pk__in=members).update(batch=feed.pk)


def _judge(rows: Sequence[Shipment], now: datetime) -> Iterator[tuple[int, str]]:
    """Return key and marketplace of what can be cancelled, one cancellation an order; end the others."""
    seen = set()
    for row in rows:
        if row.order_reference in seen:
            continue
        seen.add(row.order_reference)
        order = judge(row, read_content(row), now)
        if isinstance(order, Refusal) and order.code == OrderUnknown.code:
            continue
        if isinstance(order, Refusal):
            refuse(row, order)
        elif order.status is OrderStatus.CANCELLED:
            record_turn(row, note_acceptance(read_standing(row), first_look_s=0), now)
        else:
            yield row.pk, order.marketplace.reference
