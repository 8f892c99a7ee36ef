"""The start page (Überblick): what came in, what needs a person, how the platforms are doing. Parts of it are live."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.changeover.models import PlatformSigns
from kogge.changeover.signs import list_suspicious
from kogge.companies.permissions import Right
from kogge.documents.countdown import DIFFERS, TimeLeft, count_to_ship, list_differing
from kogge.documents.listing import count_by_hour, list_for_company, sum_by_currency
from kogge.infrastructure.database import one_moment
from kogge.kernel.errors import KoggeError
from kogge.orders.health import Health, list_health
from kogge.orders.listing import list_open_changes, list_orders
from kogge.orders.models import ChangeKind, OrderState
from kogge.platforms.weather import read_weather
from kogge.platforms.wording import word_refusal
from kogge.status.watching import list_outlooks
from kogge.status.wording import MEASURES
from kogge.web.access import OfficeRequest
from kogge.web.charts import Chart, share, stack
from kogge.web.paging import FEW, Count, count_together

HOURS = 48
LABEL_EVERY_H = 6
NEWEST = 8
NOTHING_NEW = 204
PAUSE_AFTER_TROUBLE_S = 300
"""A Cloud that does not answer keeps the request waiting: the page asks rarely then."""


@dataclass(frozen=True)
class Task:
    """Something that needs a person: how much of it, and where to go. `name` tells it from the others."""

    name: str
    label: str | Promise
    number: Count
    url: str
    is_urgent: bool = False


def show_start(request: OfficeRequest) -> HttpResponse:
    """Show the whole page; what the Cloud has to be asked comes afterwards by itself."""
    with one_moment():
        return render(request, "site/start.html", _describe(request, timezone.now()))


def show_live_part(request: OfficeRequest) -> HttpResponse:
    """Answer with the part that changes, or with nothing where it is what the page has seen already."""
    with one_moment():
        context = _describe(request, timezone.now())
        content = render_to_string("site/overview.html", context, request)
    seen = sha256(content.encode()).hexdigest()[:16]
    response = HttpResponse(status=NOTHING_NEW) if request.GET.get("seen") == seen else HttpResponse(content)
    response.headers["Live-Seen"] = seen
    response.headers["Cache-Control"] = "no-store"
    return response


def show_quotas(request: OfficeRequest) -> HttpResponse:
    """Answer with the quota weather, as the Cloud tells it now."""
    context: dict[str, object] = {}
    try:
        context["weather"] = read_weather(request.company)
    except KoggeError as error:
        context["problem"] = word_refusal(error)
    response = render(request, "site/quotas.html", context)
    if "problem" in context:
        response.headers["Live-Pause"] = str(PAUSE_AFTER_TROUBLE_S)
    response.headers["Cache-Control"] = "no-store"
    return response


def show_performance(request: OfficeRequest) -> HttpResponse:
    """Answer with the rates by which platforms judge the company's shipping."""
    outlooks = [
        (each, MEASURES[each.now.measure], each.now.limit) for each in list_outlooks(request.company, timezone.now())
    ]
    response = render(request, "site/performance.html", {"outlooks": outlooks})
    response.headers["Cache-Control"] = "no-store"
    return response


def _describe(request: OfficeRequest, now: datetime) -> dict[str, object]:
    company = request.company
    local = timezone.localtime(now)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    health = list_health(company, now)
    spans = count_to_ship(company, now)
    largest = max(span.number.number for span in spans)
    hours = list_hours(now)
    chart = chart_hours(hours, count_by_hour(company, hours[0]))
    return {
        "today": sum_by_currency(company, today),
        "tasks": _list_tasks(request, health, {span.time_left: span.number for span in spans}, now),
        "health": health,
        "chart": chart,
        "hours": list(zip(hours, chart.columns, strict=True)),
        "labels": label_hours(hours),
        "spans": [(span, share(span.number.number, largest)) for span in spans],
        "newest": list_for_company(company)[:NEWEST],
    }


def _list_tasks(
    request: OfficeRequest, health: list[Health], to_ship: dict[TimeLeft, Count], now: datetime
) -> list[Task]:
    company, may_change_over = request.company, Right.ADMINISTER_PLATFORMS in request.membership.rights
    changes = list_open_changes(company)
    waiting = {
        "requests": changes.filter(kind=ChangeKind.CANCELLATION_REQUEST),
        "changes": changes.exclude(kind=ChangeKind.CANCELLATION_REQUEST),
        "parked": list_orders(company, OrderState.PARKED),
        "differences": list_differing(company, now),
        "signs": list_suspicious(company) if may_change_over else PlatformSigns.objects.none(),
    }
    counts = count_together(company, waiting, limit=FEW)
    documents, decisions, platforms = reverse("documents:list"), reverse("orders:changes"), reverse("platforms:list")
    closed = Count(sum(1 for each in health if each.access_problem), is_more=False)
    return [
        Task(
            "overdue",
            _("Ship-by time is past"),
            to_ship[TimeLeft.OVERDUE],
            f"{documents}?attention={TimeLeft.OVERDUE}",
            is_urgent=True,
        ),
        Task(
            "one-day",
            _("To be shipped within 24 hours"),
            to_ship[TimeLeft.ONE_DAY],
            f"{documents}?attention={TimeLeft.ONE_DAY}",
        ),
        Task(
            "requests",
            _("Buyers ask to cancel"),
            counts["requests"],
            f"{decisions}?kind={ChangeKind.CANCELLATION_REQUEST}",
            is_urgent=True,
        ),
        Task("changes", _("Changes to decide"), counts["changes"], decisions),
        Task("parked", _("Parked orders"), counts["parked"], reverse("orders:parked")),
        Task(
            "differences",
            _("Total or tax differs from the platform's"),
            counts["differences"],
            f"{documents}?attention={DIFFERS}",
        ),
        Task("access", _("Platforms without access"), closed, platforms, is_urgent=True),
        Task(
            "signs", _("Platforms where another tool may be at work"), counts["signs"], reverse("changeover:platforms")
        ),
    ]


def list_hours(now: datetime) -> list[datetime]:
    """Return the beginnings of the last hours (UTC), the one under way included."""
    last = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return [last - timedelta(hours=HOURS - 1 - index) for index in range(HOURS)]


def chart_hours(hours: list[datetime], counted: dict[datetime, Counter[str]]) -> Chart:
    """Return the chart of these hours' orders, stacked by marketplace."""
    unknown = gettext("without marketplace")
    columns = [{name or unknown: number for name, number in counted.get(hour, Counter()).items()} for hour in hours]
    return stack(columns, others=gettext("others"))


def label_hours(hours: list[datetime]) -> list[tuple[datetime, bool]]:
    """Return the hours that stand below the chart, each with whether a day begins to be named there."""
    shown = [timezone.localtime(hour) for hour in hours[::LABEL_EVERY_H]]
    return [(hour, not index or hour.date() != shown[index - 1].date()) for index, hour in enumerate(shown)]
