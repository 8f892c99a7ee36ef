"""Transfers against the Emulator, whatever it does to them: each item's truth, and each value there once it is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pytest_django import Settings

from amazon_emulator.generation.catalogue import PRODUCTS
from kogge_cloud.accounts.errors import NotAuthenticated
from kogge_cloud.accounts.models import Registration, Tenant
from kogge_cloud.accounts.services import authorize_platform, register_platform
from kogge_cloud.amazon import transfer_rules
from kogge_cloud.amazon import transfers as advancing
from kogge_cloud.listings import rules
from kogge_cloud.listings.advancing import advance_transfer
from kogge_cloud.listings.errors import TransferContradictory
from kogge_cloud.listings.models import Transfer
from kogge_cloud.listings.queries import get_transfer, read_results
from kogge_cloud.listings.services import take_transfer
from kogge_contract.authorization import SelfAuthorization
from kogge_contract.listings import ItemResult, ListingOffer, NewTransfer, TransferState
from kogge_contract.messages import NewPlatform
from tests.emulators import running_emulator
from tests.integration.kogge_cloud.conftest import DATABASES, Caller
from tests.integration.kogge_cloud.test_emulator import DEMO_ACCOUNT, authorized, point_to

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

GERMANY, FRANCE = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"
SELLER = DEMO_ACCOUNT["seller_reference"]
OWN, OTHER_OWN, FBA = "TROYER-M", "TROYER-L", PRODUCTS[7].sku


class Amazon:
    """The running Emulator, and what it shows of a seller's listings."""

    def __init__(self, url: str) -> None:
        self.url = url

    def break_next(self, operation: str, kind: str, times: int = 1) -> None:
        """Let the next requests of an operation fail."""
        self._post("/emulator/faults", {"operation": operation, "kind": kind, "times": times})

    def let_feeds(self, **settings: Any) -> None:
        """Say how feeds end from now on."""
        self._post("/emulator/feeds", settings)

    def stock(self, sku: str) -> int | None:
        """Return the seller's own stock of a SKU."""
        listed = httpx.get(f"{self.url}/emulator/listings").json()["listings"]
        return next(each["quantity"] for each in listed if each["sku"] == sku)

    def price(self, sku: str, marketplace_id: str = GERMANY) -> str:
        """Return what the listing costs."""
        query = {"marketplaceIds": marketplace_id, "includedData": "offers"}
        item = self.read(f"/listings/2021-08-01/items/{SELLER}/{sku}", **query)
        return str(item["offers"][0]["price"]["amount"])

    def count_feeds(self) -> int:
        """Return how many feeds there ever were."""
        return len(self.read("/feeds/2021-06-30/feeds", feedTypes="JSON_LISTINGS_FEED", pageSize="100")["feeds"])

    def read(self, path: str, **query: str) -> Any:
        """Ask the API as the seller."""
        form = {name: DEMO_ACCOUNT[name] for name in ("client_id", "client_secret", "refresh_token")}
        token = httpx.post(f"{self.url}/auth/o2/token", data=form | {"grant_type": "refresh_token"}).json()
        headers = {"x-amz-access-token": token["access_token"]}
        return httpx.get(self.url + path, params=query, headers=headers).raise_for_status().json()

    def _post(self, path: str, body: dict[str, Any]) -> None:
        httpx.post(self.url + path, json=body).raise_for_status()


@pytest.fixture(scope="module")
def emulator() -> Iterator[Amazon]:
    """An Amazon with quota to spare."""
    with running_emulator("--orders", "0", "--quota", "100000") as running:
        httpx.post(f"{running.url}/emulator/listings", json={"seconds": 0}).raise_for_status()
        yield Amazon(running.url)


@pytest.fixture
def amazon(emulator: Amazon, settings: Settings) -> Amazon:
    """The Emulator without scripted faults; feeds end at once."""
    point_to(settings, emulator.url)
    httpx.delete(f"{emulator.url}/emulator/faults").raise_for_status()
    emulator.let_feeds(seconds=0, outcome="DONE")
    return emulator


@pytest.fixture
def registration(amazon: Amazon) -> Registration:  # noqa: ARG001
    now = datetime.now(UTC)
    tenant = Tenant.objects.create(name="Werft", created_at=now)
    new = NewPlatform(kind="amazon", name="Amazon", region="EU", marketplaces=())
    return authorize_platform(register_platform(tenant.pk, new, now), SelfAuthorization(**DEMO_ACCOUNT))


@pytest.fixture
def feeds_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let even one item go as a feed."""
    monkeypatch.setattr(transfer_rules, "MOST_CALLS", 0)


def offer(sku: str, quantity: int | None = None, price: str = "", **fields: Any) -> ListingOffer:
    priced = {"price": {"amount": price, "currency": "EUR"}} if price else {}
    return ListingOffer.model_validate({"sku": sku, "quantity": quantity} | priced | fields)


class Voyage:
    """One transfer, advanced on a clock that jumps to whatever is waited for."""

    def __init__(self, registration: Registration, *items: ListingOffer, reference: str = "t") -> None:
        self.registration = registration
        self.reference = reference
        self.now = datetime.now(UTC)
        self.advances = 0
        take_transfer(registration, NewTransfer(reference=reference, marketplace="DE", items=items), self.now)

    def advance(self) -> TransferState:
        """Make one call, and let the time pass that it asks for."""
        self.advances += 1
        self.registration.refresh_from_db()
        state = advance_transfer(get_transfer(self.registration, self.reference), self.now)
        self.now += timedelta(seconds=state.retry_after_s)
        return state

    def end(self) -> TransferState:
        """Advance to the end."""
        while (state := self.advance()).progress == "running":
            assert self.advances < 100, state
        return state

    def results(self) -> list[ItemResult]:
        """Return what became of the items."""
        return list(read_results(get_transfer(self.registration, self.reference), -1).results)

    def told(self) -> list[tuple[str, str]]:
        """Return outcome and code of each item."""
        return [(each.outcome.value, each.code) for each in self.results()]


def test_few_items_go_one_by_one(amazon: Amazon, registration: Registration) -> None:
    french = amazon.price(OTHER_OWN, FRANCE)
    voyage = Voyage(registration, offer(OWN, 11), offer(OTHER_OWN, 12, "91.50"), offer("NOBODY-KNOWS", 1))
    state = voyage.end()
    assert (state.progress, state.way, state.items, state.accepted, state.rejected) == ("done", "calls", 3, 2, 1)
    assert voyage.told() == [("accepted", ""), ("accepted", ""), ("rejected", "not_listed")]
    assert (amazon.stock(OWN), amazon.stock(OTHER_OWN), amazon.price(OTHER_OWN)) == (11, 12, "91.50")
    assert amazon.price(OTHER_OWN, FRANCE) == french
    # One look at all of them, the choice, two changes, the end: nothing waited.
    assert voyage.advances == 5


def test_many_items_go_as_one_feed(amazon: Amazon, registration: Registration, feeds_only: None) -> None:  # noqa: ARG001
    feeds = amazon.count_feeds()
    skus = [each.sku for each in PRODUCTS[:7]]
    items = [offer(sku, 100 + number, f"{20 + number}.99") for number, sku in enumerate(skus)]
    voyage = Voyage(registration, *items, offer("NOBODY-KNOWS", 1))
    state = voyage.end()
    assert (state.progress, state.way, state.accepted, state.rejected) == ("done", "feed", 7, 1)
    assert [amazon.stock(sku) for sku in skus] == list(range(100, 107))
    assert [amazon.price(sku) for sku in skus] == [f"{20 + number}.99" for number in range(7)]
    assert amazon.count_feeds() == feeds + 1


def test_what_amazon_refuses_is_told_in_its_words(
    registration: Registration, amazon: Amazon, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(*_: Any, **__: Any) -> Any:
        value = [{"fulfillment_channel_code": "NOWHERE", "quantity": 1}]
        patch = {"op": "merge", "path": "/attributes/fulfillment_availability", "value": value}
        return {"productType": "PRODUCT", "patches": [patch]}

    monkeypatch.setattr(advancing, "write_body", spoil)
    before = amazon.stock(OWN)
    calls = Voyage(registration, offer(OWN, 5), reference="calls")
    calls.end()
    monkeypatch.setattr(transfer_rules, "MOST_CALLS", 0)
    feed = Voyage(registration, offer(OWN, 5), reference="feed")
    feed.end()
    for voyage in (calls, feed):
        [result] = voyage.results()
        assert (result.outcome, result.code) == ("rejected", "90225")
        assert "NOWHERE" in result.message
    assert amazon.stock(OWN) == before


def test_stock_never_goes_to_what_amazon_ships(amazon: Amazon, registration: Registration) -> None:
    voyage = Voyage(registration, offer(FBA, 5, "33.30"))
    voyage.end()
    [result] = voyage.results()
    assert (result.outcome, [each.code for each in result.remarks]) == ("accepted", ["stock_withheld"])
    assert (amazon.stock(FBA), amazon.price(FBA)) == (None, "33.30")
    alone = Voyage(registration, offer(FBA, 5), reference="alone")
    alone.end()
    assert alone.told() == [("rejected", "fulfilled_by_platform")]
    listed = httpx.get(f"{amazon.url}/emulator/listings").json()["listings"]
    assert next(each for each in listed if each["sku"] == FBA)["isFba"]


def test_a_new_article_is_offered_by_its_ean(amazon: Amazon, registration: Registration) -> None:
    product = PRODUCTS[3]
    new = offer("NEU/1, blau", 4, "19.99", match={"ean": product.ean})
    unknown = offer("NEU-2", 4, "19.99", match={"ean": "4006381333931"})
    voyage = Voyage(registration, new, unknown, reference="new")
    voyage.end()
    assert voyage.told() == [("accepted", ""), ("rejected", "product_not_found")]
    listed = httpx.get(f"{amazon.url}/emulator/listings").json()["listings"]
    found = next(each for each in listed if each["sku"] == "NEU/1, blau")
    assert (found["asin"], found["quantity"]) == (product.asin, 4)
    again = Voyage(registration, offer("NEU/1, blau", 6, match={"ean": product.ean}), reference="again")
    again.end()
    assert (again.told(), amazon.stock("NEU/1, blau")) == ([("accepted", "")], 6)


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("searchListingsItems", "throttled"),
        ("patchListingsItem", "timeout_after"),
        ("patchListingsItem", "unavailable"),
        ("createFeedDocument", "timeout_after"),
        ("createFeed", "throttled"),
        ("createFeed", "expired_token"),
        ("createFeed", "timeout_before"),
        ("createFeed", "timeout_after"),
        ("getFeed", "unavailable"),
        ("getFeedDocument", "cut"),
    ],
)
def test_faults_cost_time_only(
    amazon: Amazon, registration: Registration, monkeypatch: pytest.MonkeyPatch, operation: str, kind: str
) -> None:
    monkeypatch.setattr(transfer_rules, "MOST_CALLS", 100 if operation == "patchListingsItem" else 0)
    feeds = amazon.count_feeds()
    amazon.break_next(operation, kind, 2)
    quantity = 1000 + len(operation) * 10 + len(kind)
    voyage = Voyage(registration, offer(OWN, quantity))
    state = voyage.end()
    assert (state.progress, voyage.told(), state.problem) == ("done", [("accepted", "")], None)
    assert amazon.stock(OWN) == quantity
    # A feed that was handed in although no answer came is found again, and not handed in twice.
    expected = 0 if operation == "patchListingsItem" else 1
    assert amazon.count_feeds() == feeds + expected


def test_a_feed_that_breaks_off_is_handed_in_once_more(
    amazon: Amazon,
    registration: Registration,
    feeds_only: None,  # noqa: ARG001
) -> None:
    amazon.let_feeds(outcome="FATAL")
    voyage = Voyage(registration, offer(OWN, 31))
    while voyage.advance().progress == "running" and Transfer.objects.get().attempts < 1:
        pass
    amazon.let_feeds(outcome="DONE")
    assert (voyage.end().accepted, amazon.stock(OWN)) == (1, 31)
    amazon.let_feeds(outcome="FATAL")
    lost = Voyage(registration, offer(OWN, 32), reference="lost")
    state = lost.end()
    assert (state.progress, state.problem and state.problem.code) == ("failed", "feed_fatal")
    assert (lost.told(), amazon.stock(OWN)) == ([("failed", "feed_fatal")], 31)


def test_a_cancelled_feed_fails_every_item(amazon: Amazon, registration: Registration, feeds_only: None) -> None:  # noqa: ARG001
    amazon.let_feeds(seconds=3600)
    voyage = Voyage(registration, offer(OWN, 41))
    while not (feed_id := Transfer.objects.get().feed_id):
        voyage.advance()
    form = {name: DEMO_ACCOUNT[name] for name in ("client_id", "client_secret", "refresh_token")}
    token = httpx.post(f"{amazon.url}/auth/o2/token", data=form | {"grant_type": "refresh_token"}).json()
    headers = {"x-amz-access-token": token["access_token"]}
    httpx.delete(f"{amazon.url}/feeds/2021-06-30/feeds/{feed_id}", headers=headers).raise_for_status()
    state = voyage.end()
    assert (state.progress, voyage.told()) == ("failed", [("failed", "feed_cancelled")])


def test_an_outage_ends_in_a_clear_state(amazon: Amazon, registration: Registration) -> None:
    amazon.break_next("searchListingsItems", "unavailable", 30)
    voyage = Voyage(registration, offer(OWN, 51))
    state = voyage.end()
    assert (state.progress, voyage.told()) == ("failed", [("failed", "platform_unavailable")])


def test_a_platforms_transfers_go_up_in_their_order(amazon: Amazon, registration: Registration) -> None:
    older = Voyage(registration, offer(OWN, 61), reference="older")
    newer = Voyage(registration, offer(OWN, 62), reference="newer")
    newer.end()
    assert get_transfer(registration, "older").progress == "done"
    assert (older.told(), newer.told(), amazon.stock(OWN)) == ([("accepted", "")], [("accepted", "")], 62)


def test_the_same_reference_is_the_same_transfer(registration: Registration) -> None:
    now = datetime.now(UTC)
    new = NewTransfer(reference="t", marketplace="DE", items=(offer(OWN, 1),))
    assert take_transfer(registration, new, now).is_new
    assert not take_transfer(registration, new, now).is_new
    with pytest.raises(TransferContradictory):
        take_transfer(registration, NewTransfer(reference="t", marketplace="DE", items=(offer(OWN, 2),)), now)
    ended = {"finished_at": now - rules.KEPT - timedelta(days=1), "progress": "done"}
    Transfer.objects.update(**ended)
    take_transfer(registration, NewTransfer(reference="u", marketplace="DE", items=(offer(OWN, 1),)), now)
    assert [each.reference for each in Transfer.objects.all()] == ["u"]
    Registration.objects.update(state="revoked")
    with pytest.raises(NotAuthenticated):
        take_transfer(registration, NewTransfer(reference="v", marketplace="DE", items=(offer(OWN, 1),)), now)


def test_the_contract_speaks_of_transfers(caller: Caller, amazon: Amazon) -> None:  # noqa: ARG001
    platform = authorized(caller)
    path = f"/platforms/{platform}/transfers"
    items = [{"sku": OWN, "quantity": 71}, {"sku": "TEE-ASSAM-500", "price": {"amount": "9.99", "currency": "SEK"}}]
    body = {"reference": "t", "marketplace": "DE", "items": items}
    begun = caller.ask("POST", path, 201, json=body)
    assert (begun["progress"], begun["items"], begun["rejected"]) == ("running", 2, 1)
    assert caller.ask("POST", path, 200, json=body) == begun
    while (state := caller.ask("POST", f"{path}/t/advance"))["progress"] == "running":
        pass
    assert caller.ask("GET", f"{path}/t") == state
    page = caller.ask("GET", f"{path}/t/results")
    assert [(each["outcome"], each["code"]) for each in page["results"]] == [
        ("accepted", ""), ("rejected", "price_unfit"),
    ]  # fmt: skip
    assert caller.ask("GET", f"{path}/unknown", 404)["code"] == "transfer_unknown"
    twice = body | {"items": [items[0], items[0]], "reference": "u"}
    assert caller.ask("POST", path, 422, json=twice)["code"] == "invalid_request"
    other = body | {"marketplace": "XX", "reference": "v"}
    assert caller.ask("POST", path, 422, json=other)["code"] == "marketplace_unknown"
