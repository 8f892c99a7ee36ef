"""The control routes for sellers, applications, roles and what runs out."""

from typing import Any

import pytest

from amazon_emulator.accounts import DEMO
from tests.unit.amazon_emulator.test_app import LOGIN, ORDERS, SINCE, Amazon


@pytest.fixture
def amazon() -> Amazon:
    return Amazon().sign_in()


def test_sellers_are_added_with_or_without_a_consent(amazon: Amazon) -> None:
    added = amazon.ask("POST", "/emulator/sellers", json={"name": "Käse", "region": "NA"}).json()
    fields = {name: added[name] for name in ("client_id", "client_secret", "refresh_token")}
    assert amazon.ask("POST", "/auth/o2/token", data=LOGIN | fields).status_code == 200
    waiting = amazon.ask("POST", "/emulator/sellers", json={"authorize": False}).json()
    assert (waiting["authorizations"], "refresh_token" in waiting) == ([], False)
    listed = amazon.ask("GET", "/emulator/sellers").json()["sellers"]
    assert [each["seller_id"] for each in listed][-2:] == [added["seller_id"], waiting["seller_id"]]
    assert [each["client_id"] for each in added["authorizations"]] == [DEMO.client_id]


def test_every_seller_has_orders_of_his_own(amazon: Amazon) -> None:
    heard: list[tuple[str, str, bool]] = []
    amazon.emulator.watch_orders(lambda seller, order, known: heard.append((seller, order["orderId"], known is None)))
    added = amazon.ask("POST", "/emulator/sellers", json={}).json()
    seller_id, theirs = added["seller_id"], next(iter(amazon.emulator.store))
    order = theirs | {"orderId": "303-7777777-7777777"}
    put = amazon.ask("POST", "/emulator/orders", json={"orders": [order], "seller_id": seller_id})
    assert put.json() == {"orders": 1}
    generated = amazon.ask("POST", "/emulator/generate", json={"count": 2, "seller_id": seller_id})
    assert generated.json() == {"orders": 3}
    amazon.emulator.store.put(theirs)
    assert heard[0] == (seller_id, order["orderId"], True)
    assert heard[-1] == (DEMO.seller_id, theirs["orderId"], False)
    assert amazon.ask("GET", f"{ORDERS}/{theirs['orderId']}").status_code == 200
    fields = {name: added[name] for name in ("client_id", "client_secret", "refresh_token")}
    token = amazon.ask("POST", "/auth/o2/token", data=LOGIN | fields).json()["access_token"]
    amazon.headers = {"x-amz-access-token": token}
    assert amazon.ask("GET", f"{ORDERS}/{order['orderId']}").status_code == 200
    assert amazon.ask("GET", f"{ORDERS}/{theirs['orderId']}").status_code == 404
    listed = amazon.ask("GET", "/emulator/orders", params={"seller_id": seller_id}).json()["orders"]
    assert len(listed) == 3
    assert amazon.ask("GET", "/emulator/orders", params={"seller_id": "nobody"}).json() == {"orders": []}
    nobody = amazon.ask("POST", "/emulator/generate", json={"count": 2, "seller_id": "nobody"})
    assert nobody.status_code == 400


def test_an_application_without_roles_is_told_nothing(amazon: Amazon) -> None:
    path = f"/emulator/applications/{DEMO.client_id}/roles"
    assert amazon.ask("PUT", path, json={"roles": ["Pricing"]}).json()["roles"] == ["Pricing"]
    order = amazon.ask("GET", ORDERS, params=SINCE | {"includedData": "BUYER,RECIPIENT"}).json()["orders"][0]
    assert "buyerName" not in order.get("buyer", {})
    assert "addressLine1" not in order.get("recipient", {}).get("deliveryAddress", {})
    amazon.ask("PUT", path, json={"roles": []})
    refused = amazon.ask("GET", ORDERS, params=SINCE)
    assert (refused.status_code, refused.json()["errors"][0]["details"]) == (403, "")


def test_marketplaces_of_another_region_are_refused_at_the_door(amazon: Amazon) -> None:
    refused = amazon.ask("GET", ORDERS, params=SINCE | {"marketplaceIds": "A1PA6795UKMFR9, ATVPDKIKX0DER"})
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["message"] == "The marketplaces you provided are not valid for region"


def test_access_tokens_run_out_on_demand(amazon: Amazon) -> None:
    body = {"what": "access_tokens", "seller_id": "A3KOGGENORDLICHT"}
    assert amazon.ask("POST", "/emulator/expire", json=body).status_code == 204
    assert amazon.ask("GET", ORDERS, params=SINCE).status_code == 200
    amazon.ask("POST", "/emulator/expire", json={"what": "access_tokens"})
    assert amazon.ask("GET", ORDERS, params=SINCE).status_code == 403


def test_applications_are_added(amazon: Amazon) -> None:
    body = {"name": "Other", "redirect_uris": ["https://a.example/"], "roles": ["Pricing"], "is_draft": True}
    added = amazon.ask("POST", "/emulator/applications", json=body).json()
    assert (added["is_draft"], added["roles"], len(added["secrets"])) == (True, ["Pricing"], 1)
    sold = amazon.ask("POST", "/emulator/sellers", json={"client_id": added["client_id"]}).json()
    assert sold["client_secret"] == added["secrets"][0]["secret"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "expire", {}),
        ("POST", "expire", {"what": "everything"}),
        ("POST", "expire", {"what": "secret", "client_id": "nobody"}),
        ("POST", "revoke", []),
        ("POST", "sellers", {"region": "MOON"}),
        ("POST", "sellers", {"region": "EU", "marketplaces": ["ATVPDKIKX0DER"]}),
        ("POST", "sellers", {"client_id": "nobody"}),
        ("POST", "sellers", {"seller_id": DEMO.seller_id}),
        ("POST", "applications", {"name": "No address"}),
        ("PUT", f"applications/{DEMO.client_id}/roles", {"roles": ["King"]}),
        ("PUT", "applications/nobody/roles", {"roles": []}),
    ],
)
def test_what_cannot_be_used_is_refused(amazon: Amazon, method: str, path: str, body: Any) -> None:
    answer = amazon.ask(method, f"/emulator/{path}", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")
