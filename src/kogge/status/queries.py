"""Reads of status reports, their runs, and parcels that no report was written of."""

from datetime import datetime

from django.db.models import QuerySet

from kogge.companies.models import Company
from kogge.infrastructure.work import get_work
from kogge.platforms.models import Platform
from kogge.shipping.models import Shipment, ShipmentState
from kogge.status.models import PlatformRule, RecordState, RunState, SendingRun, StatusRecord


def list_records(company: Company) -> QuerySet[StatusRecord]:
    """Return the company's status reports, newest first."""
    return (
        StatusRecord.objects.filter(company=company)
        .select_related("platform", "document", "shipment")
        .order_by("-created_at", "-pk")
    )


def list_rules(company: Company) -> QuerySet[PlatformRule]:
    """Return the company's own rules for platforms by name."""
    return PlatformRule.objects.filter(company=company).select_related("platform").order_by("name")


def get_run(run_id: int) -> SendingRun:
    """Return a run with its platform and the platform's credentials."""
    return get_work(SendingRun.objects.select_related("platform__credentials"), pk=run_id)


def list_running_runs(changed_before: datetime) -> list[SendingRun]:
    """Return the runs that have not ended and were not touched for a while, oldest first."""
    waiting = SendingRun.objects.filter(state=RunState.RUNNING, changed_at__lt=changed_before)
    return list(waiting.order_by("started_at"))


def has_work(platform: Platform) -> bool:
    """Tell whether a platform has reports that no run is busy with."""
    of_platform = StatusRecord.objects.filter(platform=platform)
    stranded = of_platform.filter(state__in=(RecordState.SENDING, RecordState.ACCEPTED)).exclude(
        run__state=RunState.RUNNING
    )
    return of_platform.filter(state=RecordState.OPEN).exists() or stranded.exists()


def list_unreported(company: Company, since: datetime) -> QuerySet[Shipment]:
    """Return the parcels that are ready since then, of which a platform is to be told, and no report was written."""
    return Shipment.objects.filter(
        company=company,
        state=ShipmentState.FIXED,
        reported_at__isnull=True,
        fixed_at__gte=since,
        document__platform__isnull=False,
        document__fulfilled_by_platform=False,
        document__ships_with_platform_label=False,
        status_records__isnull=True,
    ).exclude(document__state="cancelled")
