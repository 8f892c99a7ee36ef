"""What the Reports API demands of its requests. Everything here is pure and raises ApiError (400)."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Protocol

from amazon_emulator.errors import ApiError, invalid_input
from amazon_emulator.regions import list_marketplaces
from amazon_emulator.reports.store import STATUSES, ReportWish
from amazon_emulator.times import parse_time

BY_CREATION = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
BY_CHANGE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
ACTIONABLE = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"
REPORT_TYPES = (BY_CREATION, BY_CHANGE, ACTIONABLE)
RESTRICTED_TYPES = {ACTIONABLE}
LONGEST_WINDOW = timedelta(days=30)
RETENTION = timedelta(days=90)
MAX_MARKETPLACES = 25
MAX_FILTERS = 10
MAX_PAGE, PAGE = 100, 10


class Work(Protocol):
    """A report or a feed, as far as lists of them ask."""

    number: int
    created_at: datetime

    @property
    def kind(self) -> str:
        """Its type."""

    @property
    def marketplace_ids(self) -> tuple[str, ...]:
        """What it is for."""

    def status(self, now: datetime) -> str:
        """Tell how far it is."""


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Which reports or feeds are listed. `before` is the number that the page begins below, 0 for the first page."""

    kinds: frozenset[str]
    statuses: frozenset[str]
    marketplace_ids: frozenset[str]
    since: datetime
    until: datetime
    page_size: int
    before: int

    def matches(self, work: Work, now: datetime) -> bool:
        """Tell whether a report or feed passes."""
        return (
            work.kind in self.kinds
            and (not self.before or work.number < self.before)
            and self.since <= work.created_at <= self.until
            and (not self.statuses or work.status(now) in self.statuses)
            and (not self.marketplace_ids or not self.marketplace_ids.isdisjoint(work.marketplace_ids))
        )


def read_wish(body: Any, region: str, now: datetime) -> ReportWish:  # noqa: ANN401 - JSON of somebody else
    """Read what a report is to hold. Both times are now where they are not given."""
    fields = read_fields(body)
    wish = ReportWish(
        report_type=read_type(fields),
        marketplace_ids=read_marketplaces(fields, region),
        since=read_moment(fields, "dataStartTime", now),
        until=read_moment(fields, "dataEndTime", now),
        options=read_options(fields),
    )
    if max(wish.since, wish.until) > now:
        raise refused("dataStartTime and dataEndTime must not lie in the future.")
    if wish.since > wish.until:
        raise refused("dataStartTime must not be later than dataEndTime.")
    return wish


def is_too_long(wish: ReportWish) -> bool:
    """Tell whether a report spans more than Amazon makes order reports of."""
    return wish.until - wish.since > LONGEST_WINDOW


def read_fields(body: Any) -> Mapping[str, Any]:  # noqa: ANN401 - JSON of somebody else
    """Return the body's fields."""
    if not isinstance(body, dict):
        raise refused("The request body is required.")
    return body


def read_type(fields: Mapping[str, Any]) -> str:
    """Return the report type, one of those that exist here."""
    report_type = fields.get("reportType")
    if report_type not in REPORT_TYPES:
        raise refused(f"reportType is not one of {', '.join(REPORT_TYPES)}.")
    return str(report_type)


def read_marketplaces(fields: Mapping[str, Any], region: str) -> tuple[str, ...]:
    """Return the marketplaces, all of them of the seller's region."""
    listed = fields.get("marketplaceIds")
    if not isinstance(listed, list) or not 1 <= len(listed) <= MAX_MARKETPLACES:
        raise refused(f"marketplaceIds holds 1 to {MAX_MARKETPLACES} marketplaces.")
    unknown = {str(each) for each in listed} - {each.marketplace_id for each in list_marketplaces(region)}
    if unknown:
        raise refused(f"marketplaceIds are not valid for the region: {', '.join(sorted(unknown))}.")
    return tuple(dict.fromkeys(listed))


def read_options(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the report options: texts by name."""
    options = fields.get("reportOptions") or {}
    if not isinstance(options, dict) or not all(isinstance(value, str) for value in options.values()):
        raise refused("reportOptions are texts by name.")
    return options


def read_filter(query: list[tuple[str, str]], now: datetime, kinds: str = "reportTypes") -> WorkFilter:
    """Read which reports or feeds are asked for; with a nextToken its own words count, and no others may be given.

    `kinds` is the parameter that names their types.
    """
    given = _collect(query)
    before = 0
    if "nextToken" in given:
        if len(given) > 1:
            raise refused("nextToken must be the only parameter.")
        given, before = _read_token(given["nextToken"][0])
    if kinds not in given:
        raise refused(f"Either {kinds} or nextToken is required.")
    return WorkFilter(
        kinds=frozenset(_read_list(given, kinds)),
        statuses=_read_statuses(given),
        marketplace_ids=frozenset(_read_list(given, "marketplaceIds")),
        since=_read_bound(given, "createdSince", now - RETENTION),
        until=_read_bound(given, "createdUntil", now),
        page_size=_read_page_size(given),
        before=before,
    )


def write_token(query: list[tuple[str, str]], before: int) -> str:
    """Return the token of the page that begins below a number."""
    given = _collect(query)
    if "nextToken" in given:
        given, _ = _read_token(given["nextToken"][0])
    return base64.urlsafe_b64encode(json.dumps([given, before]).encode()).decode()


def read_types(query: list[tuple[str, str]]) -> frozenset[str]:
    """Read which types of schedules are asked for."""
    types = _read_list(_collect(query), "reportTypes")
    if not types:
        raise refused("reportTypes is required.")
    return frozenset(types)


def read_moment(fields: Mapping[str, Any], name: str, otherwise: datetime) -> datetime:
    """Read a time, UTC where it names no zone."""
    text = fields.get(name)
    if text is None:
        return otherwise
    try:
        return parse_time(text)
    except (TypeError, ValueError, OverflowError):
        raise refused(f"Invalid Date-Time field(s) [{name}].") from None


def resource_missing() -> ApiError:
    """Return the answer to an id that this seller has not."""
    return ApiError(HTTPStatus.NOT_FOUND, "NotFound", "The resource specified does not exist.", "")


def refused(details: str) -> ApiError:
    """Return the answer to a request that breaks a rule."""
    return invalid_input(details=details)


_LISTS = ("reportTypes", "feedTypes", "processingStatuses", "marketplaceIds")
_NAMES = (*_LISTS, "createdSince", "createdUntil", "pageSize", "nextToken")


def _collect(query: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Gather the known parameters: lists come comma-separated or as repeated keys."""
    given: dict[str, list[str]] = {}
    for name, value in query:
        values = value.split(",") if name in _LISTS else [value]
        if name in _NAMES:
            given.setdefault(name, []).extend(each.strip() for each in values if each.strip())
    return {name: values for name, values in given.items() if values}


def _read_token(token: str) -> tuple[dict[str, list[str]], int]:
    try:
        given, before = json.loads(base64.urlsafe_b64decode(token))
        return dict(given), int(before)
    except (ValueError, TypeError):
        raise refused("nextToken is not valid.") from None


def _read_list(given: Mapping[str, list[str]], name: str) -> list[str]:
    values = given.get(name, [])
    if len(values) > MAX_FILTERS:
        raise refused(f"{name} has more than {MAX_FILTERS} values.")
    return values


def _read_statuses(given: Mapping[str, list[str]]) -> frozenset[str]:
    statuses = frozenset(given.get("processingStatuses", []))
    if not statuses.issubset(STATUSES):
        raise refused(f"processingStatuses are some of {', '.join(STATUSES)}.")
    return statuses


def _read_page_size(given: Mapping[str, list[str]]) -> int:
    text = given.get("pageSize", [str(PAGE)])[0]
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MAX_PAGE):
        raise refused(f"pageSize is a number from 1 to {MAX_PAGE}.")
    return int(text)


def _read_bound(given: Mapping[str, list[str]], name: str, otherwise: datetime) -> datetime:
    # A plus sign that was not encoded arrives as a space.
    text = given[name][0].replace(" ", "+") if name in given else None
    return read_moment({name: text}, name, otherwise)
