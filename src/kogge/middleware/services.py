"""Writes of schedules and synchronisations."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from kogge.audit.services import record
from kogge.companies.models import Company, User
from kogge.guards.services import begin_old_way, settle_owner
from kogge.kernel.errors import KoggeError
from kogge.middleware.errors import NothingToSplit, OrdersRefused, ScheduleNameTaken
from kogge.middleware.models import SyncRun, SyncSchedule, SyncState, SyncStep, describe_served
from kogge.middleware.rules import Area, Plan, Split, find_next, find_refused, is_due, list_steps, split
from kogge.platforms.models import Platform
from kogge.platforms.traits import get_traits

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A schedule as somebody entered it."""

    name: str
    is_active: bool
    interval_minutes: int
    areas: tuple[Area, ...]
    platforms: tuple[Platform, ...]


def save_schedule(
    company: Company, wanted: Wanted, *, actor: User, now: datetime, schedule: SyncSchedule | None = None
) -> SyncSchedule:
    """Store a new or changed schedule. Who fetches orders for the first time becomes their owner.

    A shop's orders are fetched by its own retrieval, whoever begins it: they need no owner. Raises ScheduleNameTaken,
    and OwnershipChanged or OrdersRefused where the orders of a platform come by the Cloud; KindUnknown.
    """
    is_new = schedule is None
    fetched = wanted.platforms if Area.ORDERS in wanted.areas else ()
    reporting = [each for each in fetched if get_traits(each.kind).has_order_reports]
    _require_outside_cloud(wanted.areas, [each for each in fetched if each not in reporting])
    schedule = schedule or SyncSchedule(company=company, next_at=now)
    with transaction.atomic():
        before = {} if is_new else _facts(schedule)
        for platform in reporting:
            begin_old_way(platform, actor, now)
        schedule.name, schedule.is_active = wanted.name, wanted.is_active
        schedule.interval_minutes, schedule.areas = wanted.interval_minutes, list(wanted.areas)
        _save_named(schedule)
        schedule.platforms.set(wanted.platforms)
        _note(schedule, "middleware.add_schedule" if is_new else "middleware.change_schedule", actor, now, before)
    return schedule


def delete_schedule(schedule: SyncSchedule, *, actor: User, now: datetime) -> None:
    """Delete a schedule; what it synchronised stays."""
    with transaction.atomic():
        _note(schedule, "middleware.delete_schedule", actor, now, _facts(schedule), after={})
        schedule.delete()


def plan_split(schedule: SyncSchedule, new_name: str) -> Split:
    """Return what a split would make of a schedule. Raises NothingToSplit."""
    planned = split(schedule.plan, new_name)
    if planned is None:
        message = f"Schedule “{schedule}” fetches no orders that are to come by the Cloud: there is nothing to split."
        raise NothingToSplit(message)
    return planned


def split_schedule(schedule_id: int, new_name: str, *, actor: User, now: datetime) -> Split:
    """Take the orders of the Cloud's platforms out of a schedule; the others keep fetching by one of their own.

    Raises NothingToSplit, also where somebody has just done it, and ScheduleNameTaken.
    """
    with transaction.atomic():
        schedule = SyncSchedule.objects.select_for_update().get(pk=schedule_id)
        planned = plan_split(schedule, new_name)
        before = _facts(schedule)
        if planned.fetching is not None:
            other = SyncSchedule(
                company_id=schedule.company_id,
                name=planned.fetching.name,
                is_active=schedule.is_active,
                interval_minutes=schedule.interval_minutes,
                areas=_in_order(planned.fetching.areas),
                next_at=schedule.next_at,
            )
            _save_named(other)
            _set_platforms(other, planned.fetching)
            _note(other, "middleware.add_schedule", actor, now, {})
        schedule.areas = _in_order(planned.kept.areas)
        schedule.save(update_fields=["areas"])
        _set_platforms(schedule, planned.kept)
        _note(schedule, "middleware.split_schedule", actor, now, before)
    return planned


def start_by_hand(
    company: Company, areas: Collection[Area], platforms: Sequence[Platform], *, actor: User, now: datetime
) -> SyncRun:
    """Begin a synchronisation that a person asked for. Raises OrdersRefused."""
    _require_outside_cloud(areas, platforms)
    with transaction.atomic():
        run = SyncRun.objects.create(company=company, started_by=actor, started_at=now)
        _write_steps(run, areas, platforms)
        _note_by_hand(run, actor, areas, platforms)
    return run


def start_now(schedule_id: int, *, actor: User, now: datetime) -> SyncRun | None:
    """Begin a schedule at once because a person asked for it; None when its last run is not at its end.

    Raises OrdersRefused, as for all that is synchronised by hand.
    """
    with transaction.atomic():
        schedule = SyncSchedule.objects.select_for_update().get(pk=schedule_id)
        _require_outside_cloud(schedule.plan.areas, schedule.platforms.all())
        run = _begin_whole(schedule, now, actor)
        if run is not None:
            _note_by_hand(run, actor, schedule.areas, schedule.platforms.all())
    return run


def start_due(schedule_id: int, now: datetime) -> SyncRun | None:
    """Begin a schedule that is due, for the platforms that it is not at work on: none holds up the others.

    None when another process has just done so, or no platform's last run is at its end.
    """
    with transaction.atomic():
        schedule = SyncSchedule.objects.select_for_update().filter(pk=schedule_id, is_active=True).first()
        if schedule is None or not is_due(schedule.next_at, schedule.interval, now):
            return None
        schedule.next_at = find_next(schedule.next_at, schedule.interval, now)
        schedule.save(update_fields=["next_at"])
        served = schedule.platforms.filter(is_active=True)
        busy = SyncStep.objects.filter(run__schedule=schedule, run__state=SyncState.RUNNING, state=SyncState.RUNNING)
        free = served.exclude(pk__in=busy.values("platform"))
        return None if served and not free else _begin(schedule, free, now)


def start_once(schedule_id: int, now: datetime) -> SyncRun | None:
    """Begin a schedule, due or not, active or not; None when its last run is not at its end."""
    with transaction.atomic():
        return _begin_whole(SyncSchedule.objects.select_for_update().get(pk=schedule_id), now)


def _begin_whole(schedule: SyncSchedule, now: datetime, actor: User | None = None) -> SyncRun | None:
    if SyncRun.objects.filter(schedule=schedule, state=SyncState.RUNNING).exists():
        return None
    return _begin(schedule, schedule.platforms.filter(is_active=True), now, actor)


def _begin(schedule: SyncSchedule, platforms: Iterable[Platform], now: datetime, actor: User | None = None) -> SyncRun:
    SyncRun.objects.filter(company_id=schedule.company_id, finished_at__lt=now - KEPT).delete()
    facts = {"company_id": schedule.company_id, "schedule": schedule, "started_by": actor}
    run = SyncRun.objects.create(**facts, started_at=now)
    _write_steps(run, tuple(map(Area, schedule.areas)), platforms)
    return run


def finish_step(step: SyncStep, error: KoggeError | None = None) -> None:
    """Note what became of a part."""
    SyncStep.objects.filter(pk=step.pk, state=SyncState.RUNNING).update(
        state=SyncState.FAILED if error else SyncState.DONE,
        code=error.code if error else "",
        problem=str(error) if error else "",
    )


def finish_run(run_id: int, now: datetime) -> None:
    """Close a synchronisation once all parts are done; one with a part that failed has failed, too."""
    if SyncStep.objects.filter(run_id=run_id, state=SyncState.RUNNING).exists():
        return
    has_failed = SyncStep.objects.filter(run_id=run_id).exclude(state=SyncState.DONE).exists()
    SyncRun.objects.filter(pk=run_id, state=SyncState.RUNNING).update(
        state=SyncState.FAILED if has_failed else SyncState.DONE, finished_at=now
    )


def _require_outside_cloud(areas: Collection[Area], platforms: Collection[Platform]) -> None:
    refused = find_refused(areas, map(describe_served, platforms))
    if refused:
        message = (
            f"Addresses and orders of {', '.join(refused)} come by the Cloud. Leave out either the area or the "
            "platform."
        )
        raise OrdersRefused(message)


def _write_steps(run: SyncRun, areas: Collection[Area], platforms: Iterable[Platform]) -> None:
    SyncStep.objects.bulk_create(
        SyncStep(run=run, platform=platform, areas=list(step), epoch=_find_epoch(step, platform))
        for platform in platforms
        for step in list_steps(areas)
    )


def _note_by_hand(run: SyncRun, actor: User, areas: Collection[str], platforms: Iterable[Platform]) -> None:
    record(
        company_id=run.company_id,
        at=run.started_at,
        actor=actor,
        action="middleware.start_sync",
        subject_kind="sync_run",
        subject_id=run.pk,
        before={},
        after={"areas": _in_order(areas), "platforms": [each.name for each in platforms]},
    )


def _find_epoch(areas: Collection[Area], platform: Platform) -> int:
    return settle_owner(platform).epoch if Area.ORDERS in areas else 0


def _set_platforms(schedule: SyncSchedule, plan: Plan) -> None:
    schedule.platforms.set([each.id for each in plan.platforms])


def _save_named(schedule: SyncSchedule) -> None:
    try:
        with transaction.atomic():
            schedule.save()
    except IntegrityError as error:
        message = f"There is a schedule “{schedule}” already: give this one another name."
        raise ScheduleNameTaken(message) from error


def _in_order(areas: Collection[str]) -> list[str]:
    return [each.value for each in Area if each in areas]


def _facts(schedule: SyncSchedule) -> dict[str, Any]:
    return {
        "name": schedule.name,
        "is_active": schedule.is_active,
        "interval_minutes": schedule.interval_minutes,
        "areas": schedule.areas,
        "platforms": sorted(schedule.platforms.values_list("name", flat=True)),
    }


def _note(
    schedule: SyncSchedule,
    action: str,
    actor: User,
    now: datetime,
    before: dict[str, Any],
    after: dict[str, Any] | None = None,
) -> None:
    record(
        company_id=schedule.company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="sync_schedule",
        subject_id=schedule.pk,
        before=before,
        after=_facts(schedule) if after is None else after,
    )
