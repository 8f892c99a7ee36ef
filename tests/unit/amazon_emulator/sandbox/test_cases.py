"""Static cases out of a model, and which one a request meets."""

import json
from pathlib import Path
from typing import Any

import pytest

from amazon_emulator.sandbox.cases import (
    Case,
    ModelUnusable,
    Question,
    SandboxOperation,
    find_operation,
    read_model,
    split_path,
)


def make_case(response: str, **parameters: Any) -> dict[str, Any]:
    asked = {name: {"value": value} for name, value in parameters.items()}
    return {"request": {"parameters": asked}, "response": {"answer": response}}


def mark(*cases: dict[str, Any]) -> dict[str, Any]:
    return {"x-amzn-api-sandbox": {"static": list(cases)}}


MODEL = {
    "basePath": "/tea/",
    "parameters": {"id": {"name": "teaId", "in": "path", "type": "string"}},
    "paths": {
        "/v1/teas": {
            "get": {
                "operationId": "listTeas",
                "parameters": [
                    {"name": "kinds", "in": "query", "type": "array"},
                    {"name": "since", "in": "query", "type": "string"},
                    {"name": "cold", "in": "query", "type": "boolean"},
                    {"name": "X-Sort", "in": "header", "type": "string"},
                ],
                "responses": {
                    "200": mark(
                        make_case("all"),
                        make_case("again"),
                        make_case("kinds", kinds=["green", "black"]),
                        make_case("recent", since="2026-01-01T00:00:00Z"),
                        make_case("cold", cold=True),
                        make_case("sorted", **{"X-Sort": "up"}),
                    ),
                    "400": mark(make_case("bad", kinds=["milk"], cold=True)),
                },
            },
            "post": {
                "operationId": "createTea",
                "parameters": [{"name": "payload", "in": "body"}],
                "responses": {
                    "201": mark(make_case("made", body={"name": "Assam", "leaves": [1, 2]})),
                    "400": mark({"request": {"parameters": {"body": {"name": "bare"}}}}),
                },
            },
        },
        "/v1/teas/{teaId}": {
            "parameters": [{"$ref": "#/parameters/id"}],
            "get": {"operationId": "getTea", "responses": {"200": mark(make_case("one", teaId="a/b"))}},
        },
        "/v1/teas/best": {"get": {"operationId": "getBest", "responses": {"204": mark({})}}},
    },
}


@pytest.fixture
def operations(tmp_path: Path) -> list[SandboxOperation]:
    file = tmp_path / "tea.json"
    file.write_text(json.dumps(MODEL))
    return read_model(file)


def ask(operations: list[SandboxOperation], method: str = "GET", path: str = "/tea/v1/teas", **given: Any) -> Any:
    question = Question(method, split_path(path), **given)
    operation = find_operation(operations, question)
    case = operation and operation.find_case(question)
    return case.response["answer"] if case and case.response else case


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ((), "all"),
        ((("unknown", "1"),), "all"),
        ((("kinds", "black,green"),), "kinds"),
        ((("kinds", "green"), ("kinds", "black")), "kinds"),
        ((("since", "2026-01-01T00:00:00+00:00"),), "recent"),
        ((("since", "yesterday-T"),), "all"),
        ((("cold", "true"),), "cold"),
        ((("cold", "true"), ("kinds", "milk")), "bad"),
    ],
)
def test_the_case_that_asks_for_most_answers(operations: list[SandboxOperation], query: Any, answer: str) -> None:
    assert ask(operations, query=query) == answer


def test_headers_and_paths_count(operations: list[SandboxOperation]) -> None:
    assert ask(operations, headers={"x-sort": "up"}) == "sorted"
    question = Question("GET", ("tea", "v1", "teas", "a/b"))
    found = find_operation(operations, question)
    assert found is not None
    assert found.find_case(question) is not None
    assert ask(operations, path="/tea/v1/teas/other") is None
    assert ask(operations, path="/tea/v1/teas/best") == Case(204, (), None)
    assert ask(operations, path="/tea/v1") is None
    assert ask(operations, "DELETE") is None


def test_bodies_are_equal_throughout(operations: list[SandboxOperation]) -> None:
    assert ask(operations, "POST", body={"leaves": [1, 2], "name": "Assam"}) == "made"
    assert ask(operations, "POST", body={"leaves": [2, 1], "name": "Assam"}) is None
    assert ask(operations, "POST", body={"name": "bare"}).status == 400
    assert ask(operations, "POST") is None


def test_other_files_are_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    for content in ("{", "{}", "[]"):
        file.write_text(content)
        with pytest.raises(ModelUnusable, match=r"other\.json"):
            read_model(file)
    with pytest.raises(ModelUnusable, match=r"missing\.json"):
        read_model(tmp_path / "missing.json")
