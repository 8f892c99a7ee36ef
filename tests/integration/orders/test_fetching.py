"""What a retrieval says to the Cloud, whatever is left in the engine."""

from typing import Any

import pytest

from kogge.orders import workflows
from kogge.orders.fetching import fetch_reference
from kogge.orders.models import FeedCursor, RetrievalRun
from kogge_contract.messages import FetchProgress, FetchState, NewFetch
from tests.integration.orders.shop import open_shop

pytestmark = pytest.mark.django_db


class Cloud:
    """Knows the fetches that were begun, and no others."""

    def __init__(self) -> None:
        self.fetches: set[str] = set()
        self.taken = 0

    def start_fetch(self, _platform: str, wanted: NewFetch) -> None:
        self.fetches.add(wanted.reference)
        self.taken = wanted.taken

    def advance_fetch(self, _platform: str, reference: str) -> FetchState:
        assert reference in self.fetches
        return FetchState(reference=reference, progress=FetchProgress.DONE)


def test_a_run_begins_its_fetch_although_an_older_one_of_its_number_left_pages_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = open_shop().start()
    # A database was restored: the engine has the older run's first page, and goes on with the second one.
    RetrievalRun.objects.filter(pk=run.pk).update(page=1)
    cloud: Any = Cloud()
    monkeypatch.setattr(workflows, "client_of", lambda _run: cloud)
    state = FetchState.model_validate(workflows.advance_fetch(run.pk))
    assert (state.progress, cloud.fetches) == (FetchProgress.DONE, {fetch_reference(run)})


def test_a_fetch_says_up_to_where_the_feed_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = open_shop()
    FeedCursor.objects.update_or_create(platform=shop.platform, defaults={"sequence": 41})
    run = shop.start(backfill=True)
    cloud: Any = Cloud()
    monkeypatch.setattr(workflows, "client_of", lambda _run: cloud)
    workflows.advance_fetch(run.pk)
    assert (run.position, cloud.taken) == (0, 41)
