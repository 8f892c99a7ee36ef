"""A platform's register Credentials (Zugangsdaten): where its orders come from, and the seller's consent to that."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.debug import sensitive_post_parameters

from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.platforms import services
from kogge.platforms.forms import AccessForm, KeysForm, SecretForm, SelfAuthorizationForm
from kogge.platforms.listing import list_platforms
from kogge.platforms.models import Platform
from kogge.platforms.registers import go_on
from kogge.platforms.traits import find_traits
from kogge.platforms.wording import word_refusal
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge_contract.authorization import NewAuthorizationSession, RenewedSecret, SelfAuthorization


@needs(Right.ADMINISTER_PLATFORMS)
def edit_access(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Change account, region and marketplaces, and see how the sign-in stands.

    Without the Cloud's flag the register is not shown, but the middleware leads here: it needs the sign-in, too.
    """
    platform = _get(request, platform_id)
    form = AccessForm(request.POST or None, platform=platform)
    if request.method == "POST" and _store(request, form):
        messages.success(request, gettext("The platform has been saved."))
        return go_on(request, platform, "access")
    return _show(request, platform, form)


@action_needing(Right.ADMINISTER_PLATFORMS)
def sign_in(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Send the browser to the platform's page where the seller gives the Cloud access, after storing what is typed."""
    platform = _get(request, platform_id)
    form = AccessForm(request.POST, platform=platform)
    if not _store_typed(request, form):
        return _show(request, platform, form)
    page = reverse("platforms:access", args=[platform.pk])
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
    """Read the state of the sign-in from the Cloud, after storing what is typed."""
    platform = _get(request, platform_id)
    form = AccessForm(request.POST, platform=platform)
    if not _store_typed(request, form):
        return _show(request, platform, form)
    return _attempt(request, platform, lambda: services.refresh_state(platform, _now()))


@sensitive_post_parameters("client_secret", "refresh_token")
@action_needing(Right.ADMINISTER_PLATFORMS)
def authorize(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Hand the credentials of the merchant's own application to the Cloud."""
    platform = _get(request, platform_id)
    form = SelfAuthorizationForm(request.POST)
    if not form.is_valid():
        return _show(request, platform, AccessForm(platform=platform), form)
    given = SelfAuthorization(**form.cleaned_data)
    user = request.membership.user
    return _attempt(request, platform, lambda: services.authorize_platform(platform, given, user, _now()))


@sensitive_post_parameters("secret")
@action_needing(Right.ADMINISTER_PLATFORMS)
def take_keys(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Hand a shop's keys to the Cloud, which tries them at once, after storing what is typed beside them."""
    platform = _get(request, platform_id)
    access, keys = AccessForm(request.POST, platform=platform), KeysForm(request.POST, platform=platform)
    if not _store_typed(request, access) or not keys.is_valid():
        return _show(request, platform, access, keys=keys)
    user = request.membership.user
    try:
        services.authorize_by_keys(platform, keys.read_keys(is_trial=False), user, _now())
    except KoggeError as error:
        keys.add_error(None, word_refusal(error))
        return _show(request, platform, access, keys=keys)
    messages.success(request, gettext("The shop accepts the keys: the platform is signed in."))
    return redirect("platforms:access", platform_id=platform.pk)


@sensitive_post_parameters("secret")
@action_needing(Right.ADMINISTER_PLATFORMS)
def try_keys(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Answer what trying the entered keys comes to; without an entered secret the stored one is tried."""
    platform = _get(request, platform_id)
    access, keys = AccessForm(request.POST, platform=platform), KeysForm(request.POST, platform=platform)
    if not _store_typed(request, access) or not keys.is_valid():
        return _answer(request, next(text for form in (access, keys) for text in _list_errors(form)), works=False)
    try:
        services.authorize_by_keys(platform, keys.read_keys(is_trial=True), request.membership.user, _now())
    except KoggeError as error:
        return _answer(request, word_refusal(error), works=False)
    return _answer(request, gettext("The shop accepts the keys."), works=True)


def _list_errors(form: AccessForm | KeysForm) -> list[str]:
    return [str(text) for texts in form.errors.values() for text in texts]


def _answer(request: OfficeRequest, text: str, *, works: bool) -> HttpResponse:
    return render(request, "platforms/try.html", {"text": text, "works": works})


@sensitive_post_parameters("client_secret")
@action_needing(Right.ADMINISTER_PLATFORMS)
def renew_secret(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Hand a newer client secret of the merchant's own application to the Cloud."""
    platform = _get(request, platform_id)
    form = SecretForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Enter the new client secret."))
        return redirect("platforms:access", platform_id=platform.pk)
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


def _store_typed(request: OfficeRequest, form: AccessForm) -> bool:
    """Store what stands in the register's form, if it was sent along and differs; tell whether all is well."""
    is_sent = any(form.add_prefix(name) in request.POST for name in form.fields)
    return not is_sent or not form.has_changed() or _store(request, form)


def _store(request: OfficeRequest, form: AccessForm) -> bool:
    if not form.is_valid():
        return False
    try:
        services.save_access(form.apply(), request.membership.user, _now())
    except KoggeError as error:
        form.add_error(None, word_refusal(error))
    return form.is_valid()


def _attempt(request: OfficeRequest, platform: Platform, action: Callable[[], None]) -> HttpResponse:
    try:
        action()
    except KoggeError as error:
        messages.error(request, word_refusal(error))
    return redirect("platforms:access", platform_id=platform.pk)


def _show(
    request: OfficeRequest,
    platform: Platform,
    form: AccessForm,
    own_application: SelfAuthorizationForm | None = None,
    keys: KeysForm | None = None,
) -> HttpResponse:
    context = {
        "platform": platform,
        "form": form,
        "own_application": own_application or SelfAuthorizationForm(),
        "keys": keys or KeysForm(platform=platform),
        "secret": SecretForm(),
        "traits": find_traits(platform.kind),
        "register": "access",
    }
    return render(request, "platforms/access.html", context)


def _get(request: OfficeRequest, platform_id: int) -> Platform:
    return get_object_or_404(list_platforms(request.company).select_related("credentials"), pk=platform_id)


def _now() -> datetime:
    return datetime.now(UTC)
