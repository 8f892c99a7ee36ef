"""Windows and listings against a scripted Amazon: no gap between two of them, and none within one."""

from datetime import UTC, datetime, timedelta

import pytest

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import QuotaExhausted
from kogge_cloud.amazon.pages import read_listing
from kogge_cloud.amazon.planning import TOKEN_LIFE
from kogge_cloud.amazon.rules import OVERLAP
from kogge_cloud.feed.models import FeedEntry
from tests.integration.kogge_cloud.conftest import DATABASES
from tests.integration.kogge_cloud.scripted_amazon import (
    ScriptedAmazon,
    page,
    refusal,
)
from tests.integration.kogge_cloud.scripted_fetches import (
    NOW,
    advance,
    amazon,
    numbered,
    references,
    registration,
    start,
)

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

__all__ = ["amazon", "registration"]


def test_a_window_overlaps_the_one_before(amazon: ScriptedAmazon, registration: Registration) -> None:
    until = NOW - timedelta(minutes=2)
    amazon.replies = [page(numbered(1), until=until.isoformat()), page(numbered(1))]
    advance(start(registration))
    registration.refresh_from_db()
    assert registration.listed_until == until
    state = advance(start(registration))
    assert amazon.requests[1]["lastUpdatedAfter"] == "2026-11-20T11:28:00.000Z"
    assert state.orders_changed == 0
    assert references(registration) == ["1"]


def test_a_backfill_asks_for_everything_everywhere(amazon: ScriptedAmazon, registration: Registration) -> None:
    Registration.objects.filter(pk=registration.pk).update(marketplaces=["DE"])
    advance(start(registration, backfill=True))
    advance(start(registration))
    assert amazon.requests[0]["createdAfter"] == "2015-01-01T00:00:00.000Z"
    assert "marketplaceIds" not in amazon.requests[0]
    assert amazon.requests[1]["marketplaceIds"] == "A1PA6795UKMFR9"


def test_a_lost_pagination_token_loses_no_order(amazon: ScriptedAmazon, registration: Registration) -> None:
    at = datetime(2026, 11, 19, 8, tzinfo=UTC)
    amazon.replies = [
        page(numbered(1), numbered(2, lastUpdatedTime=at.isoformat()), next_token="n1"),
        refusal(400, "InvalidInput", "The paginationToken you have submitted is not valid."),
        page(numbered(2, lastUpdatedTime=at.isoformat()), numbered(3)),
    ]
    fetch = start(registration)
    advance(fetch)
    assert advance(fetch).progress == "running"
    state = advance(fetch)
    assert (state.progress, state.orders_changed) == ("done", 3)
    assert "paginationToken" not in amazon.requests[2]
    highest = max(at, datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert datetime.fromisoformat(amazon.requests[2]["lastUpdatedAfter"]) == highest - OVERLAP
    assert references(registration) == ["1", "2", "3"]


def test_a_listing_shows_what_amazon_shows(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [
        page(numbered(1), numbered(2, proceeds={"grandTotal": {"amount": "x"}}), "rubbish", next_token="n1"),
        page(numbered(3)),
        refusal(429, "QuotaExceeded"),
    ]
    first = read_listing(registration, None, "", NOW)
    assert [each.reference for each in first.orders[:2]] == ["302-0000000-0000001", "302-0000000-0000002"]
    assert [str(each.total) for each in first.orders] == ["19.99", "None", "None"]
    assert first.next_token == "n1"
    last = read_listing(registration, NOW - timedelta(days=1), "n1", NOW)
    assert (len(last.orders), last.next_token) == (1, None)
    assert amazon.requests[0]["createdAfter"] == "2015-01-01T00:00:00.000Z"
    assert amazon.requests[1]["lastUpdatedAfter"] == "2026-11-19T12:00:00.000Z"
    assert amazon.requests[1]["includedData"] == "PROCEEDS,FULFILLMENT"
    with pytest.raises(QuotaExhausted):
        read_listing(registration, None, "", NOW)
    assert FeedEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("amazon_said", "known_until"),
    [(NOW - timedelta(minutes=10), NOW - timedelta(minutes=10)), (NOW + timedelta(minutes=10), NOW)],
)
def test_clocks_that_disagree_leave_no_gap(
    amazon: ScriptedAmazon, registration: Registration, amazon_said: datetime, known_until: datetime
) -> None:
    """The watermark is what Amazon says of its own answer, and never later than when we began to ask."""
    amazon.replies = [page(numbered(1), until=amazon_said.isoformat())]
    advance(start(registration))
    registration.refresh_from_db()
    assert registration.listed_until == known_until
    assert "lastUpdatedBefore" not in amazon.requests[0]


def test_orders_of_the_very_moment_at_which_a_window_ended_are_listed_again(
    amazon: ScriptedAmazon, registration: Registration
) -> None:
    until = NOW - timedelta(minutes=2)
    same = until.isoformat().replace("+00:00", "Z")
    amazon.replies = [
        page(numbered(1, lastUpdatedTime=same), until=until.isoformat()),
        page(numbered(1, lastUpdatedTime=same), numbered(2, lastUpdatedTime=same)),
    ]
    advance(start(registration))
    assert advance(start(registration)).orders_changed == 1
    assert references(registration) == ["1", "2"]


def test_a_token_is_given_up_before_it_is_a_day_old(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [page(numbered(1), next_token="n1"), page(numbered(1), numbered(2))]
    fetch = start(registration)
    advance(fetch)
    # A day later nothing was asked with the old token.
    advance(fetch, NOW + TOKEN_LIFE + timedelta(seconds=1))
    assert advance(fetch, NOW + TOKEN_LIFE + timedelta(seconds=2)).progress == "done"
    assert [request.get("paginationToken") for request in amazon.requests] == [None, None]
    assert references(registration) == ["1", "2"]
