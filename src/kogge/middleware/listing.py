"""Reads of schedules and synchronisations."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from kogge.companies.models import Company
from kogge.guards.rules import Way
from kogge.guards.services import settle_owner
from kogge.middleware.errors import ScheduleUnknown
from kogge.middleware.models import SyncRun, SyncSchedule, SyncState, SyncStep, list_cloud_elsewhere, tell_served
from kogge.middleware.rules import OFFERS, Area, is_due
from kogge.platforms.listing import list_active_platforms
from kogge.platforms.models import Platform

LOOKED_AT = 50
"""So many of a platform's last parts are looked through for one of articles, stock and prices."""


def list_schedules(company: Company) -> QuerySet[SyncSchedule]:
    """Return the company's schedules with their platforms, by name."""
    return SyncSchedule.objects.filter(company=company).prefetch_related(_served()).order_by("name", "pk")


def _served() -> "Prefetch[str]":
    return Prefetch("platforms", tell_served(Platform.objects.all()))


def list_runs(company: Company) -> QuerySet[SyncRun]:
    """Return the company's synchronisations with their parts, newest first."""
    runs = SyncRun.objects.filter(company=company).select_related("schedule", "started_by")
    return runs.prefetch_related("steps__platform").order_by("-started_at", "-pk")


def list_fetching(platform: Platform) -> list[SyncSchedule]:
    """Return the schedules that still fetch the orders of a platform, those of other companies included.

    A platform of another company is the same one where it is the same seller's account.
    """
    return _list_fetching(Q(pk=platform.pk) | _is_account(platform), Q())


def list_fetching_elsewhere(company: Company) -> list[SyncSchedule]:
    """Return the schedules of other companies that fetch orders which come by the Cloud into this one."""
    ours = list_active_platforms(company).filter(uses_cloud=True).exclude(seller_reference="")
    accounts = Q(pk__in=[])
    for each in ours:
        accounts |= _is_account(each)
    return _list_fetching(accounts, ~Q(company=company))


def is_fetched_elsewhere(platform: Platform) -> bool:
    """Tell whether the orders of a platform's account come into another company by the Cloud already."""
    return any(settle_owner(each).way is Way.NEW for each in list_cloud_elsewhere(platform))


def _is_account(platform: Platform) -> Q:
    if not platform.seller_reference:
        return Q(pk__in=[])
    return Q(kind=platform.kind, seller_reference=platform.seller_reference)


def _list_fetching(platforms: Q, schedules: Q) -> list[SyncSchedule]:
    serving = SyncSchedule.objects.filter(schedules, platforms__in=Platform.objects.filter(platforms)).distinct()
    serving = serving.select_related("company").prefetch_related(_served())
    serving = serving.order_by("company__name", "name", "pk")
    return [each for each in serving if Area.ORDERS in each.areas]


def list_due(now: datetime) -> list[SyncSchedule]:
    """Return the active schedules that are due."""
    active = SyncSchedule.objects.filter(is_active=True).order_by("next_at", "pk")
    return [each for each in active if is_due(each.next_at, each.interval, now)]


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


def were_offers_looked_at(platform: Platform, since: date) -> bool:
    """Tell whether the middleware had articles, stock and prices transferred, or found nothing to, since a day."""
    return any(each.state == SyncState.DONE for each in _list_offers_parts(platform, since))


def has_offers_part_failed(platform: Platform) -> bool:
    """Tell whether the middleware could not transfer articles, stock and prices when it tried last."""
    last = next(_list_offers_parts(platform), None)
    return last is not None and last.state == SyncState.FAILED


def _list_offers_parts(platform: Platform, since: date | None = None) -> Iterator[SyncStep]:
    parts = SyncStep.objects.filter(platform=platform).order_by("-pk")
    parts = parts.filter(run__finished_at__date__gte=since) if since else parts
    return (each for each in parts[:LOOKED_AT] if set(OFFERS) <= set(map(Area, each.areas)))


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
    """Return the schedule's oldest run that has not come to its end."""
    return SyncRun.objects.filter(schedule=schedule, state=SyncState.RUNNING).order_by("pk").first()


def list_steps(run_id: int) -> list[SyncStep]:
    """Return the parts of a synchronisation, in order."""
    return list(SyncStep.objects.filter(run_id=run_id).select_related("platform").order_by("pk"))


def list_waiting_steps(run_id: int) -> list[SyncStep]:
    """Return the parts of a synchronisation that are not done yet, in order."""
    steps = SyncStep.objects.filter(run_id=run_id, state=SyncState.RUNNING)
    return list(steps.select_related("platform__company", "platform__credentials", "run__started_by").order_by("pk"))
