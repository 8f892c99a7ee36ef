"""Writes of the feed: append what is new, note what has been taken over."""

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.db.models import F

from kogge_cloud.accounts.models import Registration
from kogge_cloud.feed.errors import SequenceUnknown
from kogge_cloud.feed.models import FeedEntry, FeedOrder
from kogge_cloud.feed.rules import Head, Version, digest_of, is_stale, keep_known_data, may_lack_known_data
from kogge_cloud.infrastructure.database import atomic
from kogge_cloud.infrastructure.secrets import decrypt_packed, encrypt_packed
from kogge_contract.orders import Order

log = structlog.get_logger(__name__)


def append_page(registration_id: int, versions: Iterable[Version], received_at: datetime) -> int:
    """Append the versions whose content is new to the platform's feed and return how many that were.

    Runs in the caller's transaction if there is one. The registration's row stays locked until the commit, so that
    sequence numbers are given in commit order: a reader never steps over an entry that appears later.
    """
    with atomic():
        registration = Registration.objects.select_for_update().get(pk=registration_id)
        draft = _Draft(registration, received_at)
        draft.load_heads(versions := list(versions))
        for version in versions:
            draft.add(version)
        draft.write()
    return len(draft.entries)


def acknowledge(registration: Registration, sequence: int) -> None:
    """Note that everything up to `sequence` was taken over for good; never goes back. Raises SequenceUnknown."""
    known = Registration.objects.filter(pk=registration.pk)
    if known.filter(feed_head__lt=sequence).exists():
        message = f"The feed of platform “{registration.name}” ends before {sequence}."
        raise SequenceUnknown(message)
    known.filter(acknowledged_sequence__lt=sequence).update(acknowledged_sequence=sequence)


def note_taken(registration: Registration, sequence: int) -> None:
    """Note up to where the feed was taken over for good, before anything is added to it.

    A feed that ends before was restored from a backup. What is added would get numbers that its reader has behind him,
    and be lost: the feed goes on after them, and offers again what it does not know to be taken.
    """
    with atomic():
        held = Registration.objects.select_for_update().get(pk=registration.pk)
        if held.feed_head < sequence:
            _go_on_after(held, sequence)
        if held.acknowledged_sequence < sequence:
            held.acknowledged_sequence = sequence
            held.save(update_fields=["acknowledged_sequence"])


def _go_on_after(held: Registration, sequence: int) -> None:
    """Give everything that is not known to be taken a number beyond `sequence`, all by the same step."""
    step = sequence - held.acknowledged_sequence
    for model in (FeedEntry, FeedOrder):
        of_feed = model.objects.filter(tenant_id=held.tenant_id, registration=held)
        of_feed.filter(sequence__gt=held.acknowledged_sequence).update(sequence=F("sequence") + step)
    log.warning("feed.restored", platform=str(held.reference), head=held.feed_head, taken=sequence)
    held.feed_head += step
    held.save(update_fields=["feed_head"])


class _Draft:
    """The entries of one append, built under the registration's lock."""

    def __init__(self, registration: Registration, received_at: datetime) -> None:
        self.registration = registration
        self.received_at = received_at
        self.heads: dict[str, Head] = {}
        self.entries: list[FeedEntry] = []
        self._changed: set[str] = set()

    def load_heads(self, versions: list[Version]) -> None:
        references = {version.order_reference for version in versions}
        rows = FeedOrder.objects.filter(
            tenant_id=self.registration.tenant_id,
            registration=self.registration,
            order_reference__in=references,
        )
        self.heads = {row.order_reference: Head(row.digest, row.sequence, row.order_updated_at) for row in rows}

    def add(self, version: Version) -> None:
        head = self.heads.get(version.order_reference)
        if is_stale(version, head):
            return
        content = version.content
        if head is not None and isinstance(content, Order) and may_lack_known_data(content):
            content = self._with_known_data(content, head)
            version = Version(version.order_reference, content, version.raw, version.raw_digest)
        digest = digest_of(version)
        if head is not None and head.digest == digest:
            self._note_time(version, head)
            return
        self.registration.feed_head += 1
        sequence = self.registration.feed_head
        self.entries.append(
            FeedEntry(
                tenant_id=self.registration.tenant_id,
                registration=self.registration,
                sequence=sequence,
                order_reference=version.order_reference,
                digest=digest,
                received_at=self.received_at,
                problem_code="" if isinstance(content, Order) else content.code,
                payload_encrypted=encrypt_packed(content.model_dump_json().encode()),
                raw_encrypted=encrypt_packed(version.raw),
            )
        )
        self.heads[version.order_reference] = Head(digest, sequence, version.updated_at)
        self._changed.add(version.order_reference)

    def _note_time(self, version: Version, head: Head) -> None:
        """Note a later time of the same content: by it an answer that was overtaken, or a change missed, is known."""
        if version.updated_at and (head.updated_at is None or version.updated_at > head.updated_at):
            self.heads[version.order_reference] = Head(head.digest, head.sequence, version.updated_at)
            self._changed.add(version.order_reference)

    def write(self) -> None:
        if not self._changed:
            return
        FeedEntry.objects.bulk_create(self.entries)
        heads = [self._head_row(reference) for reference in sorted(self._changed)]
        FeedOrder.objects.bulk_create(
            heads,
            update_conflicts=True,
            unique_fields=["tenant", "registration", "order_reference"],
            update_fields=["digest", "sequence", "order_updated_at"],
        )
        if self.entries:
            self.registration.save(update_fields=["feed_head"])

    def _head_row(self, reference: str) -> FeedOrder:
        head = self.heads[reference]
        return FeedOrder(
            tenant_id=self.registration.tenant_id,
            registration=self.registration,
            order_reference=reference,
            digest=head.digest,
            sequence=head.sequence,
            order_updated_at=head.updated_at,
        )

    def _with_known_data(self, newer: Order, head: Head) -> Order:
        earlier = next((entry for entry in self.entries if entry.sequence == head.sequence), None)
        if earlier is None:
            earlier = FeedEntry.objects.get(
                tenant_id=self.registration.tenant_id, registration=self.registration, sequence=head.sequence
            )
        if earlier.problem_code:
            return newer
        return keep_known_data(newer, Order.model_validate_json(decrypt_packed(earlier.payload_encrypted)))
