"""The Cloud's client: signs in once, repeats what may pass, and says plainly what went wrong."""

import pickle
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest
import stamina

from kogge.infrastructure.cloud import CloudClient
from kogge.infrastructure.cloud_errors import CloudRefused, CloudUnreachable, WrongCredentials
from kogge.infrastructure.http import make_client
from kogge_contract.messages import FetchProgress, NewFetch
from kogge_contract.shipments import NewShipment, ShipmentProgress, ShippedLine

Handler = Callable[[httpx.Request], httpx.Response]
FETCH = {"reference": "7", "progress": "running", "pages": 1, "orders_listed": 100}
PROBLEM = {"code": "name_taken", "message": "There is a platform “Amazon” already.", "permanent": True}


@pytest.fixture(autouse=True)
def _no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


class Server:
    """Answers the token endpoint itself and everything else through a function; remembers what was asked."""

    def __init__(self, answer: Handler) -> None:
        self.answer = answer
        self.requests: list[httpx.Request] = []
        self.tokens = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token":
            self.tokens += 1
            return httpx.Response(200, json={"access_token": f"token-{self.tokens}", "expires_in": 3600})
        self.requests.append(request)
        return self.answer(request)


def client_of(server: Handler) -> CloudClient:
    return CloudClient(make_client("http://cloud.test", httpx.MockTransport(server)), "client", "secret")


def test_one_token_serves_many_calls() -> None:
    server = Server(lambda _: httpx.Response(200, json=FETCH))
    client = client_of(server)
    for _ in range(3):
        assert client.advance_fetch("p", "7").progress is FetchProgress.RUNNING
    assert server.tokens == 1
    assert {each.headers["Authorization"] for each in server.requests} == {"Bearer token-1"}


def test_an_ended_token_is_renewed_once() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        is_fresh = request.headers["Authorization"] == "Bearer token-2"
        return httpx.Response(200, json=FETCH) if is_fresh else httpx.Response(401, json=PROBLEM)

    server = Server(answer)
    assert client_of(server).start_fetch("p", NewFetch(reference="7")).orders_listed == 100
    assert server.tokens == 2


def test_a_refusal_carries_the_clouds_own_words() -> None:
    client = client_of(Server(lambda _: httpx.Response(409, json=PROBLEM)))
    with pytest.raises(CloudRefused, match="There is a platform") as caught:
        client.get_platform("p")
    assert (caught.value.code, caught.value.permanent, caught.value.status) == ("name_taken", True, 409)


def test_a_refusal_survives_pickling_as_the_engine_records_it() -> None:
    refused = CloudRefused("no", code="name_taken", permanent=False, status=409)
    copy = pickle.loads(pickle.dumps(refused))
    assert (str(copy), copy.code, copy.permanent, copy.status) == ("no", "name_taken", False, 409)


def test_a_hiccup_is_survived() -> None:
    answers = iter([httpx.Response(503, html="away"), httpx.Response(502), httpx.Response(200, json=FETCH)])
    server = Server(lambda _: next(answers))
    assert client_of(server).advance_fetch("p", "7").reference == "7"
    assert len(server.requests) == 3


def test_shipments_are_addressed_by_their_reference() -> None:
    told = {"reference": "7/1", "order_reference": "o", "package_number": 1, "progress": "sent", "attempts": 1}
    server = Server(lambda _: httpx.Response(200, json=told))
    client = client_of(server)
    new = NewShipment(
        reference="7/1",
        order_reference="o",
        package_number=1,
        carrier_code="DHL",
        shipped_at=datetime(2026, 11, 20, tzinfo=UTC),
        lines=(ShippedLine(line_reference="1", quantity=1),),
    )
    states = [client.confirm_shipment("p", new), client.get_shipment("p", "7/1"), client.advance_shipment("p", "7/1")]
    assert {state.progress for state in states} == {ShipmentProgress.SENT}
    assert NewShipment.model_validate_json(server.requests[0].content) == new
    asked = [(each.method, each.url.raw_path.decode()) for each in server.requests]
    assert asked == [
        ("POST", "/v1/platforms/p/shipments"),
        ("GET", "/v1/platforms/p/shipments/7%2F1"),
        ("POST", "/v1/platforms/p/shipments/7%2F1/advance"),
    ]


def test_the_clouds_own_refusal_is_not_asked_for_again() -> None:
    server = Server(lambda _: httpx.Response(503, json=PROBLEM | {"code": "platform_unavailable", "permanent": False}))
    with pytest.raises(CloudRefused) as caught:
        client_of(server).advance_fetch("p", "7")
    assert not caught.value.permanent
    assert len(server.requests) == 1


def test_an_unreachable_cloud_is_a_passing_failure() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        message = "refused"
        raise httpx.ConnectError(message, request=request)

    with pytest.raises(CloudUnreachable, match=r"cloud\.test") as caught:
        client_of(refuse).read_status()
    assert not caught.value.permanent


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"code": 1}'])
def test_an_answer_of_somebody_else_is_not_mistaken(body: bytes) -> None:
    client = client_of(Server(lambda _: httpx.Response(200, content=body)))
    with pytest.raises(CloudUnreachable, match="not as a Cloud"):
        client.read_status()


def test_wrong_credentials_are_said_to_be_wrong_without_showing_them() -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json=PROBLEM)

    with pytest.raises(WrongCredentials) as caught:
        client_of(refuse).read_status()
    assert "client" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_feed_comes_as_bytes() -> None:
    server = Server(lambda _: httpx.Response(200, content=b'{"entries":[],"next_after":9,"head":9}'))
    assert client_of(server).read_feed("p", after=4, limit=500) == b'{"entries":[],"next_after":9,"head":9}'
    assert dict(server.requests[0].url.params) == {"after": "4", "limit": "500"}
