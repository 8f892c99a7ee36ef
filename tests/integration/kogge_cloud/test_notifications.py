"""Amazon tells of changes: the subscription set up at the Emulator, the queue read, and what is due because of it."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from kogge_cloud.accounts.models import Registration
from kogge_cloud.amazon.models import QuotaBucket
from kogge_cloud.hints.models import Hint
from kogge_cloud.infrastructure.settings import database_alias
from kogge_cloud.notifications import receiving
from kogge_cloud.notifications.errors import QueueUnreachable
from kogge_cloud.notifications.models import Subscription
from kogge_cloud.notifications.queries import list_due_work
from kogge_cloud.notifications.receiving import receive, run
from kogge_cloud.site.embedding import cloud
from kogge_contract.notifications import DueWork, NotificationState
from tests.emulators import RunningEmulator, running_emulator
from tests.integration.kogge_cloud.conftest import DATABASES, Caller
from tests.integration.kogge_cloud.test_emulator import DEMO_ACCOUNT, authorized, point_to, truth
from tests.queues import DUMMY_CREDENTIALS, RunningQueue, running_queue

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

SELLER = DEMO_ACCOUNT["seller_reference"]
VISIBILITY_S = 1


@pytest.fixture(scope="module")
def queue() -> Iterator[RunningQueue]:
    with running_queue() as running:
        yield running


@pytest.fixture(scope="module")
def emulator(queue: RunningQueue) -> Iterator[RunningEmulator]:
    arguments = ("--orders", "5", "--seed", "5", "--quota", "100000", "--sqs-endpoint", queue.endpoint_url)
    with running_emulator(*arguments) as running:
        yield running


@pytest.fixture
def platform(
    caller: Caller,
    emulator: RunningEmulator,
    queue: RunningQueue,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """An authorized platform of a Cloud with a queue: messages that nobody deletes come again after a second."""
    for name, value in DUMMY_CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    settings.KOGGE_CLOUD_SQS_QUEUE_ARN = queue.queue_arn
    settings.KOGGE_CLOUD_SQS_ENDPOINT_URL = queue.endpoint_url
    point_to(settings, emulator.url)
    while count_left(queue):
        receive(now, 1)
    queue.client.set_queue_attributes(QueueUrl=queue.queue_url, Attributes={"VisibilityTimeout": str(VISIBILITY_S)})
    return authorized(caller)


def now() -> datetime:
    return datetime.now(UTC)


def switch(caller: Caller, platform: str, *, enabled: bool = True) -> NotificationState:
    return NotificationState.model_validate(
        caller.ask("PUT", f"/platforms/{platform}/notifications", json={"enabled": enabled})
    )


def look(caller: Caller, platform: str) -> NotificationState:
    return NotificationState.model_validate(caller.ask("GET", f"/platforms/{platform}/notifications"))


def due_work(caller: Caller) -> list[DueWork]:
    return [DueWork.model_validate(each) for each in caller.ask("GET", "/due-work")]


def message(subscription_id: str, order: str = "302-0000000-0000001", seller: str = SELLER) -> str:
    change = {"SellerId": seller, "AmazonOrderId": order, "OrderChangeTrigger": {"TimeOfOrderChange": None}}
    body = {
        "NotificationType": "ORDER_CHANGE",
        "EventTime": "2026-11-23T11:59:00.000Z",
        "Payload": {"OrderChangeNotification": change},
        "NotificationMetadata": {"SubscriptionId": subscription_id, "NotificationId": "n-1"},
    }
    return json.dumps(body)


def send(queue: RunningQueue, *texts: str) -> None:
    for text in texts:
        queue.client.send_message(QueueUrl=queue.queue_url, MessageBody=text)


def count_left(queue: RunningQueue) -> int:
    """Return how many messages are in the queue, those that somebody is reading included."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    answer = queue.client.get_queue_attributes(QueueUrl=queue.queue_url, AttributeNames=names)
    return sum(int(value) for value in answer["Attributes"].values())


def subscription_id() -> str:
    return Subscription.objects.get().subscription_id


def change_an_order(emulator: RunningEmulator) -> str:
    """Have one more order placed, and return its number."""
    before = set(truth(emulator.url))
    httpx.post(f"{emulator.url}/emulator/generate", json={"count": 1}).raise_for_status()
    [fresh] = set(truth(emulator.url)) - before
    return fresh


def test_a_changed_order_becomes_a_hint(
    caller: Caller, platform: str, queue: RunningQueue, emulator: RunningEmulator
) -> None:
    assert look(caller, platform) == NotificationState(progress="off", available=True)
    state = switch(caller, platform)
    assert (state.progress, state.problem, state.received) == ("on", None, 0)
    wanted = change_an_order(emulator)
    assert receive(now, 10) == 1
    hint = Hint.objects.get()
    assert (hint.order_reference, hint.read_at) == (wanted, None)
    state = look(caller, platform)
    assert (state.received, state.waiting_orders) == (1, 1)
    assert state.last_received_at is not None
    assert count_left(queue) == 0
    assert receive(now, 0) == 0


def test_switching_on_twice_uses_what_is_there(caller: Caller, platform: str) -> None:
    switch(caller, platform)
    first = Subscription.objects.values().get()
    # As if the Cloud had been killed before it noted what Amazon answered.
    Subscription.objects.update(destination_id="", subscription_id="", progress="off")
    assert switch(caller, platform).progress == "on"
    again = Subscription.objects.values().get()
    assert first["subscription_id"]
    assert all(again[name] == first[name] for name in ("id", "destination_id", "subscription_id"))


def test_switched_off_nothing_comes(caller: Caller, platform: str, emulator: RunningEmulator) -> None:
    switch(caller, platform)
    state = switch(caller, platform, enabled=False)
    assert (state.progress, state.problem) == ("off", None)
    assert subscription_id() == ""
    change_an_order(emulator)
    assert receive(now, 1) == 0
    assert switch(caller, platform, enabled=False).progress == "off"
    assert switch(caller, platform).progress == "on"


def test_another_queue_takes_the_subscription_along(
    caller: Caller, platform: str, queue: RunningQueue, settings: Settings
) -> None:
    switch(caller, platform)
    first = subscription_id()
    settings.KOGGE_CLOUD_SQS_QUEUE_ARN = f"{queue.queue_arn}-new"
    state = look(caller, platform)
    assert state.problem is not None
    assert (state.progress, state.problem.code) == ("failed", "queue_changed")
    assert [work.is_notified for work in due_work(caller)] == [False]
    assert switch(caller, platform).progress == "on"
    assert subscription_id() != first
    # What nobody here set up is left alone, and said to be there.
    Subscription.objects.update(subscription_id="somebody-else")
    settings.KOGGE_CLOUD_SQS_QUEUE_ARN = queue.queue_arn
    state = switch(caller, platform)
    assert state.problem is not None
    assert (state.progress, state.problem.code) == ("failed", "subscribed_elsewhere")
    settings.KOGGE_CLOUD_SQS_QUEUE_ARN = f"{queue.queue_arn}-new"
    switch(caller, platform)
    assert switch(caller, platform, enabled=False).progress == "off"


def test_without_a_queue_it_is_refused(caller: Caller, platform: str, settings: Settings) -> None:
    settings.KOGGE_CLOUD_SQS_QUEUE_ARN = ""
    assert look(caller, platform) == NotificationState(progress="off", available=False)
    problem = caller.ask("PUT", f"/platforms/{platform}/notifications", 409, json={"enabled": True})
    assert problem["code"] == "notifications_unavailable"
    assert "KOGGE_SQS_QUEUE_ARN" in problem["message"]
    assert switch(caller, platform, enabled=False).progress == "off"
    run(threading.Event())


def test_what_amazon_refuses_is_told_and_tried_again(
    caller: Caller, platform: str, emulator: RunningEmulator, settings: Settings
) -> None:
    point_to(settings, "http://127.0.0.1:9")
    state = switch(caller, platform)
    assert state.problem is not None
    assert (state.progress, state.problem.code, state.problem.permanent) == ("failed", "platform_unavailable", False)
    assert [work.is_notified for work in due_work(caller)] == [False]
    point_to(settings, emulator.url)
    state = switch(caller, platform)
    assert (state.progress, state.problem) == ("on", None)


def test_being_told_twice_is_harmless(caller: Caller, platform: str, queue: RunningQueue) -> None:
    switch(caller, platform)
    send(queue, *[message(subscription_id())] * 3)
    received = 0
    while received < 3:
        received += receive(now, 5)
    assert Hint.objects.count() == 1
    assert look(caller, platform).received == 3
    assert count_left(queue) == 0


def test_killed_between_reading_and_deleting(
    caller: Caller, platform: str, queue: RunningQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch(caller, platform)
    send(queue, message(subscription_id()))

    def die(_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(receiving, "delete_messages", die)
        with pytest.raises(KeyboardInterrupt):
            receive(now, 5)
    assert (Hint.objects.count(), count_left(queue)) == (1, 1)
    time.sleep(VISIBILITY_S)
    assert receive(now, 5) == 1
    assert (Hint.objects.count(), count_left(queue)) == (1, 0)


def test_a_hint_that_could_not_be_kept_comes_again(
    caller: Caller, platform: str, queue: RunningQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch(caller, platform)
    send(queue, message(subscription_id()))

    def die(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(receiving, "note_hints", die)
        with pytest.raises(KeyboardInterrupt):
            receive(now, 5)
    assert (Hint.objects.count(), count_left(queue)) == (0, 1)
    time.sleep(VISIBILITY_S)
    receive(now, 5)
    assert (Hint.objects.count(), count_left(queue)) == (1, 0)


def test_junk_and_foreign_messages_are_counted_and_deleted(
    caller: Caller, platform: str, queue: RunningQueue, caplog: pytest.LogCaptureFixture
) -> None:
    switch(caller, platform)
    known = subscription_id()
    send(
        queue,
        "secret junk",
        '{"NotificationType": "PRICING_HEALTH"}',
        message("nobody"),
        message(""),
        message(known, seller="A9SOMEBODYELSE"),
        message(known, order="302-0000000-0000002"),
    )
    received = 0
    with caplog.at_level(logging.WARNING, "kogge_cloud"):
        while received < 6:
            received += receive(now, 5)
    assert [hint.order_reference for hint in Hint.objects.all()] == ["302-0000000-0000002"]
    assert count_left(queue) == 0
    assert "unreadable" in caplog.text
    assert "unknown_type" in caplog.text
    assert "foreign" in caplog.text
    assert not any(word in caplog.text for word in ("secret", "A9SOMEBODYELSE", "302-"))


def test_whoever_only_names_the_seller_hears_nothing(caller: Caller, platform: str, queue: RunningQueue) -> None:
    switch(caller, platform)
    other = Caller(caller.http).sign_in("Eine andere Werft")
    authorized(other)
    send(queue, message(subscription_id()))
    assert receive(now, 5) == 1
    assert Hint.objects.get().registration.reference.hex == platform.replace("-", "")


def test_two_accounts_with_one_seller_both_hear(
    caller: Caller, platform: str, queue: RunningQueue, emulator: RunningEmulator
) -> None:
    switch(caller, platform)
    other = Caller(caller.http).sign_in("Eine andere Werft")  # The caller's client is the other's from here on.
    second = authorized(other)
    assert switch(other, second).progress == "on"
    send(queue, message(Subscription.objects.values_list("subscription_id", flat=True)[0]))
    assert receive(now, 5) == 1
    assert Hint.objects.values("tenant").distinct().count() == 2
    # Amazon counts the calls of both together: so do we.
    assert QuotaBucket.objects.filter(operation="getSubscription").count() == 1
    # One of them may go without taking the subscription from the other.
    switch(other, second, enabled=False)
    order = change_an_order(emulator)
    assert receive(now, 10) == 1
    assert Hint.objects.filter(order_reference=order).count() == 1


def test_a_queue_that_is_gone_is_told(platform: str, queue: RunningQueue, settings: Settings) -> None:
    assert platform
    settings.KOGGE_CLOUD_SQS_QUEUE_ARN = f"{queue.queue_arn}-gone"
    with pytest.raises(QueueUnreachable, match="KOGGE_SQS_QUEUE_ARN"):
        receive(now, 0)
    settings.KOGGE_CLOUD_SQS_QUEUE_ARN = queue.queue_arn
    settings.KOGGE_CLOUD_SQS_ENDPOINT_URL = "http://127.0.0.1:9"
    with pytest.raises(QueueUnreachable, match="could not be reached"):
        receive(now, 0)


def test_listening_goes_on_after_trouble(
    caller: Caller, platform: str, queue: RunningQueue, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    switch(caller, platform)
    send(queue, message(subscription_id()))
    settings.KOGGE_CLOUD_SQS_ENDPOINT_URL = "http://127.0.0.1:9"
    stop = threading.Event()
    listener = threading.Thread(target=cloud.listen, args=(stop,))
    with caplog.at_level(logging.WARNING, "kogge_cloud"):
        listener.start()
        try:
            wait_for(lambda: "receiving failed" in caplog.text)
            settings.KOGGE_CLOUD_SQS_ENDPOINT_URL = queue.endpoint_url
            wait_for(Hint.objects.exists)
        finally:
            stop.set()
            listener.join(30)
    assert not listener.is_alive()


def wait_for(condition: Any) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_is_due(caller: Caller, platform: str, queue: RunningQueue) -> None:
    caller.register("Not authorized")
    [work] = due_work(caller)
    assert (work.platform, work.is_notified, work.head, work.hinted) == (platform, False, 0, False)
    assert work.listing_due_at <= now()
    switch(caller, platform)
    send(queue, message(subscription_id()))
    receive(now, 5)
    listed_until = now().replace(microsecond=0) - timedelta(minutes=2)
    Registration.objects.filter(reference=platform).update(listed_until=listed_until, feed_head=7)
    [work] = due_work(caller)
    assert (work.is_notified, work.head, work.hinted) == (True, 7, True)
    assert work.listing_due_at == listed_until + timedelta(minutes=15)
    assert due_work(Caller(caller.http).sign_in("Eine andere Werft")) == []


def test_many_platforms_cost_as_many_queries_as_one(caller: Caller, platform: str) -> None:
    tenant_id = Registration.objects.get(reference=platform).tenant_id

    def count_queries() -> int:
        with CaptureQueriesContext(connections[database_alias()]) as queries:
            list_due_work(tenant_id, now())
        return len(queries)

    one = count_queries()
    for number in range(5):
        reference = caller.register(f"Amazon {number}")
        account = DEMO_ACCOUNT | {"seller_reference": f"A{number}"}
        caller.ask("PUT", f"/platforms/{reference}/authorization", json=account)
    assert len(due_work(caller)) == 6
    assert count_queries() == one


def test_a_listing_in_vain_is_not_asked_for_again_at_once(caller: Caller, platform: str, settings: Settings) -> None:
    caller.ask("PUT", f"/platforms/{platform}/authorization", json=DEMO_ACCOUNT | {"client_secret": "wrong"})
    caller.ask("POST", f"/platforms/{platform}/fetches", 201, json={"reference": "f"})
    caller.ask("POST", f"/platforms/{platform}/fetches/f/advance")
    settings.KOGGE_CLOUD_SQS_QUEUE_ARN = ""
    # The new credentials may be good again.
    caller.ask("PUT", f"/platforms/{platform}/authorization", json=DEMO_ACCOUNT)
    [work] = due_work(caller)
    assert work.listing_due_at > now() + timedelta(seconds=30)
