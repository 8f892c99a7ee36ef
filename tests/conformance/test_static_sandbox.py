"""Every static sandbox case in Amazon's models, asked of the running Emulator over HTTP.

Amazon's models are not part of this project; without them beside the checkout there is nothing to ask.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from amazon_emulator.accounts import DEMO
from tests.emulators import running_emulator

MODELS = Path(__file__).parents[2].parent / "shared/models/amazon"
SCOPE = "sellingpartnerapi::notifications"
MARK = "x-amzn-api-sandbox"


@dataclass(frozen=True)
class Documented:
    """A case as its model writes it down, read apart from the Emulator's own reading."""

    name: str
    method: str
    operation: str
    path: str
    query: dict[str, str]
    body: Any
    status: int
    response: Any = field(repr=False)


def find_cases() -> Iterator[Documented]:
    for file in sorted(MODELS.glob("*.json")):
        model = json.loads(file.read_text())
        for template, described in model.get("paths", {}).items():
            for method, operation in described.items():
                if isinstance(operation, dict) and "responses" in operation:
                    shared = described.get("parameters", [])
                    yield from find_operation_cases(file.stem, model, template, method, operation, shared)


def find_operation_cases(
    stem: str, model: Any, template: str, method: str, operation: Any, shared: list[Any]
) -> Iterator[Documented]:
    base = model.get("basePath", "").rstrip("/")
    declared = [resolve(model, each) for each in [*shared, *operation.get("parameters", [])]]
    places = {each["name"]: each["in"] for each in declared}
    for status, response in operation["responses"].items():
        for number, case in enumerate(resolve(model, response).get(MARK, {}).get("static", []), start=1):
            asked = case.get("request", {}).get("parameters", {})
            path, query, body = f"{base}{template}", {}, None
            for name, wanted in asked.items():
                if places.get(name) == "body" or (name == "body" and name not in places):
                    body = wanted.get("value", wanted) if wanted else None
                elif "value" not in wanted:
                    continue
                elif places.get(name) == "path":
                    path = path.replace(f"{{{name}}}", quote(write(wanted["value"]), safe=""))
                else:
                    query[name] = write(wanted["value"])
            for name in places:
                path = path.replace(f"{{{name}}}", "anything")
            identity = f"{stem}:{operation['operationId']}:{status}:{number}"
            yield Documented(
                identity, method, operation["operationId"], path, query, body, int(status), case.get("response")
            )


def resolve(model: Any, part: Any) -> Any:
    if "$ref" not in part:
        return part
    _, kind, name = part["$ref"].split("/")
    return model[kind][name]


def write(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(write(each) for each in value)
    return value if isinstance(value, str) else json.dumps(value)


# Two cases for one request, which names no parameter: nobody can ask for the second. The first answers.
UNREACHABLE = {"sellers:getAccount:400:1"}
CASES = list(find_cases()) if MODELS.exists() else []
GRANTLESS = {
    "createDestination",
    "getDestinations",
    "getDestination",
    "deleteDestination",
    "getSubscriptionById",
    "deleteSubscriptionById",
    "rotateApplicationClientSecret",
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    files = [argument for file in sorted(MODELS.glob("*.json")) for argument in ("--sandbox", str(file))]
    with running_emulator("--orders", "0", "--quota", "100000", *files) as emulator:
        yield emulator.url


@pytest.fixture(scope="module")
def tokens(url: str) -> dict[str, str]:
    keys = {"client_id": DEMO.client_id, "client_secret": DEMO.client_secret}
    grants = {
        "": {"grant_type": "refresh_token", "refresh_token": DEMO.refresh_token},
        "notifications": {"grant_type": "client_credentials", "scope": SCOPE},
        "rotation": {
            "grant_type": "client_credentials",
            "scope": "sellingpartnerapi::client_credential:rotation",
        },
    }
    return {
        name: httpx.post(f"{url}/auth/o2/token", data=keys | grant).json()["access_token"]
        for name, grant in grants.items()
    }


def choose_token(operation: str, tokens: dict[str, str]) -> str:
    if operation not in GRANTLESS:
        return tokens[""]
    return tokens["rotation" if operation.startswith("rotate") else "notifications"]


@pytest.mark.skipif(not CASES, reason="Amazon's models are not at hand")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_documented_case_is_answered_as_documented(url: str, tokens: dict[str, str], case: Documented) -> None:
    answer = httpx.request(
        case.method,
        f"{url}{case.path}",
        params=case.query,
        json=case.body,
        headers={"x-amz-access-token": choose_token(case.operation, tokens)},
    )
    if case.name in UNREACHABLE:
        assert answer.status_code == HTTPStatus.OK
        return
    assert answer.status_code == case.status, answer.text
    expected = None if case.status == 204 else case.response
    assert (answer.json() if answer.content else None) == expected


@pytest.mark.skipif(not CASES, reason="Amazon's models are not at hand")
def test_what_no_case_documents_is_refused_and_the_door_is_closed(url: str, tokens: dict[str, str]) -> None:
    path = f"{url}/orders/2026-01-01/orders/000-0000000-0000000"
    refused = httpx.get(path, headers={"x-amz-access-token": tokens[""]})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "InvalidInput")
    assert refused.json()["errors"][0]["message"] == "Could not match input arguments"
    assert httpx.get(path).status_code == HTTPStatus.FORBIDDEN
    grantless = httpx.get(f"{url}/notifications/v1/destinations", headers={"x-amz-access-token": tokens[""]})
    assert grantless.status_code == HTTPStatus.FORBIDDEN
    nowhere = httpx.get(f"{url}/nowhere", headers={"x-amz-access-token": tokens[""]})
    assert nowhere.status_code == HTTPStatus.NOT_FOUND
