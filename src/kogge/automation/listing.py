"""Reads of automation for the pages."""

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from kogge.automation.models import (
    ACTIVE_STATES,
    AutomationService,
    AutomationTask,
    BatchItem,
    BatchRun,
    LogEntry,
    Preset,
    PresetVersion,
    TaskAction,
    TaskRun,
)
from kogge.companies.models import Company, Membership
from kogge.companies.permissions import Right


def list_tasks(company: Company) -> QuerySet[AutomationTask]:
    """Return a company's tasks, each with its last run: `last_state`, `last_counts`, `last_errors`, `last_at`."""
    last = TaskRun.objects.filter(task=OuterRef("pk")).order_by("-created_at", "-pk")
    facts = {"last_state": "state", "last_counts": "counts", "last_errors": "errors", "last_at": "created_at"}
    facts |= {"last_id": "pk", "last_problem": "problem_code"}
    tasks = AutomationTask.objects.filter(company=company).select_related("service")
    return tasks.annotate(**{name: Subquery(last.values(field)[:1]) for name, field in facts.items()}).order_by("name")


def list_services(company: Company) -> QuerySet[AutomationService]:
    """Return a company's services: how many tasks each has, and its run under way: `current_id`, `current_task`."""
    runs = TaskRun.objects.filter(task__service=OuterRef("pk"), state__in=ACTIVE_STATES).order_by("pk")
    tasks = AutomationTask.objects.filter(service=OuterRef("pk")).order_by().values("service")
    services = AutomationService.objects.filter(company=company).select_related("user")
    return services.annotate(
        task_count=Subquery(tasks.annotate(number=Count("pk")).values("number")),
        current_id=Subquery(runs.values("pk")[:1]),
        current_task=Subquery(runs.values("task__name")[:1]),
    ).order_by("name")


def list_current_runs(company: Company) -> QuerySet[TaskRun]:
    """Return the runs of tasks that are under way."""
    return TaskRun.objects.filter(company=company, state__in=ACTIVE_STATES).select_related("task")


def list_presets(company: Company) -> QuerySet[Preset]:
    """Return a company's presets: how many tasks use each, and its last batch: `last_state`, `last_at`."""
    last = BatchRun.objects.filter(preset=OuterRef("pk")).order_by("-created_at")
    uses = TaskAction.objects.filter(preset=OuterRef("pk")).order_by().values("preset")
    presets = Preset.objects.filter(company=company).select_related("owner")
    return presets.annotate(
        task_count=Subquery(uses.annotate(number=Count("task", distinct=True)).values("number")),
        last_id=Subquery(last.values("pk")[:1]),
        last_state=Subquery(last.values("state")[:1]),
        last_at=Subquery(last.values("created_at")[:1]),
    ).order_by("name")


def find_preset(company: Company, preset_id: int | None) -> Preset | None:
    """Return a preset of a company, or None."""
    return Preset.objects.filter(company=company, pk=preset_id).first() if preset_id else None


def list_versions(preset: Preset) -> QuerySet[PresetVersion]:
    """Return what a preset was, the newest first."""
    return PresetVersion.objects.filter(preset=preset).select_related("saved_by").order_by("-version")


def list_uses(preset: Preset) -> QuerySet[AutomationTask]:
    """Return the tasks that use a preset."""
    return AutomationTask.objects.filter(actions__preset=preset).distinct().order_by("name")


def may_change_preset(membership: Membership, preset: Preset) -> bool:
    """Tell whether somebody may change a preset: one that a task uses works with the rights of the task's service."""
    if Right.ADMINISTER_AUTOMATION in membership.rights:
        return True
    return Right.RUN_BATCHES in membership.rights and not list_uses(preset).exists()


def list_batches(company: Company) -> QuerySet[BatchRun]:
    """Return a company's batches, newest first."""
    batches = BatchRun.objects.filter(company=company).select_related("user", "preset", "task_run__task")
    return batches.order_by("-created_at", "-pk")


def list_items(batch: BatchRun) -> QuerySet[BatchItem]:
    """Return what a batch did to records, in its order."""
    return BatchItem.objects.filter(batch=batch).order_by("pk")


def list_runs(company: Company) -> QuerySet[TaskRun]:
    """Return a company's runs of tasks, newest first."""
    runs = TaskRun.objects.filter(company=company).select_related("task__service", "user")
    return runs.order_by("-created_at", "-pk")


def list_log(company: Company) -> QuerySet[LogEntry]:
    """Return the lines of a company's event log, newest first."""
    lines = LogEntry.objects.filter(company=company).select_related("task", "task_run", "batch")
    return lines.order_by(F("at").desc(), "-pk")
