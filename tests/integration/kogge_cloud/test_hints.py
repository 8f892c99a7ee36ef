"""Orders that somebody pointed at: read by their numbers, once, and never in the way of the others."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pytest_django import Settings

from kogge_cloud.accounts.models import Registration
from kogge_cloud.amazon.models import QuotaBucket
from kogge_cloud.amazon.rules import READ_AGAIN_AFTER
from kogge_cloud.hints.models import Hint
from kogge_cloud.hints.queries import has_waiting_hints
from kogge_cloud.hints.services import note_attempt, note_hints, note_read, renew_hints
from kogge_contract.messages import FetchState
from tests.emulators import RunningEmulator, running_emulator
from tests.integration.kogge_cloud.conftest import DATABASES, Caller
from tests.integration.kogge_cloud.test_emulator import authorized, point_to, read_feed, truth

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def emulator() -> Any:
    with running_emulator("--orders", "450", "--seed", "5", "--quota", "100000") as running:
        yield running


@pytest.fixture
def registration(caller: Caller, emulator: RunningEmulator, settings: Settings) -> Registration:
    point_to(settings, emulator.url)
    return Registration.objects.get(reference=authorized(caller))


def fetch_hinted(caller: Caller, registration: Registration) -> FetchState:
    path = f"/platforms/{registration.reference}/fetches"
    new = {"reference": str(uuid4()), "hinted_only": True}
    state = FetchState.model_validate(caller.ask("POST", path, 201, json=new))
    while state.progress == "running":
        state = FetchState.model_validate(caller.ask("POST", f"{path}/{state.reference}/advance"))
    return state


def test_hinted_orders_are_read_by_their_numbers_and_nothing_is_listed(
    caller: Caller, registration: Registration, emulator: RunningEmulator
) -> None:
    wanted = sorted(truth(emulator.url))[:3]
    assert note_hints(registration.pk, [(each, NOW) for each in [*wanted, wanted[0]]], NOW) == 3
    assert fetch_hinted(caller, registration).progress == "done"
    entries = read_feed(caller, str(registration.reference))
    assert sorted(entry.order_reference for entry in entries) == wanted
    assert not Hint.objects.filter(read_at=None).exists()
    assert [bucket.operation for bucket in QuotaBucket.objects.all()] == ["getOrder"]
    registration.refresh_from_db()
    assert registration.listed_until is None


def test_an_order_that_cannot_be_read_does_not_stop_the_others(
    caller: Caller, registration: Registration, emulator: RunningEmulator
) -> None:
    known = min(truth(emulator.url))
    hints = [("000-0000000-0000000", NOW - timedelta(hours=1)), (known, NOW)]
    note_hints(registration.pk, hints, NOW)
    assert fetch_hinted(caller, registration).progress == "done"
    assert [entry.order_reference for entry in read_feed(caller, str(registration.reference))] == [known]
    unread = Hint.objects.get(order_reference="000-0000000-0000000")
    assert (unread.attempts, unread.read_at) == (1, None)
    # It rests; meanwhile nothing is due.
    assert not has_waiting_hints(registration.pk, datetime.now(UTC))


def test_an_order_that_is_there_by_its_number_only_later_is_read_then(
    caller: Caller, registration: Registration, emulator: RunningEmulator
) -> None:
    events = f"{emulator.url}/emulator/orders/{min(truth(emulator.url))}/events"
    order = httpx.post(events, json={"event": "touch"}).raise_for_status().json()
    late = f"303-9999999-{uuid4().int % 10**7:07}"
    note_hints(registration.pk, [(late, NOW)], NOW)
    for _ in range(4):
        assert fetch_hinted(caller, registration).progress == "done"
    assert Hint.objects.get(order_reference=late).attempts == 1
    httpx.post(f"{emulator.url}/emulator/orders", json={"orders": [order | {"orderId": late}]}).raise_for_status()
    Hint.objects.filter(order_reference=late).update(retry_at=datetime.now(UTC))
    assert fetch_hinted(caller, registration).progress == "done"
    assert late in {entry.order_reference for entry in read_feed(caller, str(registration.reference))}


def test_what_is_never_there_is_given_up_and_may_be_renewed(registration: Registration) -> None:
    note_hints(registration.pk, [("A", NOW), ("B", NOW)], NOW)
    waits = []
    while hint := Hint.objects.filter(order_reference="A", read_at=None).first():
        note_attempt(registration.pk, hint.order_reference, NOW, READ_AGAIN_AFTER)
        waits.append(Hint.objects.get(pk=hint.pk).retry_at)
    assert waits == [*(NOW + pause for pause in READ_AGAIN_AFTER), None]
    # Told once more of the same change: it was given up for that.
    assert note_hints(registration.pk, [("A", NOW)], NOW) == 0
    renew_hints(registration.pk, ["A", "B"], NOW)
    assert Hint.objects.filter(read_at=None, retry_at=None, attempts=0).count() == 2


@pytest.mark.parametrize("http", ["in-process"], indirect=True)
def test_many_hinted_orders_are_listed(caller: Caller, registration: Registration, emulator: RunningEmulator) -> None:
    references = sorted(truth(emulator.url))
    note_hints(registration.pk, [(each, NOW - timedelta(days=400)) for each in references], NOW)
    state = fetch_hinted(caller, registration)
    assert (state.progress, state.pages) == ("done", 5)
    assert {entry.order_reference for entry in read_feed(caller, str(registration.reference))} == set(references)
    assert not Hint.objects.filter(read_at=None).exists()


def test_a_later_change_goes_on_waiting(registration: Registration) -> None:
    note_hints(registration.pk, [("A", NOW), ("B", NOW)], NOW)
    note_read(registration.pk, {"A": NOW, "B": NOW - timedelta(minutes=1)}, NOW)
    assert list(Hint.objects.filter(read_at=None).values_list("order_reference", flat=True)) == ["B"]
    # Told again of what was read: nothing. Told of something newer: it waits again.
    assert note_hints(registration.pk, [("A", NOW)], NOW) == 0
    assert note_hints(registration.pk, [("A", NOW + timedelta(seconds=5))], NOW) == 1
    # Asked for by its number after the hint was noted: whatever time the message told.
    note_read(registration.pk, {"A": NOW - timedelta(days=1)}, NOW, asked_at=NOW)
    assert not Hint.objects.filter(order_reference="A", read_at=None).exists()


def test_a_hinted_fetch_has_no_other_wishes(caller: Caller, registration: Registration) -> None:
    new = {"reference": "f", "hinted_only": True, "backfill": True}
    problem = caller.ask("POST", f"/platforms/{registration.reference}/fetches", 422, json=new)
    assert problem["code"] == "fetch_contradictory"
