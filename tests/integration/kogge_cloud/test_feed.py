"""The feed under several writers, and quotas under several callers."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kogge_cloud.accounts.models import Registration, Tenant
from kogge_cloud.accounts.services import register_platform
from kogge_cloud.amazon.mapping import read_version
from kogge_cloud.amazon.quotas import BucketKey, note_answer, note_throttling, take_token
from kogge_cloud.amazon.rules import GET_ORDER
from kogge_cloud.feed.models import FeedEntry, FeedOrder
from kogge_cloud.feed.queries import read_latest, read_page
from kogge_cloud.feed.rules import Version
from kogge_cloud.feed.services import acknowledge, append_page, note_taken
from kogge_cloud.infrastructure.secrets import decrypt_packed
from kogge_contract.feed import FeedPage
from kogge_contract.messages import NewPlatform
from tests.integration.kogge_cloud.conftest import DATABASES, Caller
from tests.unit.kogge_cloud.payloads import order

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def registration() -> Registration:
    tenant = Tenant.objects.create(name="Werft", created_at=NOW)
    return register_platform(tenant.pk, NewPlatform(kind="amazon", name="A", region="EU", marketplaces=()), NOW)


def versions(*numbers: int) -> list[Version]:
    return [read_version(order(orderId=f"302-0000000-{number:07}")) for number in numbers]


def read(registration: Registration, after: int = 0, limit: int = 500) -> FeedPage:
    return FeedPage.model_validate_json(read_page(registration, after, limit))


def test_pages_follow_one_another(registration: Registration) -> None:
    append_page(registration.pk, versions(*range(5)), NOW)
    first = read(registration, limit=3)
    assert ([entry.sequence for entry in first.entries], first.next_after, first.head) == ([1, 2, 3], 3, 5)
    rest = read(registration, first.next_after, limit=3)
    assert ([entry.sequence for entry in rest.entries], rest.next_after) == ([4, 5], 5)
    nothing = read(registration, rest.next_after)
    assert (nothing.entries, nothing.next_after, nothing.head) == ((), 5, 5)


def test_an_entry_is_what_was_mapped_and_keeps_what_came(registration: Registration) -> None:
    (version,) = versions(1)
    append_page(registration.pk, [version], NOW)
    (entry,) = read(registration).entries
    assert entry.order == version.content
    assert entry.received_at == NOW
    raw = json.loads(decrypt_packed(FeedEntry.objects.get().raw_encrypted))
    assert raw == order(orderId="302-0000000-0000001")


def test_references_are_escaped(registration: Registration) -> None:
    strange = 'a"b\\c/ü\n'
    append_page(registration.pk, [read_version(order(orderId=strange, fulfillment=None))], NOW)
    (entry,) = read(registration).entries
    assert entry.order_reference == strange
    assert entry.problem is not None
    assert json.loads(read_latest(registration, strange))["sequence"] == 1


def test_a_later_time_of_the_same_content_is_noted_without_a_new_version(registration: Registration) -> None:
    append_page(registration.pk, versions(1), NOW)
    later = read_version(order(orderId="302-0000000-0000001", lastUpdatedTime="2026-11-20T10:00:00Z"))
    assert append_page(registration.pk, [later], NOW) == 0
    assert FeedOrder.objects.get().order_updated_at == later.updated_at
    # An answer that was under way meanwhile is older than what is known.
    overtaken = order(orderId="302-0000000-0000001", lastUpdatedTime="2026-11-20T09:30:00Z", programs=["PREORDER"])
    assert append_page(registration.pk, [read_version(overtaken)], NOW) == 0
    assert read(registration).head == 1


def test_feeds_of_two_platforms_do_not_mix(registration: Registration) -> None:
    other = register_platform(
        registration.tenant_id, NewPlatform(kind="amazon", name="B", region="EU", marketplaces=()), NOW
    )
    append_page(registration.pk, versions(1, 2), NOW)
    append_page(other.pk, versions(1), NOW)
    assert [entry.sequence for entry in read(other).entries] == [1]
    assert read(registration).head == 2


def test_writers_at_once_leave_no_holes_and_a_reader_misses_nothing(registration: Registration) -> None:
    writers, pages, size = 4, 10, 7
    done = Event()

    def write(writer: int) -> None:
        try:
            for page in range(pages):
                start = (writer * pages + page) * size
                append_page(registration.pk, versions(*range(start, start + size)), NOW)
        finally:
            connections.close_all()

    def follow() -> list[int]:
        seen: list[int] = []
        try:
            while True:
                finished = done.is_set()
                page = read(registration, seen[-1] if seen else 0, limit=5)
                seen += [entry.sequence for entry in page.entries]
                if finished and not page.entries:
                    return seen
        finally:
            connections.close_all()

    with ThreadPoolExecutor(writers + 1) as pool:
        reader = pool.submit(follow)
        list(pool.map(write, range(writers)))
        done.set()
        assert reader.result() == list(range(1, writers * pages * size + 1))


def test_acknowledgements_never_go_back_nor_beyond_the_end(caller: Caller) -> None:
    reference = caller.register()
    registration = Registration.objects.get(reference=reference)
    append_page(registration.pk, versions(1, 2, 3), NOW)
    path = f"/platforms/{reference}/feed/acknowledgement"
    caller.ask("POST", path, 204, json={"sequence": 2})
    caller.ask("POST", path, 204, json={"sequence": 1})
    assert caller.ask("POST", path, 422, json={"sequence": 4})["code"] == "sequence_unknown"
    registration.refresh_from_db()
    assert registration.acknowledged_sequence == 2
    acknowledge(registration, 3)


def test_a_restored_feed_goes_on_beyond_what_was_taken(registration: Registration) -> None:
    append_page(registration.pk, versions(1, 2, 3), NOW)
    note_taken(registration, 2)
    # After the backup 3, 4 and 5 were taken, too; the restored Cloud does not know, and has an order since.
    append_page(registration.pk, versions(7), NOW)
    note_taken(registration, 5)
    offered = read(registration, after=5)
    assert [(each.sequence, each.order_reference[-1]) for each in offered.entries] == [(6, "3"), (7, "7")]
    append_page(registration.pk, versions(3, 8), NOW)
    assert [each.sequence for each in read(registration, after=7).entries] == [8]
    registration.refresh_from_db()
    assert (registration.feed_head, registration.acknowledged_sequence) == (8, 5)
    assert json.loads(read_latest(registration, "302-0000000-0000003"))["sequence"] == 6


def test_a_feed_that_begins_anew_goes_on_where_its_reader_is(registration: Registration) -> None:
    note_taken(registration, 5_000)
    append_page(registration.pk, versions(1), NOW)
    assert [each.sequence for each in read(registration, after=5_000).entries] == [5_001]


@given(backed_up=st.integers(0, 6), acknowledged=st.integers(0, 6), taken=st.integers(0, 12), since=st.integers(0, 4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whenever_a_feed_is_restored_nothing_is_lost(
    registration: Registration, backed_up: int, acknowledged: int, taken: int, since: int
) -> None:
    with transaction.atomic(using="cloud"):
        append_page(registration.pk, versions(*range(backed_up)), NOW)
        acknowledge(registration, min(acknowledged, backed_up))
        append_page(registration.pk, versions(*range(100, 100 + since)), NOW)
        note_taken(registration, taken)
        append_page(registration.pk, versions(200), NOW)
        offered = {each.order_reference[-3:] for each in read(registration, after=taken).entries}
        transaction.set_rollback(True, using="cloud")
    # Restored or not: what was never offered under a number that the reader has behind him is offered now.
    assert "200" in offered
    if taken > backed_up + since:
        assert offered >= {f"{each:03}" for each in range(100, 100 + since)}
        assert offered >= {f"{each:03}" for each in range(min(acknowledged, backed_up), backed_up)}


def test_the_feed_is_read_over_the_contract(caller: Caller) -> None:
    reference = caller.register()
    append_page(Registration.objects.get(reference=reference).pk, versions(1, 2, 3), NOW)
    page = FeedPage.model_validate(caller.ask("GET", f"/platforms/{reference}/feed?after=1&limit=1"))
    assert ([entry.sequence for entry in page.entries], page.head) == ([2], 3)
    latest = caller.ask("GET", f"/platforms/{reference}/feed/orders/302-0000000-0000003")
    assert latest["sequence"] == 3


def test_a_bucket_grants_its_burst_and_then_its_rate() -> None:
    key = BucketKey.of("app", "seller", GET_ORDER)

    def take_many(_: int) -> int:
        try:
            return sum(take_token(key, NOW) == 0 for _ in range(20))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take_many, range(4))) == 29  # one token is the margin for calls of different speed
    assert take_token(key, NOW) == pytest.approx(2)
    assert take_token(key, NOW + timedelta(seconds=1)) == pytest.approx(1)
    assert take_token(key, NOW + timedelta(seconds=2)) == 0
    assert take_token(key, NOW) > 0  # a clock that goes back refills nothing
    note_answer(key, 10)
    assert take_token(key, NOW + timedelta(seconds=2.4)) == 0
    assert note_throttling(key, NOW + timedelta(hours=1)) == pytest.approx(0.1)
    assert take_token(key, NOW + timedelta(hours=1)) == pytest.approx(0.1)
    assert take_token(key, NOW + timedelta(hours=1, seconds=0.2)) == 0
