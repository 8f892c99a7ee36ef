"""Confirmations against the Emulator, whatever it does to them: one parcel, proof of it, and the truth where not."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.db import connections
from pytest_django import Settings

from kogge_cloud.accounts.errors import NotAuthenticated
from kogge_cloud.accounts.models import Registration, Tenant
from kogge_cloud.accounts.services import authorize_platform, register_platform
from kogge_cloud.amazon.carriers import CARRIER_UNCHECKED
from kogge_cloud.amazon.services import advance_fetch, start_fetch
from kogge_cloud.delivery.errors import ShipmentContradictory, ShipmentUnknown
from kogge_cloud.delivery.models import Shipment
from kogge_cloud.delivery.queries import get_shipment
from kogge_cloud.delivery.services import LEASE, advance_shipment, take_shipment
from kogge_cloud.delivery.validation import CONFIRMED_ELSEWHERE
from kogge_contract.authorization import SelfAuthorization
from kogge_contract.messages import NewFetch, NewPlatform
from kogge_contract.shipments import NewShipment, ShipmentProgress, ShipmentState, ShippedLine
from tests.emulators import running_emulator
from tests.integration.kogge_cloud.conftest import DATABASES, Caller
from tests.integration.kogge_cloud.test_emulator import DEMO_ACCOUNT, point_to
from tests.unit.kogge_cloud.payloads import breakdown, item, order

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

LINE = "50000000000001"
GERMANY, POLAND = "A1PA6795UKMFR9", "A1C3SOZRARQ6R3"
NOBODYS = "302-9999999-9999999"
_numbers = count(1)


class Amazon:
    """The running Emulator, and what can be done to it from outside."""

    def __init__(self, url: str) -> None:
        self.url = url

    def place(self, pieces: int = 2, **fields: Any) -> str:
        """Put an order of one line and return its number."""
        number = f"302-{next(_numbers):07}-0000001"
        line = item(
            "19.99",
            breakdown("ITEM", "19.99"),
            quantityOrdered=pieces,
            fulfillment={"quantityFulfilled": 0, "quantityUnfulfilled": pieces},
        )
        self._post("/emulator/orders", {"orders": [order(line, orderId=number, **fields)]})
        return number

    def break_next(self, operation: str, kind: str, times: int = 1) -> None:
        """Let the next requests of an operation fail."""
        self._post("/emulator/faults", {"operation": operation, "kind": kind, "times": times})

    def packages(self, number: str) -> list[dict[str, Any]]:
        """Return what Amazon shows of the order's parcels."""
        path = f"/orders/2026-01-01/orders/{number}"
        answer = httpx.get(self.url + path, params={"includedData": "PACKAGES"}, headers=self._headers())
        found: list[dict[str, Any]] = answer.raise_for_status().json()["order"].get("packages", [])
        return found

    def confirm_elsewhere(self, number: str, tracking_number: str, pieces: int = 2) -> None:
        """Confirm a parcel as another tool would."""
        detail = {
            "packageReferenceId": "9",
            "carrierCode": "DHL",
            "shippingMethod": "DHL Paket",
            "trackingNumber": tracking_number,
            "shipDate": datetime.now(UTC).isoformat(),
            "orderItems": [{"orderItemId": LINE, "quantity": pieces}],
        }
        path = f"/orders/v0/orders/{number}/shipmentConfirmation"
        body = {"marketplaceId": GERMANY, "packageDetail": detail}
        httpx.post(self.url + path, json=body, headers=self._headers()).raise_for_status()

    def _headers(self) -> dict[str, str]:
        form = {name: DEMO_ACCOUNT[name] for name in ("client_id", "client_secret", "refresh_token")}
        answer = httpx.post(f"{self.url}/auth/o2/token", data=form | {"grant_type": "refresh_token"})
        return {"x-amz-access-token": answer.raise_for_status().json()["access_token"]}

    def _post(self, path: str, body: dict[str, Any]) -> None:
        httpx.post(self.url + path, json=body).raise_for_status()


def require_confirmations(url: str) -> None:
    """Skip where the Emulator has no shipment confirmation and no scripted faults."""
    if httpx.delete(f"{url}/emulator/faults").status_code == HTTPStatus.NOT_FOUND:
        pytest.skip("this Emulator takes no shipment confirmations")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Amazon]:
    """An Amazon with quota to spare."""
    with running_emulator("--orders", "0", "--quota", "100000") as running:
        require_confirmations(running.url)
        yield Amazon(running.url)


@pytest.fixture
def amazon(emulator: Amazon, settings: Settings) -> Amazon:
    """The Emulator without scripted faults."""
    point_to(settings, emulator.url)
    httpx.delete(f"{emulator.url}/emulator/faults").raise_for_status()
    return emulator


@pytest.fixture
def registration(amazon: Amazon) -> Registration:  # noqa: ARG001
    now = datetime.now(UTC)
    tenant = Tenant.objects.create(name="Werft", created_at=now)
    new = NewPlatform(kind="amazon", name="Amazon", region="EU", marketplaces=())
    return authorize_platform(register_platform(tenant.pk, new, now), SelfAuthorization(**DEMO_ACCOUNT))


def load(registration: Registration, number: str) -> None:
    """Bring an order into the feed."""
    now = datetime.now(UTC)
    new = NewFetch(reference=str(uuid4()), order_reference=number)
    assert advance_fetch(start_fetch(registration, new, now).fetch, now).progress == "done"


def parcel(number: str, pieces: int = 2, **fields: Any) -> NewShipment:
    message: dict[str, Any] = {
        "reference": str(uuid4()),
        "order_reference": number,
        "package_number": 1,
        "carrier_code": "DHL",
        "shipping_service": "DHL Paket",
        "tracking_number": "00340434161094000001",
        "shipped_at": datetime.now(UTC) - timedelta(minutes=1),
        "lines": (ShippedLine(line_reference=LINE, quantity=pieces),),
    }
    return NewShipment(**message | fields)


class Voyage:
    """One confirmation, advanced on a clock that jumps to whatever is waited for."""

    def __init__(self, registration: Registration, new: NewShipment) -> None:
        self.registration = registration
        self.reference = new.reference
        self.now = datetime.now(UTC)
        self.seen: list[ShipmentState] = []
        take_shipment(registration, new, self.now)

    def advance(self) -> ShipmentState:
        """Make one call, and let the time pass that it asks for."""
        self.registration.refresh_from_db()
        state = advance_shipment(get_shipment(self.registration, self.reference), self.now)
        self.now += timedelta(seconds=state.retry_after_s)
        self.seen.append(state)
        return state

    def end(self) -> ShipmentState:
        """Advance to the end."""
        while (state := self.advance()).progress not in {ShipmentProgress.VERIFIED, ShipmentProgress.REJECTED}:
            assert len(self.seen) < 60, self.seen[-1]
        return state

    def way(self) -> list[str]:
        """Return through which states it went."""
        return [state.progress.value for state in self.seen]


@pytest.fixture
def number(amazon: Amazon, registration: Registration) -> str:
    """An order that is in the feed."""
    placed = amazon.place()
    load(registration, placed)
    return placed


def problem_of(state: ShipmentState) -> str:
    return state.problem.code if state.problem else ""


def test_a_confirmation_is_verified_by_reading_it_back(amazon: Amazon, registration: Registration, number: str) -> None:
    voyage = Voyage(registration, parcel(number))
    accepted = voyage.advance()
    assert (accepted.progress, accepted.retry_after_s, accepted.attempts) == ("accepted", 60, 1)
    assert accepted.accepted_at is not None
    assert accepted.verified_at is None
    verified = voyage.end()
    assert (verified.progress, verified.problem, verified.remarks) == ("verified", None, ())
    assert verified.verified_at is not None
    [package] = amazon.packages(number)
    assert (package["packageReferenceId"], package["trackingNumber"]) == ("1", "00340434161094000001")
    assert voyage.end() == verified


@pytest.mark.parametrize(
    ("kind", "way", "attempts"),
    [
        ("timeout_after", ["sent", "verified"], 1),
        ("internal", ["sent", "queued", "accepted", "verified"], 2),
        ("throttled", ["queued", "accepted", "verified"], 1),
    ],
)
def test_a_failing_platform_gets_one_parcel(
    amazon: Amazon, registration: Registration, number: str, kind: str, way: list[str], attempts: int
) -> None:
    amazon.break_next("confirmShipment", kind)
    voyage = Voyage(registration, parcel(number))
    assert voyage.end().attempts == attempts
    assert voyage.way() == way
    assert len(amazon.packages(number)) == 1
    if kind != "throttled":
        assert problem_of(voyage.seen[0]) == "platform_unavailable"
    assert voyage.seen[-1].problem is None


def test_looks_that_fail_prove_nothing(amazon: Amazon, registration: Registration, number: str) -> None:
    voyage = Voyage(registration, parcel(number))
    voyage.advance()
    amazon.break_next("getOrder", "internal", 3)
    assert voyage.end().progress == "verified"
    assert voyage.way() == ["accepted"] * 4 + ["verified"]


def test_a_lost_confirmation_is_sent_once_more(amazon: Amazon, registration: Registration, number: str) -> None:
    amazon.break_next("confirmShipment", "lost_confirmation")
    voyage = Voyage(registration, parcel(number))
    assert (voyage.end().progress, voyage.seen[-1].attempts) == ("verified", 2)
    assert len(amazon.packages(number)) == 1


def test_what_is_lost_twice_is_told(amazon: Amazon, registration: Registration, number: str) -> None:
    amazon.break_next("confirmShipment", "lost_confirmation", 2)
    voyage = Voyage(registration, parcel(number))
    state = voyage.end()
    assert (state.progress, state.attempts, problem_of(state)) == ("rejected", 2, "confirmation_lost")
    assert state.problem is not None
    assert "carrier" in state.problem.message
    assert amazon.packages(number) == []


def test_a_correction_waits_for_what_it_corrects(amazon: Amazon, registration: Registration, number: str) -> None:
    first = Voyage(registration, parcel(number))
    second = Voyage(registration, parcel(number, tracking_number="00340434161094000002"))
    waiting = second.advance()
    assert (waiting.progress, waiting.waiting_for, waiting.retry_after_s) == ("queued", "earlier_shipment", 60)
    assert amazon.packages(number)[0]["trackingNumber"] == "00340434161094000001"
    assert second.end().progress == "verified"
    assert first.end().progress == "verified"
    [package] = amazon.packages(number)
    assert package["trackingNumber"] == "00340434161094000002"


def test_two_parcels_of_one_order(amazon: Amazon, registration: Registration, number: str) -> None:
    parts = [parcel(number, 1, package_number=i, tracking_number=f"0034043416109400000{i}") for i in (1, 2)]
    assert [Voyage(registration, part).end().progress for part in parts] == ["verified", "verified"]
    assert [each["packageReferenceId"] for each in amazon.packages(number)] == ["1", "2"]
    third = Voyage(registration, parcel(number, 1, package_number=3)).end()
    assert (third.attempts, problem_of(third)) == (0, "quantity_not_open")


def test_what_another_tool_confirmed_is_taken_as_done(amazon: Amazon, registration: Registration, number: str) -> None:
    amazon.confirm_elsewhere(number, "0034 0434161094000001")
    voyage = Voyage(registration, parcel(number))
    assert voyage.end().progress == "verified"
    [remark] = voyage.seen[-1].remarks
    assert (remark.code, remark.values) == (CONFIRMED_ELSEWHERE, {"package": "9"})
    assert len(amazon.packages(number)) == 1


def test_another_tools_other_parcel_is_a_refusal(amazon: Amazon, registration: Registration, number: str) -> None:
    amazon.confirm_elsewhere(number, "1Z999AA10123456784")
    state = Voyage(registration, parcel(number)).end()
    assert (state.progress, problem_of(state)) == ("rejected", "request_refused")
    assert state.problem is not None
    assert "PackageToUpdateNotFound" in state.problem.message
    assert state.problem.permanent


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"programs": ["FBM_SHIP_PLUS"]}, "ships_with_platform_label"),
        ({"programs": ["PRIME"]}, "ships_with_platform_label"),
        ({"fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "AMAZON"}}, "fulfilled_by_platform"),
        ({"fulfillment": {"fulfillmentStatus": "CANCELLED", "fulfilledBy": "MERCHANT"}}, "order_cancelled"),
    ],
)
def test_what_must_not_be_confirmed_is_not_sent(
    amazon: Amazon, registration: Registration, fields: dict[str, Any], code: str
) -> None:
    placed = amazon.place(**fields)
    load(registration, placed)
    state = Voyage(registration, parcel(placed)).end()
    assert (state.progress, state.attempts, state.sent_at, problem_of(state)) == ("rejected", 0, None, code)
    assert amazon.packages(placed) == []


def test_an_order_that_the_feed_does_not_know_is_fetched_first(amazon: Amazon, registration: Registration) -> None:
    placed = amazon.place()
    assert Voyage(registration, parcel(placed)).end().progress == "verified"
    assert len(amazon.packages(placed)) == 1
    assert problem_of(Voyage(registration, parcel(NOBODYS)).end()) == "order_unknown"


def test_a_marketplace_without_carrier_list_is_remarked(amazon: Amazon, registration: Registration) -> None:
    placed = amazon.place(salesChannel={"channelName": "AMAZON", "marketplaceId": POLAND})
    load(registration, placed)
    state = Voyage(registration, parcel(placed)).advance()
    assert (state.progress, state.remarks[0].code) == ("accepted", CARRIER_UNCHECKED)


def test_the_same_message_names_the_same_confirmation(registration: Registration, number: str) -> None:
    new = parcel(number)
    now = datetime.now(UTC)
    assert take_shipment(registration, new, now).is_new
    assert not take_shipment(registration, new, now).is_new
    with pytest.raises(ShipmentContradictory):
        take_shipment(registration, new.model_copy(update={"tracking_number": "2"}), now)
    with pytest.raises(ShipmentUnknown):
        get_shipment(registration, "nobody's")


def test_without_the_sellers_consent_nothing_is_sent(registration: Registration, number: str) -> None:
    voyage = Voyage(registration, parcel(number))
    Registration.objects.filter(pk=registration.pk).update(state="revoked")
    waiting = voyage.advance()
    assert (waiting.progress, waiting.attempts, problem_of(waiting)) == ("queued", 0, NotAuthenticated.code)
    registration.refresh_from_db()
    with pytest.raises(NotAuthenticated):
        take_shipment(registration, parcel(number), datetime.now(UTC))
    Registration.objects.filter(pk=registration.pk).update(state="authenticated")
    assert voyage.end().progress == "verified"


def test_many_who_advance_at_once_send_once(amazon: Amazon, registration: Registration, number: str) -> None:
    new = parcel(number)
    now = datetime.now(UTC)
    take_shipment(registration, new, now)

    def advance(_: int) -> str:
        try:
            return advance_shipment(get_shipment(registration, new.reference), now).waiting_for
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        told = Counter(threads.map(advance, range(4)))
    assert set(told) <= {"another_advance", "platform"}
    shipment = Shipment.objects.get(reference=new.reference)
    assert (shipment.progress, shipment.attempts, shipment.acceptances) == ("accepted", 1, 1)
    assert len(amazon.packages(number)) == 1


def test_a_process_that_died_while_sending_is_found_out(
    amazon: Amazon, registration: Registration, number: str
) -> None:
    """What a killed process leaves: sent on record, a lease that runs out, and nobody knows whether Amazon heard."""
    new = parcel(number)
    voyage = Voyage(registration, new)
    Shipment.objects.filter(reference=new.reference).update(
        progress="sent", attempts=1, revision=1, lease_until=voyage.now + LEASE
    )
    held = voyage.advance()
    assert (held.waiting_for, held.retry_after_s) == ("another_advance", 1)
    assert voyage.end().attempts == 2
    assert voyage.way()[-3:] == ["queued", "accepted", "verified"]
    assert len(amazon.packages(number)) == 1


@pytest.mark.usefixtures("amazon")
def test_the_contracts_addresses(caller: Caller) -> None:
    platform = caller.register()
    caller.ask("PUT", f"/platforms/{platform}/authorization", json=DEMO_ACCOUNT)
    new = parcel(NOBODYS)
    path = f"/platforms/{platform}/shipments"
    body = new.model_dump(mode="json")
    assert caller.ask("POST", path, 201, json=body)["progress"] == "queued"
    assert caller.ask("POST", path, 200, json=body)["reference"] == new.reference
    contradiction = caller.ask("POST", path, 409, json=body | {"package_number": 2})
    assert contradiction["code"] == "shipment_contradictory"
    rejected = caller.ask("POST", f"{path}/{new.reference}/advance")
    assert (rejected["progress"], rejected["problem"]["code"]) == ("rejected", "order_unknown")
    assert caller.ask("GET", f"{path}/{new.reference}") == rejected
    assert caller.ask("GET", f"{path}/nobodys", 404)["code"] == "shipment_unknown"
