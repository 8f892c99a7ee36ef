"""What may be done with a document, and why not: pure decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kogge.companies.permissions import Right


class Action(StrEnum):
    """What people do with a document."""

    CONVERT = "convert"
    POST = "post"
    CANCEL = "cancel"
    ARCHIVE = "archive"
    RESTORE = "restore"
    LOCK = "lock"
    UNLOCK = "unlock"
    ADOPT_ADDRESS = "adopt_address"
    REMAP = "remap"
    READ_RAW = "read_raw"


class Obstacle(StrEnum):
    """Why something cannot be done with a document."""

    NO_RIGHT = "no_right"
    POSTED = "posted"
    PARTLY_CONVERTED = "partly_converted"
    CONVERTED = "converted"
    CANCELLED = "cancelled"
    COUNTERPART = "counterpart"
    ARCHIVED = "archived"
    LOCKED = "locked"
    AWAITS_DECISION = "awaits_decision"
    STILL_OPEN = "still_open"
    NO_PLATFORM = "no_platform"
    NOTHING_PROPOSED = "nothing_proposed"
    NO_TARGET = "no_target"
    NOTHING_TO_POST = "nothing_to_post"
    NOT_ARCHIVED = "not_archived"
    NOT_LOCKED = "not_locked"
    ALREADY_ARCHIVED = "already_archived"
    ALREADY_LOCKED = "already_locked"


MEANINGLESS = frozenset(
    {
        Obstacle.NO_PLATFORM,
        Obstacle.NOTHING_PROPOSED,
        Obstacle.NO_TARGET,
        Obstacle.NOTHING_TO_POST,
        Obstacle.STILL_OPEN,
        Obstacle.NOT_ARCHIVED,
        Obstacle.NOT_LOCKED,
        Obstacle.ALREADY_ARCHIVED,
        Obstacle.ALREADY_LOCKED,
    }
)
"""Obstacles by which an action has no sense for the document as it stands: it is not even refused."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about the actions: the document's state, and what there is to act upon."""

    state: str
    awaits_decision: bool = False
    has_platform: bool = False
    has_proposal: bool = False
    is_counterpart: bool = False
    is_archived: bool = False
    is_locked: bool = False
    has_targets: bool = True
    has_postings: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """An action, and why it cannot be done now; None where it can."""

    action: Action
    obstacle: Obstacle | None


CONVERTED: Mapping[str, Obstacle] = {
    "partly_converted": Obstacle.PARTLY_CONVERTED,
    "converted": Obstacle.CONVERTED,
    "cancelled": Obstacle.CANCELLED,
}
CLOSED: Mapping[str, Obstacle] = {"posted": Obstacle.POSTED, **CONVERTED}
ENDED: Mapping[str, Obstacle] = {"converted": Obstacle.CONVERTED, "cancelled": Obstacle.CANCELLED}
UNFINISHED: Mapping[str, Obstacle] = {"open": Obstacle.STILL_OPEN, "partly_converted": Obstacle.STILL_OPEN}


def find_obstacle(action: Action, standing: Standing) -> Obstacle | None:
    """Return why the document's own state forbids an action, whoever asks for it."""
    if action is Action.READ_RAW:
        return None if standing.has_platform else Obstacle.NO_PLATFORM
    if action is Action.REMAP and not standing.has_platform:
        return Obstacle.NO_PLATFORM
    if action is Action.ADOPT_ADDRESS and not standing.has_proposal:
        return Obstacle.NOTHING_PROPOSED
    if action in {Action.ADOPT_ADDRESS, Action.REMAP}:
        return CLOSED.get(standing.state) or (Obstacle.LOCKED if standing.is_locked else None)
    return _OF_LIFE[action](standing)


def find_obstacle_to_going_further(standing: Standing) -> Obstacle | None:
    """Return why a document goes no further: it is closed, or held, or a change is to be decided."""
    return CONVERTED.get(standing.state) or _find_hold(standing)


def _find_hold(standing: Standing) -> Obstacle | None:
    """Return what holds a document whatever is to be done with it."""
    if standing.is_archived:
        return Obstacle.ARCHIVED
    if standing.is_locked:
        return Obstacle.LOCKED
    return Obstacle.AWAITS_DECISION if standing.awaits_decision else None


def _find_obstacle_to_convert(standing: Standing) -> Obstacle | None:
    if standing.is_counterpart:
        return Obstacle.COUNTERPART
    if not standing.has_targets:
        return Obstacle.NO_TARGET
    return ENDED.get(standing.state) or _find_hold(standing)


def _find_obstacle_to_post(standing: Standing) -> Obstacle | None:
    if not standing.has_postings:
        return Obstacle.NOTHING_TO_POST
    return CLOSED.get(standing.state) or _find_hold(standing)


def _find_obstacle_to_cancel(standing: Standing) -> Obstacle | None:
    return Obstacle.COUNTERPART if standing.is_counterpart else find_obstacle_to_going_further(standing)


def _find_obstacle_to_archive(standing: Standing) -> Obstacle | None:
    if standing.is_archived:
        return Obstacle.ALREADY_ARCHIVED
    return UNFINISHED.get(standing.state) or _find_hold(standing)


def _find_obstacle_to_restore(standing: Standing) -> Obstacle | None:
    return None if standing.is_archived else Obstacle.NOT_ARCHIVED


def _find_obstacle_to_lock(standing: Standing) -> Obstacle | None:
    if standing.is_locked:
        return Obstacle.ALREADY_LOCKED
    if standing.is_archived:
        return Obstacle.ARCHIVED
    return Obstacle.CANCELLED if standing.state == "cancelled" else None


def _find_obstacle_to_unlock(standing: Standing) -> Obstacle | None:
    return None if standing.is_locked else Obstacle.NOT_LOCKED


_OF_LIFE = {
    Action.CONVERT: _find_obstacle_to_convert,
    Action.POST: _find_obstacle_to_post,
    Action.CANCEL: _find_obstacle_to_cancel,
    Action.ARCHIVE: _find_obstacle_to_archive,
    Action.RESTORE: _find_obstacle_to_restore,
    Action.LOCK: _find_obstacle_to_lock,
    Action.UNLOCK: _find_obstacle_to_unlock,
}

NEEDED: Mapping[Action, Right] = {
    Action.CONVERT: Right.CONVERT_DOCUMENTS,
    Action.POST: Right.POST_DOCUMENTS,
    Action.CANCEL: Right.CANCEL_DOCUMENTS,
    Action.ARCHIVE: Right.ARCHIVE_DOCUMENTS,
    Action.RESTORE: Right.ARCHIVE_DOCUMENTS,
    Action.LOCK: Right.CHANGE_DOCUMENTS,
    Action.UNLOCK: Right.CHANGE_DOCUMENTS,
    Action.ADOPT_ADDRESS: Right.CHANGE_DOCUMENTS,
    Action.REMAP: Right.CHANGE_DOCUMENTS,
    Action.READ_RAW: Right.READ_RAW_ORDERS,
}


def list_offers(standing: Standing, rights: frozenset[Right]) -> list[Offer]:
    """Return every action that means something for the document; what somebody has no right to cannot be done."""
    obstacles = {action: find_obstacle(action, standing) for action in Action}
    return [
        Offer(action, obstacle if NEEDED[action] in rights else obstacle or Obstacle.NO_RIGHT)
        for action, obstacle in obstacles.items()
        if obstacle not in MEANINGLESS
    ]
