"""Pages of the changeover: prerequisites and steps, cut-over and fall-back, rejected orders, and the proof."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.changeover import queries, services
from kogge.changeover.backup_views import describe_backup
from kogge.changeover.forms import FenceForm, InstallationForm, ProofFilters, RejectedFilters
from kogge.changeover.pages import get_platform
from kogge.changeover.rules import Check, Step, list_missing
from kogge.changeover.signs import ASKED, find_signs, list_suspicious, read_signs
from kogge.changeover.tables import ProofTable, RejectedTable
from kogge.changeover.wording import SIGNS, STEPS, Text, word_advice, word_check, word_refusal
from kogge.companies.permissions import Right
from kogge.guards.listing import list_rejected
from kogge.guards.rules import Ownership, Way
from kogge.guards.services import settle_owner
from kogge.guards.services import take_rest as take_earlier_orders
from kogge.kernel.errors import KoggeError
from kogge.middleware.fetching import describe_fetching
from kogge.middleware.listing import list_fetching
from kogge.platforms.listing import list_active_platforms
from kogge.platforms.models import Platform
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.lists import ListPage
from kogge.web.paging import Count


class RejectedList(ListPage):
    """Orders that were delivered by the way that does not own them."""

    title = _("Rejected orders")
    introduction = _(
        "What a forgotten schedule, or a retrieval before its time, delivered. None of it became a document a second "
        "time; what belongs to the Cloud later is taken then."
    )
    table_class = RejectedTable
    filters_class = RejectedFilters
    empty_title = _("Nothing was rejected")
    empty_hint = _("Each order came by the way that it is to come by.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's rejected orders."""
        return list_rejected(self.request.company)


class ProofList(ListPage):
    """Every order since the changeover once, with its document."""

    title = _("Proof of the changeover")
    introduction = _("Every order since the changeover is listed once, with its document. Export it to keep it.")
    table_class = ProofTable
    filters_class = ProofFilters
    shares_layout = True
    template_name = "changeover/proof.html"
    empty_title = _("No orders yet")
    empty_hint = _("No order was placed since the changeover.")

    @cached_property
    def platform(self) -> Platform:
        """Return the platform of the address."""
        return get_platform(self.request, self.kwargs["platform_id"])

    def list_rows(self) -> QuerySet[Any]:
        """Return the platform's orders since the fence."""
        return queries.list_proved(self.platform, settle_owner(self.platform))

    def add_context(self) -> dict[str, object]:
        """Sum it up."""
        return {"platform": self.platform, "proof": queries.prove(self.platform, settle_owner(self.platform))}


@needs(Right.ADMINISTER_PLATFORMS)
def show_platforms(request: OfficeRequest) -> HttpResponse:
    """List the platforms with the way that their orders come by."""
    suspicious = set(list_suspicious(request.company).values_list("platform_id", flat=True))
    platforms = [(each, settle_owner(each), each.pk in suspicious) for each in list_active_platforms(request.company)]
    return render(request, "changeover/platforms.html", {"platforms": platforms})


@needs(Right.ADMINISTER_PLATFORMS)
def show_changeover(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Show prerequisites, steps, and who owns the platform's orders."""
    platform = get_platform(request, platform_id)
    ownership = settle_owner(platform)
    checks, steps = _describe_checks(platform), _describe_steps(platform)
    context = {
        "platform": platform,
        "ownership": ownership,
        "is_new": ownership.way is Way.NEW,
        "is_old_earlier": ownership.earlier is Way.OLD,
        "checks": checks,
        "steps": steps,
        "is_complete": all(each["is_done"] for each in (*checks, *steps)),
        "fetching": describe_fetching(list_fetching(platform), request.membership),
        "proof": queries.prove(platform, ownership),
        "signs": _list_signs(platform, ownership),
        "form": FenceForm(initial={"epoch": ownership.epoch}),
    }
    return render(request, "changeover/platform.html", context)


def _list_signs(platform: Platform, ownership: Ownership) -> list[tuple[Text, Count]]:
    """Return what gives other tools away: what is here as it is now, what the Cloud sees as of the last look."""
    found = dict(find_signs(platform, ownership, _now()))
    if ownership.way is Way.NEW:
        found |= {sign: number for sign, number in read_signs(platform).items() if sign in ASKED}
    return [(SIGNS[sign], number) for sign, number in found.items()]


@needs(Right.ADMINISTER_PLATFORMS)
def show_signs(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Answer with the warning of a platform's own pages: what the last look found."""
    platform = get_platform(request, platform_id)
    signs = [(SIGNS[sign], number) for sign, number in read_signs(platform).items()]
    return render(request, "changeover/signs.html", {"platform": platform, "signs": signs, "is_linked": True})


def _describe_checks(platform: Platform) -> list[dict[str, object]]:
    urls = {
        Check.OFFICE_VERSION: reverse("changeover:installation"),
        Check.MIDDLEWARE_VERSION: reverse("changeover:installation"),
        Check.NO_SELECTION_FIELDS: reverse("changeover:installation"),
        Check.ACTIVE: reverse("platforms:edit", args=[platform.pk]),
        Check.SIGNED_IN: reverse("platforms:access", args=[platform.pk]),
        Check.DOCUMENT_CREATION: reverse("orders:creation", args=[platform.pk]),
        Check.TRANSFERS: reverse("transfers:offers", args=[platform.pk]),
        Check.REPORT_COLUMNS: reverse("middleware:platforms"),
    }
    checks = queries.list_checks(platform, _today())
    return [
        {
            "label": word_check(check),
            "advice": "" if checks[check] else word_advice(check, platform),
            "is_done": checks[check],
            "url": urls.get(check, ""),
            "backup": describe_backup(platform) if check is Check.BACKUP else None,
        }
        for check in Check
    ]


def _describe_steps(platform: Platform) -> list[dict[str, object]]:
    urls = {
        Step.CREDENTIALS: reverse("platforms:credentials"),
        Step.CLOUD_FLAG: reverse("platforms:edit", args=[platform.pk]),
        Step.DOCUMENT_CREATION: reverse("orders:creation", args=[platform.pk]),
        Step.SIGN_IN: reverse("platforms:access", args=[platform.pk]),
        Step.ADDRESS_STATUS: reverse("documents:parameters", args=["address-statuses"]),
        Step.PRESET: reverse("automation:presets"),
        Step.TASK: reverse("automation:tasks"),
        Step.CUT_OVER: "#way",
        Step.SCHEDULES: reverse("middleware:schedules"),
        Step.NOTICES: reverse("changeover:notices", args=[platform.pk]),
        Step.STATUS_UPLOAD: reverse("automation:tasks"),
        Step.PROOF: reverse("changeover:proof", args=[platform.pk]),
    }
    done = queries.list_done(platform)
    return [
        {
            "number": STEPS[step][0],
            "label": STEPS[step][1],
            "is_done": step in done,
            "needs": ", ".join(str(STEPS[each][1]) for each in list_missing(step, done)),
            "url": urls[step],
        }
        for step in Step
    ]


@needs(Right.ADMINISTER_PLATFORMS)
def edit_installation(request: OfficeRequest) -> HttpResponse:
    """Enter what is known of the old installation."""
    installation = queries.find_installation(request.company)
    form = InstallationForm(request.POST or None, instance=installation)
    if request.method == "POST" and form.is_valid():
        services.save_installation(form.instance, actor=request.membership.user, now=_now())
        messages.success(request, gettext("The old installation is described."))
        return redirect("changeover:platforms")
    return render(request, "changeover/installation.html", {"form": form})


@action_needing(Right.ADMINISTER_PLATFORMS)
def cut_over(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Let the platform's orders come by the Cloud from an instant on."""

    def change(platform: Platform, fence: datetime, epoch: int) -> Ownership:
        actor, now = request.membership.user, _now()
        return services.cut_over(platform, fence, seen_epoch=epoch, today=_today(), actor=actor, now=now)

    return _change(request, platform_id, change, gettext("The orders come by the Cloud from now on."))


@action_needing(Right.ADMINISTER_PLATFORMS)
def fall_back(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Let the platform's orders come by the middleware again from an instant on."""

    def change(platform: Platform, fence: datetime, epoch: int) -> Ownership:
        return services.fall_back(platform, fence, seen_epoch=epoch, actor=request.membership.user, now=_now())

    return _change(request, platform_id, change, gettext("The orders come by the middleware again."))


@action_needing(Right.ADMINISTER_PLATFORMS)
def take_rest(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Give the earlier orders, too, to the way that has the later ones."""

    def change(platform: Platform, _fence: datetime, epoch: int) -> Ownership:
        return take_earlier_orders(platform, seen_epoch=epoch, actor=request.membership.user, now=_now())

    return _change(request, platform_id, change, gettext("The earlier orders come the same way now."))


def _change(
    request: OfficeRequest,
    platform_id: int,
    change: Callable[[Platform, datetime, int], Ownership],
    success: str,
) -> HttpResponse:
    platform = get_platform(request, platform_id)
    form = FenceForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("That is no date and time. Nothing was changed."))
        return redirect("changeover:platform", platform_id=platform.pk)
    try:
        change(platform, form.cleaned_data["fence_at"] or _now(), form.cleaned_data["epoch"])
    except KoggeError as error:
        messages.error(request, word_refusal(error))
    else:
        messages.success(request, success)
    return redirect("changeover:platform", platform_id=platform.pk)


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return timezone.localdate()
