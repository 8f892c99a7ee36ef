"""Reads that running and watching a retrieval needs."""

from datetime import datetime

from kogge.infrastructure.work import get_work
from kogge.kernel.errors import KoggeError
from kogge.orders.models import OrderState, PlatformOrder, RetrievalRun, RunState
from kogge.platforms.models import Platform


class PlatformUnknown(KoggeError):
    """No platform has the name."""

    code = "platform_unknown"


class PlatformAmbiguous(KoggeError):
    """Several companies have a platform of the name."""

    code = "platform_ambiguous"


def get_platform(name: str) -> Platform:
    """Return the platform of a name. Raises PlatformUnknown, naming those there are, and PlatformAmbiguous."""
    found = list(Platform.objects.select_related("company", "credentials").filter(name=name)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        message = f"Several companies have a platform “{name}”: give one of them another name first."
        raise PlatformAmbiguous(message)
    names = ", ".join(f"“{each}”" for each in Platform.objects.order_by("name").values_list("name", flat=True))
    message = f"There is no platform “{name}”. " + (f"There is: {names}." if names else "There is none at all yet.")
    raise PlatformUnknown(message)


def get_run(run_id: int) -> RetrievalRun:
    """Return a retrieval with its platform and the platform's credentials. Raises WorkLost."""
    return get_work(RetrievalRun.objects.select_related("platform__credentials"), pk=run_id)


def list_running_runs(
    *, platform: Platform | None = None, changed_before: datetime | None = None
) -> list[RetrievalRun]:
    """Return the retrievals that have not ended, oldest first."""
    running = RetrievalRun.objects.filter(state=RunState.RUNNING).order_by("started_at")
    if platform is not None:
        running = running.filter(platform=platform)
    if changed_before is not None:
        running = running.filter(changed_at__lt=changed_before)
    return list(running)


def list_parked_since(platform: Platform, since: datetime) -> list[PlatformOrder]:
    """Return the orders that were parked, or parked again, since a moment."""
    parked = PlatformOrder.objects.filter(company_id=platform.company_id, platform=platform, state=OrderState.PARKED)
    return list(parked.filter(changed_at__gte=since).order_by("platform_reference"))
