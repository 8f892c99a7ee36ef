"""Webhooks: signed, with the order, to whoever asked for the event."""

import json
import queue
from typing import Any, Self

import pytest

from shopware_emulator.webhooks import publishing
from shopware_emulator.webhooks.publishing import SIGNATURE_HEADER, sign
from tests.unit.shopware_emulator.shops import Shop


class Answer:
    """What an app answers."""

    status = 204

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Be closed."""


def test_an_app_hears_of_orders_and_their_states(monkeypatch: pytest.MonkeyPatch) -> None:
    posted: queue.Queue[Any] = queue.Queue()

    def send(request: Any, timeout: float) -> Answer:  # noqa: ARG001 - as urlopen has it
        posted.put(request)
        return Answer()

    monkeypatch.setattr(publishing.urllib.request, "urlopen", send)
    shop = Shop(0).sign_in()
    for event in ("checkout.order.placed", "state_enter.order.state.in_progress"):
        wish = {"url": "http://127.0.0.1:1/hook", "event": event, "secret": "s3"}
        assert shop.ask("POST", "/emulator/webhooks", json=wish).status_code == 200
    order_id = shop.emulator.place()
    shop.ask("POST", f"/api/_action/order/{order_id}/state/process")
    for event in ("checkout.order.placed", "state_enter.order.state.in_progress"):
        request = posted.get(timeout=5)
        body = json.loads(request.data)
        assert body["data"]["event"] == event
        assert body["data"]["payload"]["order"]["id"] == order_id
        assert request.get_header(SIGNATURE_HEADER.capitalize()) == sign(request.data, "s3")


def test_a_webhook_needs_an_address() -> None:
    shop = Shop(0)
    assert shop.ask("POST", "/emulator/webhooks", json={"url": "ftp://x"}).status_code == 400


def test_an_integrations_own_webhook_is_unsigned_tried_again_and_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    posted: queue.Queue[Any] = queue.Queue()

    def fail(request: Any, timeout: float) -> Answer:  # noqa: ARG001 - as urlopen has it
        posted.put(request)
        raise TimeoutError

    monkeypatch.setattr(publishing, "PAUSE_S", 0)
    monkeypatch.setattr(publishing.urllib.request, "urlopen", fail)
    shop = Shop(0).sign_in()
    row = {"id": "0" * 32, "name": "kogge", "eventName": "checkout.order.placed", "url": "http://127.0.0.1:1/hook"}
    wish = [{"action": "upsert", "entity": "webhook", "payload": [row, row]}]
    assert shop.ask("POST", "/api/_action/sync", json=wish).json()["data"] == {"webhook": ["0" * 32] * 2}
    for _ in range(publishing.MOST_FAILURES):
        shop.emulator.place()
    requests = [posted.get(timeout=5) for _ in range(publishing.MOST_FAILURES * publishing.TRIES)]
    assert not any(each.get_header(SIGNATURE_HEADER.capitalize()) for each in requests)
    end = [{"action": "delete", "entity": "webhook", "payload": [{"id": "0" * 32}, {"id": "1" * 32}]}]
    answer = shop.ask("POST", "/api/_action/sync", json=end).json()
    assert (answer["deleted"], answer["notFound"]) == ({"webhook": ["0" * 32]}, {"webhook": ["1" * 32]})
    unwhole = [{"action": "upsert", "entity": "webhook", "payload": [row | {"url": "ftp://x"}]}]
    assert shop.ask("POST", "/api/_action/sync", json=unwhole).status_code == 400
