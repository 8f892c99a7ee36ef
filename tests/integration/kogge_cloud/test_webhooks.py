"""A shop calls this Cloud when an order changes: put into the shop, heard, believed in nothing, and taken out again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler
from pytest_django import Settings

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import AccessDenied
from kogge_cloud.infrastructure.secrets import encrypt
from kogge_cloud.notifications.models import Subscription
from kogge_cloud.shopware import webhooks
from tests.integration.kogge_cloud.conftest import DATABASES, MOUNT, Caller
from tests.unit.shopware_emulator.shops import Shop

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)


@pytest.fixture
def http(transactional_db: None) -> Iterator[httpx.Client]:  # noqa: ARG001
    """The API in this process alone: that HTTP carries it is seen elsewhere."""
    transport = httpx.WSGITransport(app=WSGIHandler())
    with httpx.Client(base_url=f"http://testserver{MOUNT}", transport=transport) as client:
        yield client


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Shop:
    """A shop in this process, and a Cloud that it could call."""
    running = Shop(0).sign_in()

    def ask(_registration: Registration, operations: list[dict[str, Any]]) -> None:
        assert running.ask("POST", "/api/_action/sync", json=operations).status_code == 200

    monkeypatch.setattr(webhooks, "synchronise", ask)
    settings.KOGGE_CLOUD_PUBLIC_URL = "https://cloud.example/cloud"
    return running


@pytest.fixture
def platform(caller: Caller) -> str:
    """A shop that is signed in, and was listed a minute ago."""
    reference = caller.register("Laden", kind="shopware", region="")
    Registration.objects.update(
        state="authenticated",
        credentials_encrypted=encrypt(b"{}"),
        listed_until=datetime.now(UTC) - timedelta(seconds=60),
    )
    return reference


def switch(caller: Caller, platform: str, *, enabled: bool = True) -> dict[str, Any]:
    state: dict[str, Any] = caller.ask("PUT", f"/platforms/{platform}/notifications", json={"enabled": enabled})
    return state


def due_in_s(caller: Caller) -> float:
    [work] = caller.ask("GET", "/due-work")
    assert work["is_notified"]
    return (datetime.fromisoformat(work["listing_due_at"]) - datetime.now(UTC)).total_seconds()


def test_a_call_makes_the_next_listing_due_soon(caller: Caller, platform: str, shop: Shop) -> None:
    assert switch(caller, platform)["progress"] == "on"
    put = shop.emulator.webhooks.registered
    assert {each.event for each in put} == set(webhooks.EVENTS)
    [url] = {each.url for each in put}
    assert url.startswith("https://cloud.example/cloud/v1/webhooks/")
    # Nobody who reads the database learns the address.
    token = urlsplit(url).path.rpartition("/")[2]
    assert token not in str(Subscription.objects.values().get())
    assert due_in_s(caller) > 30
    caller.ask("POST", "/webhooks/guessed", 404, content=b"{}")
    assert due_in_s(caller) > 30
    # What it says is not read: it need not even be JSON.
    caller.ask("POST", f"/webhooks/{token}", 204, content=b"\xff", headers={"Authorization": ""})
    assert due_in_s(caller) < 3
    state = caller.ask("GET", f"/platforms/{platform}/notifications")
    assert (state["received"], state["waiting_orders"]) == (1, 0)
    Registration.objects.update(listed_until=datetime.now(UTC))
    assert due_in_s(caller) > 30


def test_switched_on_again_the_address_is_a_new_one(
    caller: Caller, platform: str, shop: Shop, settings: Settings
) -> None:
    switch(caller, platform)
    [before] = {each.url for each in shop.emulator.webhooks.registered}
    settings.KOGGE_CLOUD_PUBLIC_URL = "https://other.example"
    state = caller.ask("GET", f"/platforms/{platform}/notifications")
    assert (state["progress"], state["problem"]["code"]) == ("failed", "address_changed")
    assert switch(caller, platform)["progress"] == "on"
    [after] = {each.url for each in shop.emulator.webhooks.registered}
    assert after.startswith("https://other.example/v1/webhooks/")
    caller.ask("POST", f"/webhooks/{before.rpartition('/')[2]}", 404)
    caller.ask("POST", f"/webhooks/{after.rpartition('/')[2]}", 204)


@pytest.mark.parametrize("by_sign_out", [False, True])
def test_in_the_end_the_shop_calls_no_longer(caller: Caller, platform: str, shop: Shop, *, by_sign_out: bool) -> None:
    switch(caller, platform)
    [url] = {each.url for each in shop.emulator.webhooks.registered}
    if by_sign_out:
        caller.ask("DELETE", f"/platforms/{platform}/authorization")
    else:
        assert switch(caller, platform, enabled=False)["progress"] == "off"
    assert shop.emulator.webhooks.registered == []
    caller.ask("POST", f"/webhooks/{url.rpartition('/')[2]}", 404)
    assert caller.ask("GET", f"/platforms/{platform}/notifications")["progress"] == "off"


def test_without_rights_it_is_said_and_asking_goes_on(
    caller: Caller, platform: str, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        message = "The shop denies access (webhook:create). Give the integration a role that allows this."
        raise AccessDenied(message)

    monkeypatch.setattr(webhooks, "synchronise", refuse)
    state = switch(caller, platform)
    assert state["progress"] == "failed"
    assert "webhook:create" in state["problem"]["message"]
    [work] = caller.ask("GET", "/due-work")
    assert not work["is_notified"]
    assert shop.emulator.webhooks.registered == []


def test_without_a_public_address_it_is_refused(caller: Caller, platform: str, shop: Shop, settings: Settings) -> None:
    settings.KOGGE_CLOUD_PUBLIC_URL = "http://office.internal"
    problem = caller.ask("PUT", f"/platforms/{platform}/notifications", 409, json={"enabled": True})
    assert problem["code"] == "notifications_unavailable"
    assert "KOGGE_CLOUD_PUBLIC_URL" in problem["message"]
    assert not caller.ask("GET", f"/platforms/{platform}/notifications")["available"]
    assert shop.emulator.webhooks.registered == []
