"""How tasks and services stand at a moment, in words and colours."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.automation.alarming import Trouble, find_trouble
from kogge.automation.holding import is_alive
from kogge.automation.models import AutomationService, AutomationTask, RunState, ServiceMode
from kogge.automation.schedules import TriggerKind
from kogge.automation.wording import word_code

Text = str | Promise


@dataclass(frozen=True)
class Standing:
    """A state as it is shown: its words, the badge's colour, and what more there is to say."""

    words: Text
    colour: str
    detail: str = ""


RUNNING: dict[str, tuple[Text, str]] = {
    RunState.RUNNING: (_("running"), "azure"),
    RunState.STOPPING: (_("being stopped"), "orange"),
    RunState.WAITING: (_("waits for a worker"), "cyan"),
}
"""A run that is under way, by its state."""


def judge_task(task: AutomationTask, last_state: str | None, now: datetime) -> Standing:
    """Return how a task stands; `last_state` is that of its last run."""
    if last_state in RUNNING:
        return Standing(*RUNNING[last_state])
    if task.locked_at:
        return Standing(_("locked"), "red", word_code(task.lock_code, {"problem": task.lock_reason}))
    if not task.is_active:
        return Standing(_("not active"), "secondary")
    return _find_hindrance(task, now) or _judge_waiting(task, now)


def _find_hindrance(task: AutomationTask, now: datetime) -> Standing | None:
    trouble = find_trouble(task, now)
    if trouble is not None and trouble.code == "late":
        return Standing(_("late"), "orange")
    if trouble is not None or not _is_served(task.service, now):
        return Standing(_("nobody serves it"), "orange", word_unserved(task.service, now))
    return None


def _judge_waiting(task: AutomationTask, now: datetime) -> Standing:
    if task.next_due_at is not None and task.next_due_at <= now:
        return Standing(_("due"), "cyan")
    if task.trigger == TriggerKind.MANUAL:
        return Standing(_("ready"), "green", gettext("It runs when somebody starts it."))
    return Standing(_("waits for its time"), "green")


def _is_served(service: AutomationService, now: datetime) -> bool:
    return service.mode == ServiceMode.RUNNING and is_alive(service, now)


def word_unserved(service: AutomationService, now: datetime) -> str:
    """Say why a service begins no runs, and what to do; nothing where it does."""
    if service.mode == ServiceMode.STOPPED:
        return gettext("The service “%(service)s” is stopped: start it.") % {"service": service}
    if service.mode == ServiceMode.DRAINING:
        return gettext("The service “%(service)s” is finishing and begins nothing new: start it.") % {
            "service": service
        }
    if not is_alive(service, now):
        return gettext(
            "No process carries out the service “%(service)s”: `kogge serve` starts one, `kogge worker` runs one alone."
        ) % {"service": service}
    return ""


def judge_service(service: AutomationService, *, is_busy: bool, now: datetime) -> Standing:
    """Return how a service stands; `is_busy`: a run of one of its tasks is under way."""
    if service.mode == ServiceMode.STOPPED:
        return Standing(_("stopped"), "secondary")
    if not is_alive(service, now):
        hint = gettext("`kogge serve` starts a process, `kogge worker` runs one alone.")
        return Standing(_("no process"), "red", hint)
    if service.mode == ServiceMode.DRAINING:
        detail = gettext("It ends the run under way.") if is_busy else gettext("Nothing of it runs any more.")
        return Standing(gettext("finishing on %(host)s") % {"host": service.host}, "orange", detail)
    return Standing(gettext("runs on %(host)s") % {"host": service.host}, "green")


def word_trouble(trouble: Trouble, now: datetime) -> str:
    """Say what is wrong with a task, and what to do, for the banner on every page."""
    task = trouble.task
    since = date_format(timezone.localtime(trouble.since), "SHORT_DATETIME_FORMAT")
    if trouble.code == "locked":
        reason = word_code(task.lock_code, {"problem": task.lock_reason})
        return gettext("Locked since %(since)s. %(reason)s Put it right, then unlock the task.") % {
            "since": since,
            "reason": reason,
        }
    late = gettext("No success since %(since)s.") % {"since": since}
    return f"{late} {word_unserved(task.service, now)}".strip()
