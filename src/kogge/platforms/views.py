"""Pages of platforms: list, form and sign-in. One platform's own page belongs to its orders."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.platforms import services
from kogge.platforms.forms import PlatformFilters, PlatformForm, SecretForm, SelfAuthorizationForm
from kogge.platforms.listing import list_platforms
from kogge.platforms.models import Platform
from kogge.platforms.tables import PlatformTable
from kogge.platforms.wording import word_refusal
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.lists import ListPage
from kogge_contract.authorization import NewAuthorizationSession, RenewedSecret, SelfAuthorization


class PlatformList(ListPage):
    """All platforms of the company."""

    title = _("Platforms")
    table_class = PlatformTable
    filters_class = PlatformFilters
    template_name = "platforms/platform_list.html"
    empty_title = _("No platforms yet")
    empty_hint = _("`kogge init --demo` sets up a platform to try everything with.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's platforms."""
        return list_platforms(self.request.company)


@needs(Right.ADMINISTER_PLATFORMS)
def add_platform(request: OfficeRequest) -> HttpResponse:
    """Enter a new platform."""
    return _edit(request, Platform(company=request.company))


@needs(Right.ADMINISTER_PLATFORMS)
def edit_platform(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Change a platform, and see how its sign-in stands."""
    return _edit(request, _get(request, platform_id))


@action_needing(Right.ADMINISTER_PLATFORMS)
def sign_in(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Send the browser to the platform's page where the seller gives the Cloud access."""
    platform = _get(request, platform_id)
    page = reverse("platforms:edit", args=[platform.pk])
    new = NewAuthorizationSession(return_url=request.build_absolute_uri(page), language=get_language() or "en")
    try:
        url = services.start_sign_in(platform, new, request.membership.user, _now())
    except KoggeError as error:
        messages.error(request, word_refusal(error))
        return redirect(page)
    response = render(request, "platforms/leaving.html", {"platform": platform, "url": url})
    # A redirect would answer a form, and the content security policy keeps forms on this site.
    response.headers["Refresh"] = f"0; url={url}"
    response.headers["Cache-Control"] = "no-store"
    return response


@action_needing(Right.ADMINISTER_PLATFORMS)
def refresh(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Read the state of the sign-in from the Cloud."""
    platform = _get(request, platform_id)
    return _attempt(request, platform, lambda: services.refresh_state(platform, _now()))


@sensitive_post_parameters("client_secret", "refresh_token")
@action_needing(Right.ADMINISTER_PLATFORMS)
def authorize(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Hand the credentials of the merchant's own application to the Cloud."""
    platform = _get(request, platform_id)
    form = SelfAuthorizationForm(request.POST)
    if not form.is_valid():
        return _show(request, platform, PlatformForm(platform=platform, company=request.company), form)
    given = SelfAuthorization(**form.cleaned_data)
    user = request.membership.user
    return _attempt(request, platform, lambda: services.authorize_platform(platform, given, user, _now()))


@sensitive_post_parameters("client_secret")
@action_needing(Right.ADMINISTER_PLATFORMS)
def renew_secret(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Hand a newer client secret of the merchant's own application to the Cloud."""
    platform = _get(request, platform_id)
    form = SecretForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Enter the new client secret."))
        return redirect("platforms:edit", platform_id=platform.pk)
    renewed, user = RenewedSecret(**form.cleaned_data), request.membership.user
    return _attempt(request, platform, lambda: services.renew_secret(platform, renewed, user, _now()))


@action_needing(Right.ADMINISTER_PLATFORMS)
def sign_out(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Let the Cloud forget its access to the seller's account."""
    platform = _get(request, platform_id)
    return _attempt(request, platform, lambda: services.sign_out(platform, request.membership.user, _now()))


@needs(Right.ADMINISTER_PLATFORMS)
def notifications(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Show, in a part of the page, whether the platform tells of changes itself, and switch that."""
    platform = _get(request, platform_id)
    context: dict[str, Any] = {"platform": platform}
    try:
        if request.method == "POST":
            enabled = request.POST.get("enabled") == "yes"
            user = request.membership.user
            context["state"] = services.switch_notifications(platform, enabled=enabled, user=user, now=_now())
        else:
            context["state"] = services.read_notifications(platform)
    except KoggeError as error:
        context["problem"] = word_refusal(error)
    return render(request, "platforms/notifications.html", context)


def _attempt(request: OfficeRequest, platform: Platform, action: Callable[[], None]) -> HttpResponse:
    try:
        action()
    except KoggeError as error:
        messages.error(request, word_refusal(error))
    return redirect("platforms:edit", platform_id=platform.pk)


def _edit(request: OfficeRequest, platform: Platform) -> HttpResponse:
    form = PlatformForm(request.POST or None, platform=platform, company=request.company)
    if form.is_valid():
        try:
            services.save_platform(form.apply(), request.membership.user, _now())
        except KoggeError as error:
            form.add_error(None, word_refusal(error))
        else:
            messages.success(request, gettext("The platform has been saved."))
            is_closing = "close" in request.POST
            return redirect("platforms:list") if is_closing else redirect("platforms:edit", platform_id=platform.pk)
    return _show(request, platform, form, SelfAuthorizationForm())


def _show(
    request: OfficeRequest, platform: Platform, form: PlatformForm, own_application: SelfAuthorizationForm
) -> HttpResponse:
    context = {"platform": platform, "form": form, "own_application": own_application, "secret": SecretForm()}
    return render(request, "platforms/edit.html", context)


def _get(request: OfficeRequest, platform_id: int) -> Platform:
    return get_object_or_404(list_platforms(request.company).select_related("credentials"), pk=platform_id)


def _now() -> datetime:
    return datetime.now(UTC)
