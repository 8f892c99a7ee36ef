"""Reads of schedules and synchronisations."""

from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery

from kogge.companies.models import Company
from kogge.middleware.errors import ScheduleUnknown
from kogge.middleware.models import SyncRun, SyncSchedule, SyncState, SyncStep
from kogge.middleware.rules import Area, find_refused
from kogge.platforms.listing import list_active_platforms
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


def find_told_until(platform_id: int, epoch: int) -> datetime | None:
    """Return up to when a platform's reports were taken, None where nobody did under this epoch of the guard.

    After a change of owner some of what was rejected may be the middleware's: all of it is read again.
    """
    steps = SyncStep.objects.filter(platform_id=platform_id, epoch=epoch, told_until__isnull=False)
    return steps.order_by("-pk").values_list("told_until", flat=True).first()


def find_missing_columns(platform: Platform) -> list[str] | None:
    """Return what a platform's order reports lacked when they told last; None where they did not tell yet."""
    steps = SyncStep.objects.filter(platform=platform, told_until__isnull=False, missing_columns__isnull=False)
    return steps.order_by("-pk").values_list("missing_columns", flat=True).first()


def list_served(company: Company) -> QuerySet[Platform]:
    """Return the company's active platforms with the state of their order reports, by name."""
    told = SyncStep.objects.filter(platform=OuterRef("pk"), told_until__isnull=False).order_by("-pk")
    with_columns = told.filter(missing_columns__isnull=False)
    return list_active_platforms(company).annotate(
        told_until=Subquery(told.values("told_until")[:1]),
        missing_columns=Subquery(with_columns.values("missing_columns")[:1]),
        order_way=F("order_owner__way"),
    )


def get_schedule(name: str, company: str) -> SyncSchedule:
    """Return the schedule of a name, of a company where several have one. Raises ScheduleUnknown."""
    schedules = SyncSchedule.objects.filter(name=name).select_related("company")
    found = list(schedules.filter(company__name=company) if company else schedules)
    if len(found) != 1:
        where = f" of company “{company}”" if company else ""
        message = (
            f"Several companies have a schedule “{name}”: name one with --company."
            if found
            else f"There is no schedule “{name}”{where}: look at Middleware, Schedules."
        )
        raise ScheduleUnknown(message)
    return found[0]


def find_running(schedule: SyncSchedule) -> SyncRun | None:
    """Return the schedule's run that has not come to its end."""
    return SyncRun.objects.filter(schedule=schedule, state=SyncState.RUNNING).first()


def list_steps(run_id: int) -> list[SyncStep]:
    """Return the parts of a synchronisation, in order."""
    return list(SyncStep.objects.filter(run_id=run_id).select_related("platform").order_by("pk"))


def list_waiting_steps(run_id: int) -> list[SyncStep]:
    """Return the parts of a synchronisation that are not done yet, in order."""
    steps = SyncStep.objects.filter(run_id=run_id, state=SyncState.RUNNING)
    return list(steps.select_related("platform__company", "platform__credentials", "run__started_by").order_by("pk"))
