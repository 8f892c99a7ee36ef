"""Fetches against an Amazon that misbehaves on purpose: nothing is lost, nothing doubled, everything told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.services import authorize_platform
from kogge_cloud.amazon.models import Fetch, QuotaBucket
from kogge_cloud.amazon.queries import get_fetch
from kogge_cloud.amazon.rules import MAX_FAILURES
from kogge_cloud.amazon.services import advance_fetch
from kogge_cloud.feed.models import FeedEntry
from kogge_cloud.feed.queries import read_latest
from kogge_contract.authorization import SelfAuthorization
from kogge_contract.orders import FeedEntry as Entry
from tests.integration.kogge_cloud.conftest import DATABASES
from tests.integration.kogge_cloud.scripted_amazon import (
    BAD_TOKEN,
    Reply,
    ScriptedAmazon,
    page,
    refusal,
)
from tests.integration.kogge_cloud.scripted_fetches import (
    NOW,
    advance,
    amazon,
    feed,
    numbered,
    references,
    registration,
    start,
)

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

__all__ = ["amazon", "registration"]


def test_pages_are_fetched_one_call_at_a_time(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [page(numbered(1), numbered(2), next_token="n1"), page(numbered(3))]
    fetch = start(registration)
    first = advance(fetch)
    assert (first.progress, first.pages, first.orders_listed) == ("running", 1, 2)
    last = advance(fetch)
    assert (last.progress, last.pages, last.orders_listed, last.orders_changed) == ("done", 2, 3, 3)
    assert advance(fetch) == last
    assert [request.get("paginationToken") for request in amazon.requests] == [None, "n1"]
    bound = [{k: v for k, v in request.items() if k != "paginationToken"} for request in amazon.requests]
    assert bound[0] == bound[1]
    assert references(registration) == ["1", "2", "3"]


def test_one_order_is_fetched_by_its_id(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [Reply({"order": numbered(7)})]
    assert advance(start(registration, order_reference="302-0000000-0000007")).progress == "done"
    assert amazon.requests[0]["path"].endswith("/302-0000000-0000007")
    registration.refresh_from_db()
    assert registration.listed_until is None
    entry = Entry.model_validate_json(read_latest(registration, "302-0000000-0000007"))
    assert entry.sequence == 1


def test_an_unknown_order_is_told(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [refusal(404, "NotFound", "Not found")]
    state = advance(start(registration, order_reference="302"))
    assert state.progress == "failed"
    assert state.problem is not None
    assert (state.problem.code, state.problem.permanent) == ("order_not_found", True)


def test_a_login_that_asks_for_patience_takes_no_access_away(
    amazon: ScriptedAmazon, registration: Registration
) -> None:
    amazon.logins = [Reply({"error": "slow_down"}, 429)] * 3
    state = advance(start(registration))
    assert (state.progress, state.waiting_for) == ("running", "platform")
    registration.refresh_from_db()
    assert registration.state == "authenticated"


@pytest.mark.parametrize(
    "reply",
    [
        refusal(500, "InternalFailure"),
        refusal(503, "ServiceUnavailable"),
        Reply("<html>busy</html>"),
        Reply('{"orders": [{"orderId"'),
        Reply([]),
        Reply({"pagination": {}}),
    ],
)
def test_a_bad_moment_is_waited_out(amazon: ScriptedAmazon, registration: Registration, reply: Reply) -> None:
    amazon.replies = [reply, page(numbered(1))]
    fetch = start(registration)
    waiting = advance(fetch)
    assert (waiting.progress, waiting.retry_after_s, waiting.waiting_for) == ("running", 1, "platform")
    assert advance(fetch).retry_after_s == 1
    assert len(amazon.requests) == 1
    assert advance(fetch, NOW + timedelta(seconds=1)).progress == "done"
    assert references(registration) == ["1"]


def test_a_long_outage_ends_the_fetch_but_not_for_good(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.otherwise = lambda _: refusal(503, "ServiceUnavailable")
    fetch, now = start(registration), NOW
    for _ in range(MAX_FAILURES):
        now += timedelta(minutes=2)
        state = advance(fetch, now)
    assert state.progress == "failed"
    assert state.problem is not None
    assert (state.problem.code, state.problem.permanent) == ("platform_unavailable", False)


def test_after_a_429_nothing_is_asked_for_a_while(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [refusal(429, "QuotaExceeded"), refusal(429, "QuotaExceeded"), page(numbered(1))]
    fetch = start(registration)
    state = advance(fetch)
    assert (state.waiting_for, state.retry_after_s) == ("quota", 2)
    other = start(registration)
    assert advance(other, NOW + timedelta(seconds=1)).waiting_for == "quota"
    assert len(amazon.requests) == 1
    assert advance(fetch, NOW + timedelta(seconds=3)).retry_after_s == 4
    assert advance(fetch, NOW + timedelta(seconds=8)).progress == "done"
    assert QuotaBucket.objects.get().throttled == 0


def test_the_rate_that_amazon_announces_is_believed(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [Reply({"orders": []}, headers={"x-amzn-RateLimit-Limit": "0.0167"})]
    advance(start(registration))
    assert QuotaBucket.objects.get().rate == 0.0167


def test_an_expired_access_token_is_renewed(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [refusal(403, "Unauthorized", "Access denied.", BAD_TOKEN), page(numbered(1))]
    fetch = start(registration)
    assert advance(fetch).progress == "running"
    assert advance(fetch, NOW + timedelta(seconds=1)).progress == "done"
    assert [request["access_token"] for request in amazon.requests] == ["Atza|1", "Atza|2"]


def test_a_revoked_authorization_is_said_loudly(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [page(numbered(1), next_token="n1"), refusal(403, "Unauthorized", "", BAD_TOKEN)]
    fetch = start(registration)
    advance(fetch)
    advance(fetch)
    amazon.logins = [Reply({"error": "invalid_grant"}, 400)]
    state = advance(fetch, NOW + timedelta(seconds=1))
    assert state.progress == "failed"
    assert state.problem is not None
    assert state.problem.permanent
    assert "Authorize the application again" in state.problem.message
    registration.refresh_from_db()
    assert registration.state == "revoked"
    assert references(registration) == ["1"]


@pytest.mark.parametrize(
    ("login", "state"),
    [({"error": "invalid_client"}, "not_authenticated"), ({"error": "unauthorized_client"}, "not_authenticated")],
)
def test_rejected_applications_are_told(
    amazon: ScriptedAmazon, registration: Registration, login: dict[str, str], state: str
) -> None:
    amazon.logins = [Reply(login, 401)]
    told = advance(start(registration))
    assert told.problem is not None
    assert told.problem.code == "application_rejected"
    registration.refresh_from_db()
    assert registration.state == state
    assert "180 days" in registration.state_reason


def test_a_login_that_hiccups_is_asked_again(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.logins = [Reply("busy", 503), Reply("<html>", 200)]
    assert advance(start(registration)).progress == "done"
    assert amazon.login_count == 3


def test_a_missing_role_is_told(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [refusal(403, "Unauthorized", "Access to requested resource is denied.")]
    state = advance(start(registration))
    assert state.problem is not None
    assert (state.problem.code, state.problem.permanent) == ("access_denied", True)


def test_a_region_that_refuses_a_group_is_asked_for_less(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [refusal(400, "InvalidInput", "Invalid includedData"), page(numbered(1))]
    fetch = start(registration)
    advance(fetch)
    assert advance(fetch).progress == "done"
    assert amazon.requests[1]["includedData"] == "BUYER,RECIPIENT,PROCEEDS,FULFILLMENT"
    (entry,) = feed(registration).entries
    assert entry.order is not None
    assert [remark.code for remark in entry.order.remarks] == ["optional_data_not_available"]


def test_a_request_that_is_refused_for_good_is_told(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.otherwise = lambda _: refusal(400, "InvalidInput", "No such thing")
    fetch = start(registration)
    advance(fetch)
    state = advance(fetch)
    assert state.problem is not None
    assert (state.progress, state.problem.code) == ("failed", "request_refused")
    assert "No such thing" in state.problem.message


def test_a_poisoned_order_does_not_stop_the_others(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [page(numbered(1), numbered(2, orderItems=None), {"strange": True}, numbered(4))]
    assert advance(start(registration)).orders_changed == 4
    entries = feed(registration).entries
    assert [entry.problem.code if entry.problem else "" for entry in entries] == ["", "unreadable", "unreadable", ""]
    assert entries[1].order_reference == "302-0000000-0000002"


def test_an_order_that_shows_twice_is_one_version(amazon: ScriptedAmazon, registration: Registration) -> None:
    later = {"lastUpdatedTime": "2026-11-20T10:00:00Z", "programs": ["PRIME"]}
    amazon.replies = [
        page(numbered(1), numbered(1), next_token="n1"),
        page(numbered(1, **later), numbered(1), next_token="n2"),
        page(numbered(1, **later)),
    ]
    fetch = start(registration)
    while advance(fetch).progress == "running":
        pass
    entries = feed(registration).entries
    assert [entry.sequence for entry in entries] == [1, 2]
    assert entries[1].order is not None
    assert entries[1].order.is_prime


def test_personal_data_that_goes_is_kept(amazon: ScriptedAmazon, registration: Registration) -> None:
    shipped = {"fulfillmentStatus": "SHIPPED", "fulfilledBy": "MERCHANT"}
    bare = numbered(1, buyer=None, recipient=None, fulfillment=shipped, lastUpdatedTime="2026-11-20T10:00:00Z")
    amazon.replies = [page(numbered(1)), page(bare), page(bare)]
    for _ in range(3):
        advance(start(registration))
    entries = feed(registration).entries
    assert len(entries) == 2
    latest = entries[1].order
    assert latest is not None
    assert latest.status == "shipped"
    assert latest.buyer.name == "Jürgen Großmann"
    assert latest.delivery_address is not None
    assert latest.delivery_address.line1 == "Packstation 123"


def test_payloads_are_not_readable_in_the_database(amazon: ScriptedAmazon, registration: Registration) -> None:
    amazon.replies = [page(numbered(1))]
    advance(start(registration))
    stored = FeedEntry.objects.get()
    assert "Großmann".encode() not in bytes(stored.payload_encrypted) + bytes(stored.raw_encrypted)


def test_many_advancers_commit_each_page_once(amazon: ScriptedAmazon, registration: Registration) -> None:
    pages = 12

    def serve(query: dict[str, str]) -> Reply:
        number = int(query.get("paginationToken", "0"))
        return page(*(numbered(number * 5 + n) for n in range(5)), next_token=str(number + 1) if number < pages else "")

    amazon.otherwise = serve
    fetch = start(registration)

    def run(_: int) -> None:
        now = NOW
        try:
            while advance(fetch, now).progress == "running":
                now += timedelta(seconds=11)  # no lease holds anybody back
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    state = advance(fetch)
    assert (state.pages, state.orders_listed, state.orders_changed) == (pages + 1, 65, 65)
    entries = feed(registration).entries
    assert [entry.sequence for entry in entries] == list(range(1, 66))
    assert len({entry.order_reference for entry in entries}) == 65


def test_a_lease_keeps_a_second_advancer_waiting(amazon: ScriptedAmazon, registration: Registration) -> None:
    fetch = start(registration)
    Fetch.objects.update(lease_until=NOW + timedelta(seconds=5))
    state = advance(fetch)
    assert (state.retry_after_s, state.waiting_for) == (1, "another_advance")
    assert amazon.requests == []
    assert advance(fetch, NOW + timedelta(seconds=6)).progress == "done"


def test_new_credentials_outlive_the_refusal_of_old_ones(amazon: ScriptedAmazon, registration: Registration) -> None:
    fetch = get_fetch(registration, start(registration).reference)
    assert fetch.registration.state == "authenticated"  # loaded before the seller authorizes again
    fresh = SelfAuthorization(
        client_id="app", client_secret="new", refresh_token=f"Atzr|{uuid4()}", seller_reference="A2SELLER"
    )
    authorize_platform(registration, fresh)
    amazon.logins = [Reply({"error": "invalid_grant"}, 400)]
    assert advance_fetch(fetch, NOW).progress == "failed"
    registration.refresh_from_db()
    assert registration.state == "authenticated"
