"""Writes of the guard: holding it, handing orders over, and noting what was rejected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.guards.errors import OwnershipChanged
from kogge.guards.models import OrderOwner, RejectedOrder
from kogge.guards.rules import Ownership, RejectReason, Way, hand_over, hand_over_rest, newer
from kogge.guards.witness import read_witness, write_witness
from kogge.platforms.models import Platform

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rejection:
    """An order that a way delivered and that is not taken from it."""

    platform_reference: str
    placed_at: datetime
    reason: RejectReason


def hold(platform: Platform, now: datetime) -> Ownership:
    """Lock the guard of a platform for the caller's transaction, and return who owns its orders.

    Whoever makes documents of orders holds it in the transaction that writes them. Where a backup was restored, the
    database takes the later fact from the data folder here, before anything is written by the earlier one.
    """
    owner, _ = OrderOwner.objects.select_for_update().get_or_create(platform=platform)
    known = _find_latest(owner)
    if known != owner.ownership:
        before = _describe(owner.ownership)
        owner.take(known)
        owner.save(update_fields=["way", "epoch", "fence_at", "earlier_way"])
        _note(platform, "guards.recover", None, now, before, _describe(known))
        log.warning("guard.recovered", platform=platform.pk, epoch=known.epoch, way=known.way.value)
    return known


def settle_owner(platform: Platform) -> Ownership:
    """Return who owns a platform's orders, without holding the guard: from the start that is the Cloud.

    After a restored backup this is the later fact, too: who decides by what he sees is not refused for its age.
    """
    return _find_latest(OrderOwner.objects.get_or_create(platform=platform)[0])


def _find_latest(owner: OrderOwner) -> Ownership:
    return newer(owner.ownership, read_witness(owner.identity))


def begin_old_way(platform: Platform, actor: User | None, now: datetime) -> Ownership:
    """Let a platform's orders come by the middleware from the start, as long as nobody decided about their way yet.

    Raises OwnershipChanged when they come by the Cloud already.
    """
    with transaction.atomic():
        current = hold(platform, now)
        if current.way is Way.OLD:
            return current
        if platform.uses_cloud or current.fence is not None:
            message = (
                f"The orders of platform “{platform}” come by the Cloud. Give them back to the middleware on the page "
                "Changeover first."
            )
            raise OwnershipChanged(message)
        return _store(platform, Ownership(Way.OLD, current.epoch + 1), actor, now, action="guards.begin_old_way")


def change_way(
    platform: Platform, way: Way, fence: datetime, *, seen_epoch: int, actor: User, now: datetime
) -> Ownership:
    """Give a platform's orders placed from `fence` on to a way: cut-over and fall-back are the same change.

    `seen_epoch` is what the person saw. Doing it twice changes nothing. Raises OwnershipChanged, WitnessUnwritable.
    """
    with transaction.atomic():
        known = hold(platform, now)
        if known.way is way and seen_epoch <= known.epoch:
            return known
        _require_seen(platform, known, seen_epoch)
        return _store(platform, hand_over(known, way, fence), actor, now, action="guards.change_way")


def take_rest(platform: Platform, *, seen_epoch: int, actor: User, now: datetime) -> Ownership:
    """Give the earlier orders, too, to the way that has the later ones. Raises OwnershipChanged, WitnessUnwritable."""
    with transaction.atomic():
        known = hold(platform, now)
        if known.is_whole and seen_epoch <= known.epoch:
            return known
        _require_seen(platform, known, seen_epoch)
        return _store(platform, hand_over_rest(known), actor, now, action="guards.take_rest")


def _require_seen(platform: Platform, known: Ownership, seen_epoch: int) -> None:
    if known.epoch != seen_epoch:
        message = (
            f"Somebody else changed meanwhile by which way the orders of platform “{platform}” come. Look at the page "
            "again before you change it."
        )
        raise OwnershipChanged(message)


def _store(platform: Platform, ownership: Ownership, actor: User | None, now: datetime, *, action: str) -> Ownership:
    owner = OrderOwner.objects.get(platform=platform)
    before = _describe(owner.ownership)
    owner.take(ownership)
    owner.changed_at, owner.changed_by = now, actor
    owner.save()
    _note(platform, action, actor, now, before, _describe(ownership))
    # Before the commit: what only the file knows is taken from there, and what it lacks a restored backup would undo.
    write_witness(owner.identity, ownership)
    return ownership


def reject_orders(
    platform: Platform, way: Way, rejections: Sequence[Rejection], ownership: Ownership, now: datetime
) -> None:
    """Note orders that a way delivered and that are not taken from it, in the caller's transaction."""
    if not rejections:
        return
    RejectedOrder.objects.bulk_create(
        (
            RejectedOrder(
                company_id=platform.company_id,
                platform=platform,
                way=way,
                platform_reference=each.platform_reference,
                reason=each.reason,
                epoch=ownership.epoch,
                placed_at=each.placed_at,
                first_at=now,
                last_at=now,
            )
            for each in rejections
        ),
        ignore_conflicts=True,
    )
    for reason, references in _by_reason(rejections):
        RejectedOrder.objects.filter(platform=platform, way=way, platform_reference__in=references).update(
            times=F("times") + 1, last_at=now, reason=reason, epoch=ownership.epoch
        )
    log.warning("guard.rejected", platform=platform.pk, way=way.value, orders=len(rejections))


def _by_reason(rejections: Iterable[Rejection]) -> Iterable[tuple[RejectReason, list[str]]]:
    found: dict[RejectReason, list[str]] = {}
    for each in rejections:
        found.setdefault(each.reason, []).append(each.platform_reference)
    return found.items()


def _describe(ownership: Ownership) -> dict[str, Any]:
    return {
        "way": ownership.way.value,
        "earlier_way": ownership.earlier.value if ownership.earlier else "",
        "fence_at": ownership.fence.isoformat() if ownership.fence else "",
        "epoch": ownership.epoch,
    }


def _note(
    platform: Platform, action: str, actor: User | None, now: datetime, before: dict[str, Any], after: dict[str, Any]
) -> None:
    record(
        company_id=platform.company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="platform",
        subject_id=platform.pk,
        before=before,
        after=after,
    )
