"""Reads feed pages entry by entry, so that one that cannot be read never stops the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from kogge.infrastructure.memory import collector_paused
from kogge.kernel.errors import KoggeError
from kogge_contract.feed import FeedPage
from kogge_contract.orders import FeedEntry, Unreadable

_SHOWN_PLACES = 5


class FeedUnreadable(KoggeError):
    """The Cloud's answer is no feed page at all; nothing was taken from it."""

    code = "feed_unreadable"
    permanent = False


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A feed page whose every entry holds an order, or the problem that keeps it from being one."""

    entries: tuple[FeedEntry, ...]
    next_after: int
    head: int


@collector_paused()
def parse_page(body: bytes) -> ParsedPage:
    """Read the JSON of a FeedPage; entry by entry where something in it is wrong. Raises FeedUnreadable."""
    try:
        page = FeedPage.model_validate_json(body)
        return ParsedPage(page.entries, page.next_after, page.head)
    except ValidationError:
        return _parse_piecemeal(_load(body))


def _parse_piecemeal(content: dict[str, Any]) -> ParsedPage:
    try:
        entries = tuple(_parse_entry(entry) for entry in content["entries"])
        return ParsedPage(entries, int(content["next_after"]), int(content["head"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error


def parse_order(body: bytes) -> ParsedPage:
    """Read the JSON of one FeedEntry as a page that moves no cursor. Raises FeedUnreadable."""
    try:
        return ParsedPage((_parse_entry(_load(body)),), 0, 0)
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error


def _load(body: bytes) -> dict[str, Any]:
    try:
        content = from_json(body)
    except ValueError as error:
        raise _unreadable() from error
    if not isinstance(content, dict):
        raise _unreadable()
    return content


def _parse_entry(entry: Mapping[str, Any]) -> FeedEntry:
    try:
        return FeedEntry.model_validate(entry)
    except ValidationError as error:
        problem = Unreadable(code="unreadable", message=_describe(error))
        envelope = {name: entry[name] for name in ("sequence", "order_reference", "digest", "received_at")}
        return FeedEntry.model_validate(envelope | {"problem": problem})


def _describe(error: ValidationError) -> str:
    """Say which fields are wrong and how; never what stands in them."""
    places = [
        f"{'.'.join(str(part) for part in each['loc'])} ({each['type']})"
        for each in error.errors(include_input=False, include_url=False, include_context=False)
    ]
    return f"The Cloud's order cannot be read: {', '.join(places[:_SHOWN_PLACES])}."


def _unreadable() -> FeedUnreadable:
    return FeedUnreadable("The Cloud answered with something that is no page of the order feed. Try again.")
