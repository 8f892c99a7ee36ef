"""Cancelled orders against the Emulator: told together by one feed, proven by looking, and the truth where refused."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from kogge_cloud.accounts.models import Registration
from kogge_cloud.amazon.models import CancellationFeed
from kogge_cloud.delivery.queries import get_shipment
from kogge_cloud.delivery.services import advance_shipment, take_shipment
from kogge_contract.platforms import CancelReason, ReportKind, ReportValue
from kogge_contract.shipments import NewShipment, ShipmentProgress, ShipmentState
from tests.emulators import running_emulator
from tests.integration.kogge_cloud.conftest import DATABASES
from tests.integration.kogge_cloud.test_shipments import Amazon, amazon, load, parcel, problem_of, registration

__all__ = ["amazon", "registration"]

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

ENDED = {ShipmentProgress.VERIFIED, ShipmentProgress.REJECTED}


@pytest.fixture(scope="module")
def emulator() -> Iterator[Amazon]:
    """An Amazon with quota to spare, which works feeds off at once."""
    with running_emulator("--orders", "0", "--quota", "100000") as running:
        httpx.post(f"{running.url}/emulator/feeds", json={"seconds": 0}).raise_for_status()
        yield Amazon(running.url)


def place(amazon: Amazon, registration: Registration, **fields: Any) -> str:
    number = amazon.place(**fields)
    load(registration, number)
    return number


def cancel(registration: Registration, *numbers: str, **fields: Any) -> dict[str, ShipmentState]:
    """Report orders as cancelled and see all to their end, on a clock that jumps to whatever is waited for."""
    now, states, waits = datetime.now(UTC), {}, [0.0]
    references = {number: str(uuid4()) for number in numbers}
    for number, reference in references.items():
        said = {"reference": reference, "order_reference": number, "kind": ReportKind.ORDER, "shipped_at": now}
        new = NewShipment.model_validate(said | {"value": ReportValue.CANCELLED} | fields)
        take_shipment(registration, new, now)
        take_shipment(registration, new, now)
    for _round in range(40):
        now += timedelta(seconds=min(waits))
        registration.refresh_from_db()
        for number, reference in references.items():
            states[number] = advance_shipment(get_shipment(registration, reference), now)
        waits = [each.retry_after_s for each in states.values() if each.progress not in ENDED]
        if not waits:
            return states
    pytest.fail(f"no end: {states}")


def show(amazon: Amazon, number: str) -> tuple[str, str]:
    """Return what Amazon shows of an order: its status, and why its first item was cancelled."""
    path = f"/orders/2026-01-01/orders/{number}"
    query = {"includedData": "FULFILLMENT,CANCELLATION"}
    told = httpx.get(amazon.url + path, params=query, headers=amazon._headers()).json()["order"]
    executed = told["orderItems"][0].get("cancellation", {}).get("cancellationExecution", {})
    return told["fulfillment"]["fulfillmentStatus"], executed.get("cancelReason", "")


@pytest.mark.parametrize("fault", ["", "timeout_after"])
def test_orders_are_cancelled_together_and_looked_at(amazon: Amazon, registration: Registration, fault: str) -> None:
    numbers = [place(amazon, registration) for _ in range(3)]
    if fault:
        amazon.break_next("createFeed", fault)
    states = cancel(registration, *numbers, cancel_reason=CancelReason.BUYER)
    assert {(each.progress, each.problem, each.attempts) for each in states.values()} == {("verified", None, 1)}
    assert {show(amazon, number) for number in numbers} == {("CANCELLED", "BuyerCanceled")}
    [feed] = CancellationFeed.objects.all()
    assert (feed.progress, feed.attempts) == ("verified", 1)


def test_what_amazon_or_we_refuse_is_told_and_stops_no_other(amazon: Amazon, registration: Registration) -> None:
    good, behind, confirmed, gone, bought = (place(amazon, registration) for _ in range(5))
    amazon.confirm_elsewhere(behind, "00340434161094000009")
    take_shipment(registration, parcel(confirmed), datetime.now(UTC))
    amazon.confirm_elsewhere(gone, "00340434161094000008")
    load(registration, gone)
    event = {"event": "cancel"}
    httpx.post(f"{amazon.url}/emulator/orders/{bought}/events", json=event).raise_for_status()
    states = cancel(registration, good, behind, confirmed, gone, bought, "302-0000000-9999999")
    assert (states[good].progress, show(amazon, good)) == ("verified", ("CANCELLED", "NoInventory"))
    assert (states[bought].progress, states[bought].problem) == ("verified", None), "it is so, whoever did it"
    assert [problem_of(states[each]) for each in (confirmed, gone, "302-0000000-9999999")] == [
        "order_shipped", "order_shipped", "order_unknown"
    ]  # fmt: skip
    assert problem_of(states[behind]) == "request_refused"
    assert states[behind].problem is not None
    assert "is SHIPPED" in states[behind].problem.message
    assert {each.attempts for number, each in states.items() if number in {confirmed, gone}} == {0}
