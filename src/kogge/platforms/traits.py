"""What a kind of platform is like, as the Cloud says: what has to be asked for, and what the platform can be told."""

import time
from dataclasses import dataclass, field
from threading import Lock

import structlog

from kogge.infrastructure import cloud
from kogge.kernel.errors import KoggeError
from kogge_contract.platforms import PlatformTraits

KEPT_S = 3600.0
"""So long an answer is good: it changes with the Cloud's version only."""
AGAIN_S = 10.0

log = structlog.get_logger(__name__)


@dataclass
class _Known:
    traits: dict[str, PlatformTraits] = field(default_factory=dict)
    good_until_s: float = 0.0
    lock: Lock = field(default_factory=Lock)


_known = _Known()


class KindUnknown(KoggeError):
    """The Cloud never spoke of a kind of platform: it cannot be reached, or does not know the kind."""

    code = "kind_unknown"
    permanent = False


def find_traits(kind: str) -> PlatformTraits:
    """Return what a kind of platform is like.

    While the Cloud does not answer, what it said last is told; of a kind that it never spoke of the least is expected.
    """
    return list_traits().get(kind) or PlatformTraits(kind=kind)


def get_traits(kind: str) -> PlatformTraits:
    """Return what a kind of platform is like, where nothing may be taken for granted. Raises KindUnknown."""
    traits = list_traits().get(kind)
    if traits is None:
        message = f"The Cloud did not say yet what platforms of kind “{kind}” are like. Try again once it answers."
        raise KindUnknown(message)
    return traits


def list_traits() -> dict[str, PlatformTraits]:
    """Return what the kinds of platforms are like, by kind."""
    with _known.lock:
        if time.monotonic() >= _known.good_until_s:
            _refresh()
        return _known.traits


def _refresh() -> None:
    try:
        _known.traits = {each.kind: each for each in cloud.read_kinds()}
    except KoggeError as error:
        log.warning("platforms.kinds_unknown", code=error.code, problem=str(error))
        _known.good_until_s = time.monotonic() + AGAIN_S
    else:
        _known.good_until_s = time.monotonic() + KEPT_S
