"""Criteria: what a search asks for, read and checked the way Shopware does it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from shopware_emulator.entities.definitions import DEFINITIONS, Definition
from shopware_emulator.errors import Problem, ShopwareError, bad_request, failure, problem
from shopware_emulator.search.filters import Filter, read_filters
from shopware_emulator.search.paths import require_path

MAX_LIMIT = 500
NO_TOTAL, EXACT_TOTAL, NEXT_PAGES = 0, 1, 2
_TOTAL_MODES = {"none": NO_TOTAL, "exact": EXACT_TOTAL, "next-pages": NEXT_PAGES}

Sorting = tuple[tuple[str, bool], ...]
"""Paths, each with whether it goes down."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """A valid search. `limit` is None where there is none."""

    ids: tuple[str, ...] | None = None
    limit: int | None = None
    offset: int = 0
    total_mode: int = NO_TOTAL
    filters: tuple[Filter, ...] = ()
    sorting: Sorting = ()
    term: str = ""
    includes: Mapping[str, list[str]] | None = None
    associations: Mapping[str, "Criteria"] = field(default_factory=dict)


def read_criteria(body: object, entity: str, max_limit: int | None = MAX_LIMIT) -> Criteria:
    """Read what a search asks for. Raises ShopwareError."""
    if body is None:
        body = {}
    if not isinstance(body, dict):
        raise bad_request("The JSON payload is malformed.")
    definition = DEFINITIONS[entity]
    problems: list[Problem] = []
    ids = _read_ids(body)
    limit = _read_limit(body, max_limit, problems) if ids is None else None
    criteria = Criteria(
        ids=ids,
        limit=limit,
        offset=_read_offset(body, problems) if ids is None else 0,
        total_mode=_read_total_mode(body) if ids is None else NO_TOTAL,
        filters=(
            *read_filters(definition, body.get("filter"), problems, "/filter"),
            *read_filters(definition, body.get("post-filter"), problems, "/post-filter"),
        ),
        sorting=_read_sorting(body.get("sort"), definition, problems),
        term=str(body.get("term") or "").strip(),
        includes=_read_includes(body),
        associations=_read_associations(body.get("associations"), definition),
    )
    if problems:
        raise ShopwareError(HTTPStatus.BAD_REQUEST, *problems)
    return criteria


def _read_ids(body: dict[str, Any]) -> tuple[str, ...] | None:
    given = body.get("ids")
    if given is None:
        return None
    ids = [each for each in given.split("|") if each] if isinstance(given, str) else given
    if not isinstance(ids, list) or not ids or not all(isinstance(each, str) for each in ids):
        detail = "Invalid ids provided in criteria. Ids should not be empty."
        raise failure(HTTPStatus.BAD_REQUEST, "FRAMEWORK__INVALID_API_CRITERIA_IDS", detail)
    return tuple(ids)


def _as_number(value: object) -> int | None:
    """Return what PHP takes for a whole number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return int(float(value))
    except (ValueError, OverflowError):
        return None


def _read_limit(body: dict[str, Any], max_limit: int | None, problems: list[Problem]) -> int | None:
    given = body.get("limit")
    if given is None:
        return max_limit
    limit = _as_number(given)
    if limit is None or limit <= 0:
        shown = "(empty)" if given == "" else given
        detail = f"The limit parameter must be a positive integer greater or equals than 1. Given: {shown}"
        problems.append(_at("/limit", "FRAMEWORK__INVALID_LIMIT_QUERY", detail, {"limit": shown}))
    elif max_limit and limit > max_limit:
        detail = f"The limit must be lower than or equal to MAX_LIMIT(={max_limit}). Given: {limit}"
        parameters = {"maxLimit": max_limit, "limit": limit}
        problems.append(_at("/limit", "FRAMEWORK__QUERY_LIMIT_EXCEEDED", detail, parameters))
    return limit


def _read_offset(body: dict[str, Any], problems: list[Problem]) -> int:
    """Return where the page begins: a page without a limit begins at the top, whatever its number."""
    given = body.get("page")
    if given is None:
        return 0
    page = _as_number(given)
    if page is None or page <= 0:
        shown = "(empty)" if given == "" else given
        detail = f"The page parameter must be a positive integer. Given: {shown}"
        problems.append(_at("/page", "FRAMEWORK__INVALID_PAGE_QUERY", detail, {"page": shown}))
        return 0
    return (_as_number(body.get("limit")) or 0) * (page - 1)


def _read_total_mode(body: dict[str, Any]) -> int:
    given = body.get("total-count-mode")
    mode = _as_number(given)
    if mode is None:
        return _TOTAL_MODES.get(str(given), NO_TOTAL)
    return mode if NO_TOTAL <= mode <= NEXT_PAGES else NO_TOTAL


def _read_sorting(given: object, definition: Definition, problems: list[Problem]) -> Sorting:
    if given is None:
        return ()
    if isinstance(given, str):
        parts = [part for part in given.split(",") if part]
        return tuple((require_path(definition, part.lstrip("-")), part.startswith("-")) for part in parts)
    sorting = []
    for index, each in enumerate(given if isinstance(given, list) else [given]):
        if not isinstance(each, dict) or not isinstance(each.get("field"), str):
            detail = 'The "sort" array needs to be an associative array at least containing a field name'
            problems.append(_at(f"/sort/{index}", "FRAMEWORK__INVALID_SORT_QUERY", detail, {"path": f"/sort/{index}"}))
            continue
        is_descending = str(each.get("order", "asc")).lower() == "desc"
        sorting.append((require_path(definition, each["field"]), is_descending))
    return tuple(sorting)


def _read_includes(body: dict[str, Any]) -> Mapping[str, list[str]] | None:
    includes = body.get("includes")
    if not includes:
        return None
    if not isinstance(includes, dict):
        detail = 'Expected data for "includes" to be of type array.'
        raise failure(HTTPStatus.BAD_REQUEST, "FRAMEWORK__EXPECTED_ARRAY", detail)
    return includes


def _read_associations(given: object, definition: Definition) -> dict[str, Criteria]:
    if not isinstance(given, dict):
        return {}
    found = {}
    for name, inner in given.items():
        # PHP makes no difference between an empty list and an empty object.
        if not isinstance(inner, dict | list):
            continue
        association = definition.associations.get(name)
        if association is not None:
            found[name] = read_criteria(inner or {}, association.target, None)
        elif name not in definition.blank or name in definition.fields:
            raise failure(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                "FRAMEWORK__ASSOCIATION_NOT_FOUND",
                f"Can not find association by name {name}",
                {"association": name},
            )
    return found


def _at(pointer: str, code: str, detail: str, parameters: dict[str, Any]) -> Problem:
    return problem(HTTPStatus.BAD_REQUEST, code, detail, parameters) | {"source": {"pointer": pointer}}
