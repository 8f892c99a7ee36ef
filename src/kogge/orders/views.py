"""Pages of a platform and its retrievals, and of the orders that were left out."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.orders import listing
from kogge.orders.forms import SkippedFilters
from kogge.orders.models import OrderState, RunState
from kogge.orders.progress import watch_run
from kogge.orders.services import stop_retrieval
from kogge.orders.starting import start_by_hand
from kogge.orders.tables import SkippedTable
from kogge.platforms.listing import list_platforms
from kogge.platforms.wording import word_access
from kogge.web.access import OfficeRequest, action_needing
from kogge.web.lists import ListPage

STOP_POLLING = 286
"""The status that tells HTMX to ask no further."""


class SkippedList(ListPage):
    """Orders that were left out on purpose."""

    title = _("Skipped orders")
    introduction = _("These orders were seen and left out on purpose, each with its reason.")
    table_class = SkippedTable
    filters_class = SkippedFilters
    empty_title = _("No skipped orders")
    empty_hint = _("Orders that are not to become documents, such as cancelled ones, are listed here.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's skipped orders."""
        return listing.list_orders(self.request.company, OrderState.SKIPPED)


def show_platform(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Show a platform: state, settings, the retrieval under way or the last one, and those before."""
    platform = get_object_or_404(list_platforms(request.company), pk=platform_id)
    runs = list(listing.list_runs(request.company, platform))
    running = listing.find_running(platform)
    shown = running or next(iter(runs), None)
    context = {
        "platform": platform,
        "access_problem": word_access(platform),
        "creation": listing.find_document_creation(platform),
        "cursor": listing.find_cursor(platform),
        "runs": [watch_run(run, _now()) for run in runs],
        "progress": watch_run(shown, _now()) if shown else None,
        "running": running,
        "on_platform": True,
    }
    return render(request, "orders/platform.html", context)


@action_needing(Right.RETRIEVE_ORDERS)
def retrieve(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Start retrieving a platform's orders, and go back to its page, which shows the progress."""
    platform = get_object_or_404(list_platforms(request.company), pk=platform_id)
    start_by_hand(request, platform)
    return redirect("orders:platform", platform_id=platform.pk)


@action_needing(Right.RETRIEVE_ORDERS)
def stop_run(request: OfficeRequest, run_id: int) -> HttpResponse:
    """End a retrieval after the page under way."""
    run = get_object_or_404(listing.list_company_runs(request.company), pk=run_id)
    stop_retrieval(run.pk, request.membership.user, _now())
    return redirect("orders:run", run_id=run.pk)


def show_run(request: OfficeRequest, run_id: int) -> HttpResponse:
    """Show one retrieval with its progress or result."""
    run = get_object_or_404(listing.list_company_runs(request.company), pk=run_id)
    return render(request, "orders/run.html", {"run": run, "progress": watch_run(run, _now())})


def show_progress(request: OfficeRequest, run_id: int) -> HttpResponse:
    """Answer with the progress alone; the page asks for it every second while the retrieval runs."""
    run = get_object_or_404(listing.list_company_runs(request.company), pk=run_id)
    context: dict[str, object] = {"progress": watch_run(run, _now())}
    if run.state == RunState.RUNNING:
        response = render(request, "orders/progress.html", context)
    else:
        if request.GET.get("on") == "platform":
            runs = listing.list_runs(request.company, run.platform)
            context |= {"on_platform": True, "platform": run.platform}
            context |= {"runs": [watch_run(each, _now()) for each in runs]}
        response = render(request, "orders/finished.html", context, status=STOP_POLLING)
    response.headers["Cache-Control"] = "no-store"
    return response


def _now() -> datetime:
    return datetime.now(UTC)
