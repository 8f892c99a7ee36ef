"""How the retrievals of platforms are doing."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from kogge.companies.models import Company
from kogge.orders.models import RetrievalRun, RunState
from kogge.orders.progress import Progress, watch_run
from kogge.platforms.listing import list_active_platforms
from kogge.platforms.models import Platform
from kogge.platforms.wording import word_access


@dataclass(frozen=True)
class Health:
    """A platform, its last retrieval, when one last succeeded, and why the Cloud has no access if it has none."""

    platform: Platform
    last: Progress | None
    succeeded_at: datetime | None
    access_problem: str


def list_health(company: Company, now: datetime) -> list[Health]:
    """Return how each platform in use is doing, by name; three queries, however many platforms and retrievals."""
    runs = RetrievalRun.objects.filter(platform=OuterRef("pk")).order_by("-started_at")
    platforms = list(
        list_active_platforms(company).annotate(
            last_run=Subquery(runs.values("pk")[:1]),
            succeeded_at=Subquery(runs.filter(state=RunState.DONE).values("finished_at")[:1]),
        )
    )
    last_runs = RetrievalRun.objects.select_related("platform", "started_by").in_bulk(
        [platform.last_run for platform in platforms if platform.last_run]
    )
    return [
        Health(
            platform=platform,
            last=watch_run(last_runs[platform.last_run], now) if platform.last_run in last_runs else None,
            succeeded_at=platform.succeeded_at,
            access_problem=word_access(platform) if platform.uses_cloud else "",
        )
        for platform in platforms
    ]
