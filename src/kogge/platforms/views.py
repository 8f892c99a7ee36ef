"""Pages of platforms: the list, and the registers Platform and Defaults. One platform's orders belong to its orders."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.platforms import services
from kogge.platforms.forms import CustomerDefaultsForm, PlatformFilters, PlatformForm
from kogge.platforms.listing import list_credentials, list_platforms
from kogge.platforms.models import Platform
from kogge.platforms.registers import go_on
from kogge.platforms.tables import PlatformTable
from kogge.platforms.wording import word_refusal
from kogge.web.access import OfficeRequest, needs
from kogge.web.lists import ListPage


class PlatformList(ListPage):
    """All platforms of the company."""

    title = _("Platforms")
    batch_subject = "platforms"
    table_class = PlatformTable
    filters_class = PlatformFilters
    template_name = "platforms/platform_list.html"
    empty_title = _("No platforms yet")
    empty_hint = _("Press “New” to enter your first selling account. `kogge init --demo` sets one up to try with.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's platforms."""
        return list_platforms(self.request.company)


@needs(Right.ADMINISTER_PLATFORMS)
def add_platform(request: OfficeRequest) -> HttpResponse:
    """Enter a new platform; where the company has one account at the Cloud alone, that is its own."""
    few = list(list_credentials(request.company)[:2])
    return _edit(request, Platform(company=request.company, credentials=few[0] if len(few) == 1 else None))


def edit_platform(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Change a platform; who may not is led to its orders."""
    platform = _get(request, platform_id)
    if Right.ADMINISTER_PLATFORMS not in request.membership.rights:
        if request.method != "GET":
            raise PermissionDenied
        return redirect("orders:platform", platform_id=platform.pk)
    return _edit(request, platform)


@needs(Right.ADMINISTER_PLATFORMS)
def edit_defaults(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Say what becomes of a platform's buyers (Vorgaben)."""
    platform = _get(request, platform_id)
    form = CustomerDefaultsForm(request.POST or None, instance=platform)
    if request.method == "POST" and form.is_valid():
        services.save_platform(form.save(commit=False), request.membership.user, _now())
        messages.success(request, gettext("The defaults have been saved. They hold for orders from now on."))
        return go_on(request, platform, "defaults")
    return render(request, "platforms/defaults.html", {"platform": platform, "form": form, "register": "defaults"})


def _edit(request: OfficeRequest, platform: Platform) -> HttpResponse:
    form = PlatformForm(request.POST or None, platform=platform)
    if request.method == "POST" and form.is_valid():
        is_new = platform.pk is None
        try:
            services.save_platform(form.apply(), request.membership.user, _now())
        except KoggeError as error:
            form.add_error(None, word_refusal(error))
        else:
            messages.success(request, _word_saved(platform, is_new=is_new))
            return go_on(request, platform, "platform")
    return render(request, "platforms/edit.html", {"platform": platform, "form": form, "register": "platform"})


def _word_saved(platform: Platform, *, is_new: bool) -> str:
    if is_new and platform.uses_cloud:
        return gettext("The platform has been saved. Go on with its registers, from left to right.")
    return gettext("The platform has been saved.")


def _get(request: OfficeRequest, platform_id: int) -> Platform:
    return get_object_or_404(list_platforms(request.company).select_related("credentials"), pk=platform_id)


def _now() -> datetime:
    return datetime.now(UTC)
