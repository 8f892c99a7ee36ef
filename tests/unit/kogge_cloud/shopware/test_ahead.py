"""The next page is there when it is wanted, once; a refusal leaves it to the ordinary way."""

from collections.abc import Iterator
from typing import Any

import pytest

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.rules import Credentials
from kogge_cloud.adapters.errors import NotOffered, PlatformUnavailable
from kogge_cloud.shopware import ahead

KEYS = Credentials(client_id="k", client_secret="s", refresh_token="", seller_reference="https://shop.example")
PLATFORM = Registration(name="Laden")


class Answers:
    """What the shop answers, and how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.error: Exception | None = None

    def send(self, *question: Any) -> dict[str, Any]:
        self.asked.append(question)
        if self.error:
            raise self.error
        return {"data": [{"id": len(self.asked)}]}


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    answers = Answers()
    monkeypatch.setattr(ahead, "send", answers.send)
    monkeypatch.setattr(ahead, "read_authorization", lambda _registration: KEYS)
    monkeypatch.setattr(ahead, "get_access_token", lambda _keys: "token")
    yield answers
    ahead._pages.clear()


def test_a_page_is_taken_once(shop: Answers) -> None:
    assert ahead.take_ahead((1, "200")) is None
    for _ in range(2):
        ahead.ask_ahead((1, "200"), PLATFORM, "/api/search/order", {"limit": 200})
    assert ahead.take_ahead((1, "200")) == [{"id": 1}]
    assert shop.asked == [("https://shop.example", "token", "POST", "/api/search/order", {"limit": 200})]
    assert ahead.take_ahead((1, "200")) is None


def test_a_refusal_is_dropped(shop: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.error = PlatformUnavailable("down")
    ahead.ask_ahead((1, "200"), PLATFORM, "/", {})
    assert ahead.take_ahead((1, "200")) is None

    def refuse(_keys: object) -> str:
        message = "no token"
        raise NotOffered(message)

    monkeypatch.setattr(ahead, "get_access_token", refuse)
    ahead.ask_ahead((1, "400"), PLATFORM, "/", {})
    assert ahead.take_ahead((1, "400")) is None
    assert len(shop.asked) == 1


@pytest.mark.usefixtures("shop")
def test_only_so_many_pages_wait_and_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(ahead.MOST_PAGES + 1):
        ahead.ask_ahead((number, "200"), PLATFORM, "/", {})
    assert ahead.take_ahead((ahead.MOST_PAGES, "200")) is None
    monkeypatch.setattr(ahead, "GOOD_FOR_S", -1.0)
    assert ahead.take_ahead((0, "200")) is None
    ahead.ask_ahead((9, "200"), PLATFORM, "/", {})
    assert list(ahead._pages) == [(9, "200")]
