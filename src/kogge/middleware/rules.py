"""What a synchronisation consists of, what is refused, and how a schedule is split: pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Area(StrEnum):
    """What is synchronised. The first three go up as one transfer, the orders come down."""

    ARTICLES = "articles"
    STOCK = "stock"
    PRICES = "prices"
    ORDER_STATUS = "order_status"
    ORDERS = "orders"


OFFERS = (Area.ARTICLES, Area.STOCK, Area.PRICES)


@dataclass(frozen=True, slots=True)
class Served:
    """A platform as a schedule serves it; `uses_cloud`: its orders are to come by the Cloud."""

    id: int
    name: str
    uses_cloud: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a schedule does for which platforms."""

    name: str
    areas: frozenset[Area]
    platforms: tuple[Served, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """A schedule after the split: what stays, and the new one of those that go on fetching; None where nobody does."""

    kept: Plan
    fetching: Plan | None


def find_refused(areas: Collection[Area], platforms: Iterable[Served]) -> list[str]:
    """Return the names of the platforms for which orders must not be synchronised: those of the Cloud."""
    return [each.name for each in platforms if each.uses_cloud] if Area.ORDERS in areas else []


def split(plan: Plan, new_name: str) -> Split | None:
    """Take the orders of the Cloud's platforms out of a schedule, so that the others keep fetching; None if none is in.

    The others move into a schedule of their own with all areas. Where there are none, the area is cleared.
    """
    if not find_refused(plan.areas, plan.platforms):
        return None
    cloud = tuple(each for each in plan.platforms if each.uses_cloud)
    others = tuple(each for each in plan.platforms if not each.uses_cloud)
    kept = replace(plan, areas=plan.areas - {Area.ORDERS}, platforms=cloud)
    return Split(kept, Plan(new_name, plan.areas, others) if others else None)


def list_steps(areas: Collection[Area]) -> list[tuple[Area, ...]]:
    """Return the areas as they are carried out, those of offers together."""
    offers = tuple(each for each in OFFERS if each in areas)
    return [step for step in (offers, *((each,) for each in Area if each not in OFFERS and each in areas)) if step]


def is_due(due_at: datetime, every: timedelta, now: datetime) -> bool:
    """Tell whether a schedule is due: also where that is said to be further away than its rhythm allows.

    Then the clock of who said so was wrong, or the rhythm was another one: it must not stand still until that moment.
    """
    return due_at <= now or due_at > now + every


def find_next(due_at: datetime, every: timedelta, now: datetime) -> datetime:
    """Return when a schedule that is due is due again: by its own rhythm, without making up for what was missed."""
    if due_at > now:
        return now + every
    missed = (now - due_at) // every
    return due_at + (missed + 1) * every
