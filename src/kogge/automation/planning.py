"""When a task runs next: the trigger's arithmetic applied to the task's row."""

from datetime import datetime

from kogge.automation.calendars import find_calendar
from kogge.automation.models import AutomationTask
from kogge.automation.schedules import MissedPolicy, Plan, TriggerKind, find_next, find_nth, plan_next


def plan_first(task: AutomationTask, now: datetime) -> datetime | None:
    """Return when a task that was just entered, activated or unlocked runs first: a continuous one at once."""
    if not task.is_active or task.locked_at:
        return None
    trigger = task.as_trigger
    if trigger.kind is TriggerKind.CONTINUOUS:
        # As if a run had ended an interval ago: the window decides whether that is now.
        return find_next(trigger, now - (trigger.interval or now - now), find_calendar(task.calendar))
    return find_next(trigger, now, find_calendar(task.calendar))


def plan_after(task: AutomationTask, since: datetime, now: datetime) -> Plan:
    """Plan the run after the one of `since`; for a continuous task `since` is that run's end."""
    policy = MissedPolicy(task.missed_runs)
    return plan_next(task.as_trigger, since, now, policy, find_calendar(task.calendar))


def find_deadline(task: AutomationTask) -> datetime | None:
    """Return when a task must have succeeded again at the latest; None for one that nobody waits for."""
    if not task.alarm_after or not task.is_active or task.trigger == TriggerKind.MANUAL:
        return None
    since = max(task.succeeded_at or task.watched_from, task.watched_from)
    return find_nth(task.as_trigger, since, task.alarm_after, find_calendar(task.calendar))
