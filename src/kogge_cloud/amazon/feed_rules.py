"""Pure rules of what is handed in as a feed: what to do next, which feed is ours, when to give up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from kogge_contract.shipments import ShipmentProgress

MAX_FEEDS = 2
"""A feed that Amazon breaks off (FATAL) is handed in once more."""
MAX_POLLS = 400
"""A feed that has not ended after more than six hours never will."""
SEEK_AFTER = timedelta(seconds=30)
"""Amazon lists a feed that was just handed in only after a moment."""
FEEDS_SINCE = timedelta(minutes=10)
"""Older feeds are of no interest when it is looked whether one was handed in a moment ago."""
UNFINISHED = (ShipmentProgress.QUEUED, ShipmentProgress.SENT, ShipmentProgress.ACCEPTED)


class Step(StrEnum):
    """The next call."""

    UPLOAD = "upload"
    LIST = "list"
    CREATE = "create"
    SEEK = "seek"
    POLL = "poll"
    REPORT = "report"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far it is: whether its document lies at Amazon, which feeds there were, whether it was handed in."""

    progress: ShipmentProgress = ShipmentProgress.QUEUED
    has_document: bool = False
    has_list: bool = False
    was_asked: bool = False
    has_feed: bool = False
    has_report: bool = False


def next_step(standing: Standing) -> Step:
    """Return the next call: after an unknown outcome never a second handing in before a look."""
    if standing.progress in {ShipmentProgress.VERIFIED, ShipmentProgress.REJECTED}:
        return Step.NONE
    if standing.has_report:
        return Step.REPORT
    if standing.has_feed:
        return Step.POLL
    if standing.was_asked:
        return Step.SEEK
    if not standing.has_document:
        return Step.UPLOAD
    return Step.CREATE if standing.has_list else Step.LIST


def find_own_feed(known: Iterable[str], shown: Iterable[str]) -> str:
    """Return the feed that appeared since, empty where there is none, or where it cannot be told which is ours.

    Then it is handed in again: the same twice is better than somebody else's taken for proof.
    """
    new = set(shown).difference(known)
    return new.pop() if len(new) == 1 else ""
