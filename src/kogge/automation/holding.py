"""Which worker holds a service: one of the living, by compare-and-set on the service's own row."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kogge.automation.models import AutomationService, ServiceMode

HOLD_EVERY_S = 5
LOST_AFTER = timedelta(seconds=20)
"""A service whose holder was silent for so long is taken by another worker."""


def hold_services(executor_id: str, host: str, now: datetime) -> int:
    """Take the services that nobody alive holds, keep those that this worker holds; return how many it holds."""
    free = Q(executor_id=executor_id) | Q(beat_at=None) | Q(beat_at__lt=now - LOST_AFTER)
    wanted = AutomationService.objects.exclude(mode=ServiceMode.STOPPED)
    return wanted.filter(free).update(executor_id=executor_id, host=host, beat_at=now)


def release_services(executor_id: str) -> None:
    """Give up what this worker holds, so that another one need not wait for its silence."""
    AutomationService.objects.filter(executor_id=executor_id).update(executor_id="", beat_at=None)


def list_held(executor_id: str) -> QuerySet[AutomationService]:
    """Return the services that a worker holds and that are to start runs."""
    return AutomationService.objects.filter(executor_id=executor_id, mode=ServiceMode.RUNNING)


def is_alive(service: AutomationService, now: datetime) -> bool:
    """Tell whether some worker holds the service and said so just now."""
    return service.beat_at is not None and service.beat_at > now - LOST_AFTER
