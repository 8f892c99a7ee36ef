"""Pages of tasks: their form, how they stand, their runs, and what people do with them beside their turn."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.automation import listing, services, starting
from kogge.automation.calendars import find_calendar
from kogge.automation.describing import word_duration, word_trigger
from kogge.automation.forms import RunFilters, RunLogFilters
from kogge.automation.models import ACTIVE_STATES, AutomationService, AutomationTask, TaskRun
from kogge.automation.planning import plan_first
from kogge.automation.schedules import IsDayOff, Trigger, TriggerKind, find_next
from kogge.automation.standing import judge_task, word_unserved
from kogge.automation.tables import LogTable, RunTable, find_duration
from kogge.automation.task_forms import ActionRows, TaskForm
from kogge.automation.trigger_forms import TriggerForm, list_triggers_that_need, list_zones
from kogge.automation.wording import word_code, word_refusal, word_result
from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.lists import ListPage

STOP_POLLING = 286
NEXT_SHOWN = 5
LIVE_S = 2


class TaskPage(ListPage):
    """A task with its runs."""

    title = _("Automation task")
    table_class = RunTable
    filters_class = RunFilters
    template_name = "automation/task.html"
    shares_layout = True
    live_s = LIVE_S
    empty_title = _("It has not run yet")
    empty_hint = _("It runs when it is due, or when somebody puts its run before its turn.")

    @cached_property
    def task(self) -> AutomationTask:
        """Return the task of the address."""
        return _get(self.request, self.kwargs["task_id"])

    def list_rows(self) -> QuerySet[Any]:
        """Return the runs of the task."""
        return listing.list_runs(self.request.company).filter(task=self.task)

    def add_context(self) -> dict[str, object]:
        """Show what it does when, and how it stands."""
        return _describe(self.task) | {"actions_of_task": self.task.actions.select_related("preset")}


class RunPage(ListPage):
    """A run of a task with its lines."""

    title = _("Run of a task")
    table_class = LogTable
    filters_class = RunLogFilters
    template_name = "automation/run.html"
    shares_layout = True
    empty_title = _("No lines")
    empty_hint = _("A run that had nothing to do writes nothing.")

    @cached_property
    def run(self) -> TaskRun:
        """Return the run of the address."""
        return _get_run(self.request, self.kwargs["run_id"])

    def list_rows(self) -> QuerySet[Any]:
        """Return the lines of the run, in their order."""
        lines = listing.list_log(self.request.company).filter(task_run=self.run)
        return lines.order_by("pk")

    def find_live_s(self) -> int:
        """Follow a run that is under way."""
        return LIVE_S if self.run.is_active else 0

    def add_context(self) -> dict[str, object]:
        """Show how it goes, or went."""
        return _describe_run(self.run) | {
            "batches": listing.list_batches(self.request.company).filter(task_run=self.run)
        }


@needs(Right.RUN_BATCHES)
def show_state(request: OfficeRequest, task_id: int) -> HttpResponse:
    """Answer with how a task stands now; its page asks for it. What can be done with it comes along when it changed."""
    context = _describe(_get(request, task_id))
    shown = "-".join(str(bool(each)) for each in (context["active"], context["is_locked"]))
    context["has_changed"] = request.GET.get("seen") != shown
    response = render(request, "automation/task_state_now.html", context)
    response.headers["Live-Seen"] = shown
    response.headers["Cache-Control"] = "no-store"
    return response


@needs(Right.RUN_BATCHES)
def show_run_state(request: OfficeRequest, run_id: int) -> HttpResponse:
    """Answer with how a run goes; its page asks for it while it is under way."""
    run = _get_run(request, run_id)
    status = None if run.is_active else STOP_POLLING
    response = render(request, "automation/run_state.html", _describe_run(run), status=status)
    if not run.is_active:
        response.headers["HX-Trigger"] = "run-ended"
    response.headers["Cache-Control"] = "no-store"
    return response


@needs(Right.ADMINISTER_AUTOMATION)
def add_task(request: OfficeRequest) -> HttpResponse:
    """Enter a new task; where there is one service, it is that one's."""
    few = list(AutomationService.objects.filter(company=request.company)[:2])
    task = AutomationTask(company=request.company, interval_s=300)
    if len(few) == 1:
        task.service = few[0]
    return _edit(request, task)


@needs(Right.ADMINISTER_AUTOMATION)
def edit_task(request: OfficeRequest, task_id: int) -> HttpResponse:
    """Change a task with its actions."""
    return _edit(request, _get(request, task_id))


def _edit(request: OfficeRequest, task: AutomationTask) -> HttpResponse:
    if request.method != "POST":
        rows = ActionRows(request.company, ActionRows.of_task(task))
        return _show_form(request, TaskForm(task=task), rows)
    typed = ActionRows.read(request.POST)
    wish = request.POST.get("actions", "")
    if wish:
        # The rows are rearranged, everything else stays as it was typed.
        fields = TaskForm(task=task).fields
        kept = {
            name: each.widget.value_from_datadict(request.POST, request.FILES, name) for name, each in fields.items()
        }
        rows = ActionRows(request.company, ActionRows.rearrange(typed, wish))
        return _show_form(request, TaskForm(task=task, initial=kept), rows)
    name = task.name
    form, rows = TaskForm(request.POST, task=task), ActionRows(request.company, typed, is_checked=True)
    is_right = [form.is_valid(), rows.is_valid()]
    if all(is_right):
        try:
            saved = services.save_task(form.apply(), rows.as_actions(), request.membership.user, _now())
        except KoggeError as error:
            form.add_error("name", word_refusal(error))
        else:
            messages.success(request, gettext("The task is saved."))
            return redirect("automation:task", task_id=saved.pk)
    task.name = name
    return _show_form(request, form, rows)


def _show_form(request: OfficeRequest, form: TaskForm, rows: ActionRows) -> HttpResponse:
    groups = {group: list_triggers_that_need(group) for group in TriggerForm.groups}
    context = {"form": form, "rows": rows, "task": form.task, "groups": groups, "zones": list_zones()}
    return render(request, "automation/task_form.html", context)


@action_needing(Right.ADMINISTER_AUTOMATION)
def preview(request: OfficeRequest) -> HttpResponse:
    """Answer with the next moments at which the trigger that is being typed is due."""
    form = TriggerForm(request.POST)
    if not form.is_valid():
        problem = next(iter(form.errors.values()))[0]
        return render(request, "automation/task_preview.html", {"problem": problem})
    trigger = form.as_trigger()
    is_day_off = find_calendar(form.as_facts()["calendar"])
    moments = [each.astimezone(trigger.zone) for each in islice(_list_next(trigger, _now(), is_day_off), NEXT_SHOWN)]
    context = {"moments": moments, "trigger": trigger, "is_manual": trigger.kind is TriggerKind.MANUAL}
    return render(request, "automation/task_preview.html", context)


def _list_next(trigger: Trigger, now: datetime, is_day_off: IsDayOff) -> Iterator[datetime]:
    moment: datetime | None = now
    if trigger.kind is TriggerKind.CONTINUOUS and trigger.interval:
        moment = now - trigger.interval  # it runs at once
    while moment is not None and (moment := find_next(trigger, moment, is_day_off)) is not None:
        yield moment


@action_needing(Right.ADMINISTER_AUTOMATION)
def act(request: OfficeRequest, task_id: int, wish: str) -> HttpResponse:
    """Put a run before its turn, carry the task out locally, stop its run, or unlock it."""
    task = _get(request, task_id)
    acts: dict[str, Callable[[OfficeRequest, AutomationTask], str]] = {
        "advance": _advance,
        "run-locally": _run_locally,
        "stop": _stop,
        "unlock": _unlock,
    }
    if wish not in acts:
        raise Http404(wish)
    try:
        messages.success(request, acts[wish](request, task))
    except KoggeError as error:
        messages.error(request, word_refusal(error))
    return redirect("automation:task", task_id=task.pk)


def _advance(request: OfficeRequest, task: AutomationTask) -> str:
    services.advance_task(task, request.membership.user, _now())
    return word_unserved(task.service, _now()) or gettext("The run is put before its turn: its service begins it now.")


def _run_locally(request: OfficeRequest, task: AutomationTask) -> str:
    starting.run_locally(task, request.membership.user, _now())
    return gettext("The task is carried out under your own rights.")


def _stop(request: OfficeRequest, task: AutomationTask) -> str:
    run = _find_active(task)
    if run is not None and starting.stop_task(run, request.membership.user, _now()):
        return gettext("The run ends after the records it is at. What it did stays.")
    return gettext("The task does not run.")


def _unlock(request: OfficeRequest, task: AutomationTask) -> str:
    services.unlock_task(task, request.membership.user, _now())
    return gettext("The task is unlocked.")


@needs(Right.ADMINISTER_AUTOMATION)
def delete_task(request: OfficeRequest, task_id: int) -> HttpResponse:
    """Ask whether a task is to go with its runs, and delete it."""
    task = _get(request, task_id)
    if request.method == "POST":
        try:
            services.delete_task(task, request.membership.user, _now())
        except KoggeError as error:
            messages.error(request, word_refusal(error))
            return redirect("automation:task", task_id=task.pk)
        messages.success(request, gettext("The task “%(name)s” is deleted.") % {"name": task.name})
        return redirect("automation:tasks")
    return render(request, "automation/task_delete.html", {"task": task})


def _describe(task: AutomationTask) -> dict[str, object]:
    last = task.runs.order_by("-created_at", "-pk").first()
    now = _now()
    return {
        "task": task,
        "standing": judge_task(task, last.state if last else None, now),
        "active": last if last and last.is_active else None,
        "is_locked": task.locked_at is not None,
        "last": last,
        "last_words": word_result(last.counts, is_active=last.is_active) if last else "",
        "trigger_words": word_trigger(task),
        "next_due_at": task.next_due_at or (plan_first(task, now) if last is None else None),
    }


def _describe_run(run: TaskRun) -> dict[str, object]:
    return {
        "run": run,
        "duration": word_duration(find_duration(run, _now())),
        "counts": word_result(run.counts, is_active=run.is_active),
        "problem": word_code(run.problem_code, {"problem": run.problem}) if run.problem_code else "",
    }


def _find_active(task: AutomationTask) -> TaskRun | None:
    return task.runs.filter(state__in=ACTIVE_STATES).select_related("task").first()


def _get(request: OfficeRequest, task_id: int) -> AutomationTask:
    tasks = AutomationTask.objects.filter(company=request.company).select_related("service", "company")
    return get_object_or_404(tasks, pk=task_id)


def _get_run(request: OfficeRequest, run_id: int) -> TaskRun:
    return get_object_or_404(listing.list_runs(request.company), pk=run_id)


def _now() -> datetime:
    return datetime.now(UTC)
