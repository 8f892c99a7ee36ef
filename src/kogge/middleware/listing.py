"""Reads of schedules and synchronisations."""

from datetime import datetime

from django.db.models import QuerySet

from kogge.companies.models import Company
from kogge.middleware.models import SyncRun, SyncSchedule, SyncState, SyncStep
from kogge.middleware.rules import Area, find_refused
from kogge.platforms.models import Platform


def list_schedules(company: Company) -> QuerySet[SyncSchedule]:
    """Return the company's schedules with their platforms, by name."""
    return SyncSchedule.objects.filter(company=company).prefetch_related("platforms").order_by("name", "pk")


def list_runs(company: Company) -> QuerySet[SyncRun]:
    """Return the company's synchronisations with their parts, newest first."""
    runs = SyncRun.objects.filter(company=company).select_related("schedule", "started_by")
    return runs.prefetch_related("steps__platform").order_by("-started_at", "-pk")


def list_fetching(platform: Platform) -> list[SyncSchedule]:
    """Return the schedules, of all companies, that still fetch the orders of a platform."""
    serving = SyncSchedule.objects.filter(platforms=platform).select_related("company").prefetch_related("platforms")
    return [each for each in serving.order_by("company__name", "name") if Area.ORDERS in each.areas]


def list_to_split(company: Company) -> list[SyncSchedule]:
    """Return the company's schedules that fetch orders which are to come by the Cloud."""
    return [each for each in list_schedules(company) if find_refused(each.plan.areas, each.plan.platforms)]


def list_due(now: datetime) -> list[SyncSchedule]:
    """Return the active schedules that are due."""
    return list(SyncSchedule.objects.filter(is_active=True, next_at__lte=now).order_by("next_at", "pk"))


def list_waiting_steps(run_id: int) -> list[SyncStep]:
    """Return the parts of a synchronisation that are not done yet, in order."""
    steps = SyncStep.objects.filter(run_id=run_id, state=SyncState.RUNNING)
    return list(steps.select_related("platform__company", "platform__credentials", "run__started_by").order_by("pk"))
