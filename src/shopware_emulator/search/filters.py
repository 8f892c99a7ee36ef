"""Filters of criteria: read, checked, and decided for a row."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from shopware_emulator.entities.definitions import DEFINITIONS, Definition
from shopware_emulator.entities.graph import Graph, Node
from shopware_emulator.errors import Problem, problem
from shopware_emulator.search.paths import read_path, require_path
from shopware_emulator.times import format_time, parse_time

TIMES = ("At", "DateTime", "Date", "Earliest", "Latest", "Login")
_OPERATORS = ("gte", "gt", "lte", "lt")
_GROUPS = {
    "multi": (False, "AND"),
    "and": (False, "AND"),
    "or": (False, "OR"),
    "not": (True, "AND"),
    "nand": (True, "AND"),
    "nor": (True, "OR"),
}

Test = Callable[[Node], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition, or several in a group: then `kind` is `and` or `or`, perhaps negated."""

    kind: str
    path: str = ""
    value: Any = None
    parts: tuple["Filter", ...] = ()
    is_negated: bool = False


class FilterUnreadable(Exception):
    """A filter cannot be read; `path` says which part of it."""

    def __init__(self, detail: str, path: str = "") -> None:
        """Keep what Shopware says."""
        super().__init__(detail)
        self.path = path


def read_filters(definition: Definition, given: object, problems: list[Problem], path: str) -> list[Filter]:
    """Read the filters of criteria; what is wrong with them is added to the problems."""
    if given is None or given in ([], {}):
        return []
    if isinstance(given, dict):
        simple = [{"type": "equals", "field": name, "value": value} for name, value in given.items()]
        return _read_all(definition, simple, problems, path)
    if not isinstance(given, list):
        problems.append(_unreadable("The filter parameter has to be a list of filters.", path))
        return []
    return _read_all(definition, given, problems, path)


def _read_all(definition: Definition, given: list[Any], problems: list[Problem], path: str) -> list[Filter]:
    found = []
    for index, each in enumerate(given):
        place = f"{path}/{index}"
        if not isinstance(each, dict):
            problems.append(_unreadable("The filter parameter has to be an array.", place))
            continue
        try:
            found.append(_read(definition, each, problems, place))
        except FilterUnreadable as error:
            problems.append(_unreadable(str(error), error.path))
    return found


def _read(definition: Definition, given: dict[str, Any], problems: list[Problem], path: str) -> Filter:
    kind = given.get("type")
    if not kind:
        raise FilterUnreadable("Value for filter type is required.")
    if kind in _GROUPS:
        is_negated, operator = _GROUPS[kind]
        if kind in {"multi", "not"}:
            operator = "OR" if str(given.get("operator", "AND")).upper() == "OR" else "AND"
        parts = _read_all(definition, list(given.get("queries") or []), problems, f"{path}/queries")
        return Filter(operator.lower(), parts=tuple(parts), is_negated=is_negated)
    reader = _READERS.get(str(kind))
    if reader is None:
        raise FilterUnreadable(f"Unsupported filter type: {kind}", f"{path}/type")
    if not given.get("field"):
        raise FilterUnreadable(f'Parameter "field" for {kind} filter is missing.', f"{path}/field")
    return Filter(str(kind), require_path(definition, str(given["field"])), reader(given, str(kind), path))


def _read_value(given: dict[str, Any], kind: str, path: str) -> object:
    if "value" not in given or given["value"] == "" or (kind != "equals" and given["value"] is None):
        raise FilterUnreadable(f'Parameter "value" for {kind} filter is missing.', f"{path}/value")
    if isinstance(given["value"], dict | list):
        raise FilterUnreadable(f'Parameter "value" for {kind} filter must be scalar or null.', f"{path}/value")
    return given["value"]


def _read_values(given: dict[str, Any], kind: str, path: str) -> list[object]:
    if not given.get("value"):
        raise FilterUnreadable(f'Parameter "value" for {kind} filter is missing.', f"{path}/value")
    values = given["value"]
    if isinstance(values, str):
        return [each for each in values.split("|") if each]
    return list(values) if isinstance(values, list) else [values]


def _read_range(given: dict[str, Any], _kind: str, path: str) -> dict[str, Any]:
    parameters = given.get("parameters") or {}
    if not isinstance(parameters, dict) or not parameters:
        raise FilterUnreadable('Parameter "parameters" for range filter is missing.', f"{path}/parameters")
    return {name: parameters[name] for name in _OPERATORS if name in parameters}


_READERS: dict[str, Callable[[dict[str, Any], str, str], Any]] = {
    "equals": _read_value,
    "contains": _read_value,
    "prefix": _read_value,
    "suffix": _read_value,
    "equalsAny": _read_values,
    "equalsAll": _read_values,
    "range": _read_range,
}


def _unreadable(detail: str, path: str) -> Problem:
    found = problem(HTTPStatus.BAD_REQUEST, "FRAMEWORK__INVALID_FILTER_QUERY", detail, {"path": path})
    return found | {"source": {"pointer": path}}


def is_time(path: str) -> bool:
    """Tell whether a path ends in a time."""
    return path.endswith(TIMES)


def comparable(value: object, *, as_time: bool = False) -> object:
    """Return a value the way the database compares it: texts without case, times to the millisecond."""
    if as_time and isinstance(value, str):
        try:
            return format_time(parse_time(value))
        except (ValueError, OverflowError):
            return value
    if isinstance(value, bool):
        return int(value)
    return value.casefold() if isinstance(value, str) else value


def build_test(graph: Graph, entity: str, wanted: Filter) -> Test:
    """Return what decides a filter for a row."""
    if wanted.kind in {"and", "or"}:
        tests = [build_test(graph, entity, part) for part in wanted.parts]
        gather = all if wanted.kind == "and" else any
        if wanted.is_negated:
            return lambda node: not gather(test(node) for test in tests)
        return lambda node: gather(test(node) for test in tests)
    as_time = is_time(wanted.path)
    matches = _MATCHERS[wanted.kind](wanted.value, as_time)
    if wanted.path in DEFINITIONS[entity].fields:
        return _build_field_test(graph, wanted.path, matches, as_time=as_time)
    read = read_path(graph, DEFINITIONS[entity], wanted.path)
    if as_time:
        return lambda node: any(matches(value) for value in read(node))
    return lambda node: any(matches(comparable(value)) for value in read(node))


def _build_field_test(graph: Graph, name: str, matches: Callable[[object], bool], *, as_time: bool) -> Test:
    """Return what decides about one field of the row itself, which is asked of every row there is."""
    value = graph.value
    if as_time:
        return lambda node: matches(value(node, name))
    return lambda node: matches(comparable(value(node, name)))


def _equals(wanted: object, as_time: bool) -> Callable[[object], bool]:  # noqa: FBT001 - one of a table
    return _equals_any([wanted], as_time)


def _equals_any(wanted: list[object], as_time: bool) -> Callable[[object], bool]:  # noqa: FBT001
    values = [comparable(each, as_time=as_time) for each in wanted]

    def matches(value: object) -> bool:
        if isinstance(value, list):
            return any(comparable(each) in values for each in value)
        if isinstance(value, int | float):
            return any(_number(each) == value for each in values)
        return value in values

    return matches


def _equals_all(wanted: list[object], as_time: bool) -> Callable[[object], bool]:  # noqa: FBT001
    tests = [_equals(each, as_time) for each in wanted]
    return lambda value: all(test(value) for test in tests)


def _contains(wanted: object, _as_time: bool) -> Callable[[object], bool]:  # noqa: FBT001
    text = str(wanted).casefold()
    return lambda value: value is not None and text in str(value)


def _prefix(wanted: object, _as_time: bool) -> Callable[[object], bool]:  # noqa: FBT001
    text = str(wanted).casefold()
    return lambda value: value is not None and str(value).startswith(text)


def _suffix(wanted: object, _as_time: bool) -> Callable[[object], bool]:  # noqa: FBT001
    text = str(wanted).casefold()
    return lambda value: value is not None and str(value).endswith(text)


def _range(wanted: dict[str, Any], as_time: bool) -> Callable[[object], bool]:  # noqa: FBT001
    # Of two lower bounds, or two upper ones, Shopware takes the exclusive one.
    low = comparable(wanted.get("gt", wanted.get("gte")), as_time=as_time)
    high = comparable(wanted.get("lt", wanted.get("lte")), as_time=as_time)
    excludes_low, excludes_high = "gt" in wanted, "lt" in wanted

    def matches(value: Any) -> bool:  # noqa: ANN401 - any field's value
        if value is None:
            return False
        lower, upper = (_number(low), _number(high)) if isinstance(value, int | float) else (low, high)
        try:
            is_above = lower is None or (value > lower if excludes_low else value >= lower)
            return bool(is_above and (upper is None or (value < upper if excludes_high else value <= upper)))
        except TypeError:
            return False

    return matches


def _number(value: object) -> Any:  # noqa: ANN401 - a number, or what is none
    if isinstance(value, str):
        try:
            return float({"true": "1", "false": "0"}.get(value, value))
        except ValueError:
            return value
    return value


_MATCHERS: dict[str, Callable[[Any, bool], Callable[[object], bool]]] = {
    "equals": _equals,
    "equalsAny": _equals_any,
    "equalsAll": _equals_all,
    "contains": _contains,
    "prefix": _prefix,
    "suffix": _suffix,
    "range": _range,
}
