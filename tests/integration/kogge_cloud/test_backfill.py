"""A backfill at Amazon's own quotas, in the Emulator's virtual time: pages, a report, single orders, never a 429."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pytest_django import Settings

from kogge_cloud.accounts.models import Registration
from kogge_cloud.amazon.models import Audit, Fetch, QuotaBucket, ReportedOrder
from kogge_cloud.amazon.queries import get_fetch
from kogge_cloud.amazon.services import advance_fetch, start_fetch
from kogge_cloud.feed.models import FeedEntry, FeedOrder
from kogge_contract.messages import FetchState, NewFetch
from tests.emulators import RunningEmulator, running_emulator
from tests.integration.kogge_cloud.conftest import DATABASES, Caller
from tests.integration.kogge_cloud.test_emulator import authorized, point_to, truth

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

ORDERS = 2400
"""Four pages more than the burst, which listings alone would take twelve minutes for."""
WINDOW = timedelta(days=25)


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator("--orders", str(ORDERS), "--seed", "9", "--clock", "virtual") as running:
        yield running


class VirtualTime:
    """The Emulator's clock and ours, moved together."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.now = datetime.fromisoformat(httpx.get(f"{url}/emulator/clock").json()["now"]).astimezone(UTC)
        self.began = self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        httpx.post(f"{self.url}/emulator/clock", json={"advance_s": seconds}).raise_for_status()

    def finish(self, fetch: Fetch) -> FetchState:
        while True:
            state = advance_fetch(get_fetch(fetch.registration, fetch.reference), self.now)
            if state.progress != "running":
                return state
            # A call takes its time, too.
            self.wait(state.retry_after_s or 0.1)


@pytest.fixture
def registration(caller: Caller, emulator: RunningEmulator, settings: Settings) -> Registration:
    httpx.delete(f"{emulator.url}/emulator/faults").raise_for_status()
    point_to(settings, emulator.url)
    return Registration.objects.get(reference=authorized(caller))


@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="the plan is the same on either database")
@pytest.mark.parametrize("http", ["in-process"], indirect=True)
def test_a_backfill_meets_the_report_and_is_never_throttled(
    registration: Registration, emulator: RunningEmulator
) -> None:
    time = VirtualTime(emulator.url)
    hidden = min(truth(emulator.url))
    httpx.post(f"{emulator.url}/emulator/orders/{hidden}/hide", json={"seconds": 10**6}).raise_for_status()
    fetch = start_fetch(registration, NewFetch(reference="b", backfill=True, since=time.began - WINDOW), time.now).fetch
    state = time.finish(fetch)
    assert (state.progress, state.problem) == ("done", None)
    known = set(FeedOrder.objects.filter(registration=registration).values_list("order_reference", flat=True))
    assert known == set(truth(emulator.url))  # the one that listings leave out, too
    fetch.refresh_from_db()
    assert fetch.audit is not None
    assert not ReportedOrder.objects.filter(audit=fetch.audit, read_at=None).exists()
    assert not QuotaBucket.objects.exclude(throttled=0).exists()
    # 19 pages at once; the other five hundred orders half by pages, half by themselves, and the report before them.
    # (Orders of other regions are in no report: the listing alone brings those.)
    soon = time.began + timedelta(seconds=0.7 * 5 / 0.0056)
    assert FeedEntry.objects.filter(registration=registration, received_at__lt=soon).count() > 0.99 * ORDERS
    # The pages go on over what the report told of only to confirm it.
    assert (time.now - time.began).total_seconds() < 1.1 * 5 / 0.0056


@pytest.mark.parametrize("http", ["in-process"], indirect=True)
def test_a_report_that_fails_leaves_the_listing(registration: Registration, emulator: RunningEmulator) -> None:
    time = VirtualTime(emulator.url)
    for _ in range(4):
        httpx.post(
            f"{emulator.url}/emulator/faults", json={"operation": "createReport", "kind": "expired_token", "times": 50}
        ).raise_for_status()
    fetch = start_fetch(registration, NewFetch(reference="b", backfill=True, since=time.began - WINDOW), time.now).fetch
    assert time.finish(fetch).progress == "done"
    assert Audit.objects.get().progress == "failed"
    assert FeedOrder.objects.filter(registration=registration).count() >= ORDERS - 1
