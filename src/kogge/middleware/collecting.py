"""Orders the old way: what a platform's order reports tell becomes documents. Every step is safe to repeat."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from kogge.infrastructure.work import get_work
from kogge.middleware.errors import CollectionFailed
from kogge.middleware.listing import find_told_until
from kogge.middleware.models import SyncState, SyncStep
from kogge.orders.importing import LegacyOrder, LegacyResult, import_legacy
from kogge.orders.models import OrderState, PlatformOrder
from kogge.orders.rules import SkipReason
from kogge.platforms.services import connect_platform
from kogge_contract.messages import Problem
from kogge_contract.order_reports import CollectedOrder, CollectionProgress, CollectionState, NewCollection

MOMENT = "%Y%m%dT%H%M%S%f"
HELD_BACK_AT_MOST = timedelta(days=3)
"""By hand, all that the reports tell is read: so far back, too, as nothing is read again by itself."""


def get_step(reference: str) -> SyncStep:
    """Return the part of a name with its platform. Raises WorkLost, also where its number is another part's by now."""
    number, moment = reference.split("-")
    rows = SyncStep.objects.select_related("platform__company", "platform__credentials", "run")
    return get_work(rows, pk=int(number), run__started_at=datetime.strptime(moment, MOMENT).replace(tzinfo=UTC))


def reference_of(step: SyncStep) -> str:
    """Return a part's name for its collection: a restored database must not meet an older one of the same number."""
    return f"{step.pk}-{step.run.started_at.astimezone(UTC):{MOMENT}}"


def advance_collection(step: SyncStep) -> CollectionState:
    """Let the Cloud make the next call to the platform. Raises what the Cloud's client raises."""
    client, platform = connect_platform(step.platform), step.platform.cloud_reference
    since = find_told_until(step.platform_id, step.epoch) if step.run.schedule_id else None
    client.start_collection(platform, NewCollection(reference=reference_of(step), since=since))
    return client.advance_collection(platform, reference_of(step))


def require_collected(state: CollectionState) -> bool:
    """Tell whether all reports are read. Raises CollectionFailed: asking again helps no collection that ended so."""
    if state.progress is CollectionProgress.FAILED:
        problem = state.problem or Problem(code=CollectionFailed.code, message="The Cloud gave the order reports up.")
        failure = CollectionFailed(problem.message)
        failure.code, failure.permanent = problem.code, problem.permanent
        raise failure
    return state.progress is CollectionProgress.DONE


def take_page(step: SyncStep, now: datetime) -> bool:
    """Take over the next orders of a collection; return whether these were the last ones.

    Documents, counts and position are written together, so that two who do it at once take each order once.
    """
    client, platform = connect_platform(step.platform), step.platform.cloud_reference
    page = client.read_collection(platform, reference_of(step), after=step.position)
    with transaction.atomic():
        locked = SyncStep.objects.select_for_update().get(pk=step.pk)
        if locked.position != step.position or locked.state != SyncState.RUNNING:
            return locked.state != SyncState.RUNNING
        orders = [LegacyOrder(each.order, each.order_reference, each.problem) for each in page.orders]
        result = import_legacy(step.platform_id, orders, held_epoch=step.epoch, now=now)
        locked.outcome = _add(locked.outcome, result)
        locked.position += len(page.orders)
        _hold_back(locked, page.orders)
        locked.save(update_fields=["outcome", "position"])
    return page.next_after is None


def note_collected(step: SyncStep, state: CollectionState) -> None:
    """Note what the reports as a whole told. What was parked is to come again with the next ones."""
    told_until, held_back = state.told_until, step.outcome.get("held_back")
    if told_until is not None and held_back:
        told_until = min(told_until, max(datetime.fromisoformat(held_back), told_until - HELD_BACK_AT_MOST))
    missing = None if state.missing_columns is None else list(state.missing_columns)
    outcome = step.outcome | {"waiting": state.waiting}
    changes = {"told_until": told_until, "missing_columns": missing, "outcome": outcome}
    SyncStep.objects.filter(pk=step.pk).update(**changes)


def forget_collection(step: SyncStep) -> None:
    """Let the Cloud delete what was taken over. Raises what the Cloud's client raises."""
    connect_platform(step.platform).forget_collection(step.platform.cloud_reference, reference_of(step))


def _add(outcome: dict[str, Any], result: LegacyResult) -> dict[str, Any]:
    """Add what a page brought to what came before."""
    counts, skipped = result.counts, Counter(result.counts.skipped)
    # What the guard rejects is skipped, or kept where it has its document.
    kept = len(result.rejected) - skipped.pop(SkipReason.OTHER_WAY, 0)
    brought = {
        "created": counts.created,
        "updated": counts.updated,
        "unchanged": counts.unchanged - kept,
        "parked": counts.parked,
        "rejected": len(result.rejected),
    }
    added = {name: outcome.get(name, 0) + number for name, number in brought.items()}
    return outcome | added | {"skipped": Counter(outcome.get("skipped", {})) + skipped}


def _hold_back(step: SyncStep, orders: tuple[CollectedOrder, ...]) -> None:
    """Note from when on the reports have to be read again because of orders that wait for a person."""
    references = [each.order_reference for each in orders]
    parked = set(
        PlatformOrder.objects.filter(
            company_id=step.platform.company_id,
            platform_id=step.platform_id,
            state=OrderState.PARKED,
            platform_reference__in=references,
        ).values_list("platform_reference", flat=True)
    )
    for each in orders:
        if each.order_reference in parked and each.changed_at is not None:
            moment = each.changed_at.astimezone(UTC).isoformat()
            step.outcome["held_back"] = min(step.outcome.get("held_back", moment), moment)
