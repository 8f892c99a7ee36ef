"""Reads the static sandbox cases out of Amazon's Swagger models, and tells which one a request meets.

Amazon publishes no exact rule for the matching. This one: a case asks for the parameters that it gives a value, and for
nothing else; of several that a request meets the one that asks for most answers, and of equals the first.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from amazon_emulator.times import parse_time

METHODS = ("get", "post", "put", "patch", "delete")
MARK = "x-amzn-api-sandbox"
BODY = "body"


class ModelUnusable(Exception):
    """A file is no Swagger model; the message names it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request as the cases see it. `query` keeps the order and repetitions; header names are in lower case."""

    method: str
    segments: tuple[str, ...]
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a case asks of one parameter. `place` is path, query, header or body."""

    name: str
    place: str
    value: Any
    is_list: bool = False

    def is_met(self, question: Question, path: Mapping[str, str]) -> bool:
        """Tell whether a request gives that value. `path` holds the values of its placeholders."""
        if self.place == BODY:
            return bool(question.body == self.value)
        if self.place == "path":
            given = [path[self.name]] if self.name in path else []
        elif self.place == "header":
            given = [question.headers[self.name.lower()]] if self.name.lower() in question.headers else []
        else:
            given = [value for name, value in question.query if name == self.name]
        return _is_same(given, self.texts(), is_list=self.is_list)

    def texts(self) -> list[str]:
        """Return the value as texts, one for each element of a list."""
        values = self.value if isinstance(self.value, list) else [self.value]
        texts = [_write(each) for each in values]
        return [part.strip() for text in texts for part in text.split(",")] if self.is_list else texts


@dataclass(frozen=True, slots=True)
class Case:
    """A documented request and its answer; `response` is None where there is no body."""

    status: int
    parameters: tuple[Parameter, ...]
    response: Any


@dataclass(frozen=True, slots=True)
class SandboxOperation:
    """An operation with its cases, in the model's order. `segments` is its path, with names in braces."""

    name: str
    method: str
    segments: tuple[str, ...]
    cases: tuple[Case, ...]

    @property
    def key(self) -> str:
        """What tells it from operations of the same name in another version."""
        return f"{self.method} /{'/'.join(self.segments)}"

    def read_path(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """Return the values of the placeholders, or None for another path."""
        if len(segments) != len(self.segments):
            return None
        pairs = list(zip(self.segments, segments, strict=True))
        if any(own != given for own, given in pairs if not _is_placeholder(own)):
            return None
        return {own[1:-1]: given for own, given in pairs if _is_placeholder(own)}

    def find_case(self, question: Question) -> Case | None:
        """Return the case that a request meets best."""
        path = self.read_path(question.segments) or {}
        met = [case for case in self.cases if all(each.is_met(question, path) for each in case.parameters)]
        return max(met, key=lambda case: len(case.parameters), default=None)


def find_operation(operations: Iterable[SandboxOperation], question: Question) -> SandboxOperation | None:
    """Return the operation of a method and path; one with fewer placeholders goes first."""
    matching = [
        each for each in operations if each.method == question.method and each.read_path(question.segments) is not None
    ]
    return min(matching, key=lambda each: sum(map(_is_placeholder, each.segments)), default=None)


def read_model(path: Path) -> list[SandboxOperation]:
    """Read all operations of a Swagger 2.0 model. Raises ModelUnusable."""
    try:
        model = json.loads(path.read_text(encoding="utf-8"))
        return list(_read_operations(model))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{path}: not a Swagger model: {error!r}"
        raise ModelUnusable(message) from error


def split_path(path: str) -> tuple[str, ...]:
    """Return the segments of a path."""
    return tuple(path.removeprefix("/").split("/"))


def _read_operations(model: dict[str, Any]) -> Iterator[SandboxOperation]:
    base = model.get("basePath", "").rstrip("/")
    for path, described in model["paths"].items():
        for method in METHODS:
            if method not in described:
                continue
            operation = described[method]
            declared = [*described.get("parameters", []), *operation.get("parameters", [])]
            known = {each["name"]: each for each in (_resolve(model, each) for each in declared)}
            yield SandboxOperation(
                operation.get("operationId", f"{method} {path}"),
                method.upper(),
                split_path(f"{base}{path}"),
                tuple(_read_cases(model, operation["responses"], known)),
            )


def _read_cases(model: dict[str, Any], responses: dict[str, Any], known: dict[str, dict[str, Any]]) -> Iterator[Case]:
    for status, response in responses.items():
        for case in _resolve(model, response).get(MARK, {}).get("static", []):
            asked = case.get("request", {}).get("parameters", {})
            parameters = (_read_parameter(name, wanted, known.get(name)) for name, wanted in asked.items())
            yield Case(int(status), tuple(each for each in parameters if each is not None), case.get("response"))


def _read_parameter(name: str, wanted: Any, declared: dict[str, Any] | None) -> Parameter | None:  # noqa: ANN401
    """Return what a case asks, or None where it names a parameter without a value."""
    place = declared["in"] if declared else BODY if name == BODY else "query"
    if place == BODY and wanted and "value" not in wanted:
        # Some models write the body down without the `value` around it.
        return Parameter(name, BODY, wanted)
    if "value" not in wanted:
        return None
    return Parameter(name, place, wanted["value"], bool(declared) and (declared or {}).get("type") == "array")


def _resolve(model: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    reference = part.get("$ref", "")
    if not reference:
        return part
    found: Any = model
    for name in split_path(reference.removeprefix("#")):
        found = found[name.replace("~1", "/").replace("~0", "~")]
    return dict(found)


def _is_placeholder(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")


def _is_same(given: list[str], wanted: list[str], *, is_list: bool) -> bool:
    """Compare texts; a list comes repeated or separated by commas, in any order."""
    if is_list:
        given, wanted = sorted(part.strip() for text in given for part in text.split(",")), sorted(wanted)
    return len(given) == len(wanted) and all(
        one == other or _is_same_moment(one, other) for one, other in zip(given, wanted, strict=True)
    )


def _is_same_moment(one: str, other: str) -> bool:
    # Clients write a time their own way: +00:00 for Z, with or without fractions.
    if "T" not in one or "T" not in other:
        return False
    try:
        return parse_time(one) == parse_time(other)
    except ValueError:
        return False


def _write(value: Any) -> str:  # noqa: ANN401 - any JSON
    return value if isinstance(value, str) else json.dumps(value)
