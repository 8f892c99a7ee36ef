"""Who may make a document of an order: pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Way(StrEnum):
    """How orders come from a platform: by the middleware, as of old, or by the order retrieval of the Cloud."""

    OLD = "old"
    NEW = "new"

    @property
    def other(self) -> "Way":
        """The way that is not this one."""
        return Way.NEW if self is Way.OLD else Way.OLD


class RejectReason(StrEnum):
    """Why an order that a way delivered was not taken from it."""

    OTHER_WAY = "other_way"
    ALREADY_THERE = "already_there"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Ownership:
    """Which way owns a platform's orders: those placed from `fence` on, and all `earlier` ones.

    Orders are told apart by the platform's own time, so that no clock of ours decides. `epoch` grows with each change:
    who began under an older one does not know how things stand.
    """

    way: Way
    epoch: int
    fence: datetime | None = None
    earlier: Way | None = None

    def owner_of(self, placed_at: datetime) -> Way:
        """Return the way that may make a document of an order placed at a moment."""
        if self.fence is None or self.earlier is None or placed_at >= self.fence:
            return self.way
        return self.earlier

    @property
    def is_whole(self) -> bool:
        """Whether one way owns all orders, the earlier ones included."""
        return self.fence is None or self.earlier in {None, self.way}


def hand_over(ownership: Ownership, way: Way, fence: datetime) -> Ownership:
    """Give the orders from `fence` on to a way; who had those just before it has all the earlier ones."""
    is_before = ownership.fence is not None and ownership.earlier is not None and fence <= ownership.fence
    return Ownership(way, ownership.epoch + 1, fence, ownership.earlier if is_before else ownership.way)


def hand_over_rest(ownership: Ownership) -> Ownership:
    """Give the earlier orders to the way that has the later ones; the fence stays to be read."""
    return replace(ownership, epoch=ownership.epoch + 1, earlier=ownership.way)


def judge(way: Way, ownership: Ownership, placed_at: datetime, held_epoch: int | None = None) -> RejectReason | None:
    """Tell why a way may not make a document of an order; None when it may.

    `held_epoch` is the one that the way began under, where it fetched before it came here to write.
    """
    if ownership.owner_of(placed_at) is not way:
        return RejectReason.OTHER_WAY
    if held_epoch is not None and held_epoch != ownership.epoch:
        return RejectReason.OUTDATED
    return None


def newer(stored: Ownership, witnessed: Ownership | None) -> Ownership:
    """Return the later of two accounts of the same fact: a database that was restored tells an old one."""
    return witnessed if witnessed is not None and witnessed.epoch > stored.epoch else stored
