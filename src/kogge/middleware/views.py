"""Pages of the middleware: schedules with their split, and the manual synchronisation."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.middleware import services
from kogge.middleware.errors import NothingToSplit
from kogge.middleware.fetching import describe_fetching
from kogge.middleware.forms import ManualForm, RunFilters, ScheduleFilters, ScheduleForm, ServedFilters, SplitForm
from kogge.middleware.listing import list_fetching_elsewhere, list_runs, list_schedules, list_served
from kogge.middleware.models import NAME_LENGTH, SyncSchedule
from kogge.middleware.rules import Plan
from kogge.middleware.tables import RunTable, ScheduleTable, ServedTable
from kogge.middleware.wording import word_areas, word_refusal
from kogge.middleware.workflows import enqueue_sync
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.actions import BulkAction
from kogge.web.lists import ListPage


def _delete_chosen(request: OfficeRequest, rows: QuerySet[SyncSchedule]) -> None:
    chosen = list(rows)
    for schedule in chosen:
        services.delete_schedule(schedule, actor=request.membership.user, now=_now())
    messages.success(request, gettext("Schedules deleted: %(number)s.") % {"number": len(chosen)})


class ScheduleList(ListPage):
    """The schedules of the middleware with what they synchronise."""

    title = _("Schedules")
    introduction = _(
        "What the middleware synchronises by itself. Orders that come by the Cloud must not be fetched here as well: "
        "split such a schedule, and the other platforms keep fetching."
    )
    table_class = ScheduleTable
    filters_class = ScheduleFilters
    template_name = "middleware/schedule_list.html"
    empty_title = _("No schedules")
    empty_hint = _("Add one to have articles, stock, prices and the order status synchronised by itself.")
    actions: ClassVar = (BulkAction("delete", _("Delete"), "x", Right.ADMINISTER_AUTOMATION, _delete_chosen),)

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's schedules."""
        return list_schedules(self.request.company)

    def add_context(self) -> dict[str, object]:
        """Name those of other companies that fetch what comes by the Cloud here."""
        return {"fetching": describe_fetching(list_fetching_elsewhere(self.request.company), self.request.membership)}


class RunList(ListPage):
    """What was synchronised."""

    title = _("Synchronisations")
    table_class = RunTable
    filters_class = RunFilters
    template_name = "middleware/run_list.html"
    empty_title = _("Nothing was synchronised yet")
    empty_hint = _("Schedules do it by themselves; you can also synchronise by hand.")
    live_s = 5

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's synchronisations."""
        return list_runs(self.request.company)


class ServedList(ListPage):
    """The platforms of the middleware: their sign-in, and how their orders come."""

    title = _("Platforms of the middleware")
    introduction = _(
        "What the middleware synchronises goes by the platform's sign-in, whether its orders come by the Cloud or not. "
        "What order reports tell beyond the usual, the seller switches on at the platform."
    )
    table_class = ServedTable
    filters_class = ServedFilters
    template_name = "middleware/served_list.html"
    empty_title = _("No platforms")
    empty_hint = _("Add a platform, and sign in.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's active platforms."""
        return list_served(self.request.company)


@needs(Right.ADMINISTER_AUTOMATION)
def add_schedule(request: OfficeRequest) -> HttpResponse:
    """Add a schedule."""
    return _edit(request, None)


@needs(Right.ADMINISTER_AUTOMATION)
def edit_schedule(request: OfficeRequest, schedule_id: int) -> HttpResponse:
    """Change a schedule."""
    return _edit(request, get_object_or_404(list_schedules(request.company), pk=schedule_id))


def _edit(request: OfficeRequest, schedule: SyncSchedule | None) -> HttpResponse:
    form = ScheduleForm(request.POST or None, company=request.company, initial=_initial(schedule))
    if request.method == "POST" and form.is_valid():
        actor = request.membership.user
        try:
            services.save_schedule(request.company, form.wanted, actor=actor, now=_now(), schedule=schedule)
        except KoggeError as error:
            form.add_error(None, word_refusal(error))
        else:
            messages.success(request, gettext("The schedule is saved."))
            return redirect("middleware:schedules")
    return render(request, "middleware/schedule.html", {"form": form, "schedule": schedule})


def _initial(schedule: SyncSchedule | None) -> dict[str, Any]:
    if schedule is None:
        return {}
    names = ("name", "is_active", "interval_minutes", "areas")
    return {name: getattr(schedule, name) for name in names} | {"platforms": list(schedule.platforms.all())}


@needs(Right.ADMINISTER_AUTOMATION)
def split_schedule(request: OfficeRequest, schedule_id: int) -> HttpResponse:
    """Show what a split makes of a schedule, and do it."""
    schedule = get_object_or_404(list_schedules(request.company), pk=schedule_id)
    suggested = gettext("%(name)s (other platforms)") % {"name": schedule.name}
    form = SplitForm(request.POST or None, initial={"name": suggested[:NAME_LENGTH]})
    name = form.cleaned_data["name"] if request.method == "POST" and form.is_valid() else suggested
    try:
        planned = services.plan_split(schedule, name)
        if request.method == "POST" and form.is_valid():
            services.split_schedule(schedule.pk, name, actor=request.membership.user, now=_now())
            messages.success(request, gettext("The schedule is split."))
            return redirect("middleware:schedules")
    except NothingToSplit as error:
        messages.info(request, word_refusal(error))
        return redirect("middleware:schedules")
    except KoggeError as error:
        form.add_error("name", word_refusal(error))
    plans = [_word_plan(each) for each in (planned.kept, planned.fetching) if each]
    context = {"schedule": schedule, "form": form, "before": _word_plan(schedule.plan), "plans": plans}
    return render(request, "middleware/split.html", context | {"adds": planned.fetching is not None})


def _word_plan(plan: Plan) -> dict[str, str]:
    return {
        "name": plan.name,
        "platforms": ", ".join(each.name for each in plan.platforms),
        "areas": word_areas([each.value for each in plan.areas]) or gettext("none"),
    }


@needs(Right.TRANSFER_OFFERS)
def synchronise(request: OfficeRequest) -> HttpResponse:
    """Choose platforms and areas, and synchronise them once."""
    form = ManualForm(request.POST or None, company=request.company)
    if request.method == "POST" and form.is_valid():
        actor = request.membership.user
        try:
            run = services.start_by_hand(
                request.company, form.chosen_areas, form.chosen_platforms, actor=actor, now=_now()
            )
            enqueue_sync(run.pk)
        except KoggeError as error:
            form.add_error(None, word_refusal(error))
        else:
            messages.success(request, gettext("The synchronisation has begun."))
            return redirect("middleware:runs")
    return render(request, "middleware/manual.html", {"form": form})


@action_needing(Right.ADMINISTER_AUTOMATION)
def run_schedule(request: OfficeRequest, schedule_id: int) -> HttpResponse:
    """Synchronise at once what a schedule synchronises."""
    schedule = get_object_or_404(list_schedules(request.company), pk=schedule_id)
    try:
        run = services.start_now(schedule.pk, actor=request.membership.user, now=_now())
        if run is None:
            messages.info(request, gettext("The schedule is under way already."))
        else:
            enqueue_sync(run.pk)
            messages.success(request, gettext("The synchronisation has begun."))
    except KoggeError as error:
        messages.error(request, word_refusal(error))
        return redirect("middleware:edit-schedule", schedule_id=schedule.pk)
    return redirect("middleware:runs")


@action_needing(Right.ADMINISTER_AUTOMATION)
def delete_schedule(request: OfficeRequest, schedule_id: int) -> HttpResponse:
    """Delete a schedule."""
    schedule = get_object_or_404(list_schedules(request.company), pk=schedule_id)
    services.delete_schedule(schedule, actor=request.membership.user, now=_now())
    messages.success(request, gettext("The schedule is deleted."))
    return redirect("middleware:schedules")


def _now() -> datetime:
    return datetime.now(UTC)
