"""The first-run assistant: from an empty installation to the first orders. Where it stands is read from what is there.

Until there is an account, the one-time setup code of the terminal opens it; from then on, an administrator's sign-in.
"""

from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.debug import sensitive_post_parameters

from kogge.companies.models import Company
from kogge.companies.permissions import Right
from kogge.config import read_config
from kogge.kernel.errors import KoggeError
from kogge.orders.listing import find_document_creation, list_runs
from kogge.orders.progress import watch_run
from kogge.orders.services import USUAL, start_retrieval
from kogge.orders.wording import word_failure
from kogge.orders.workflows import enqueue_retrieval
from kogge.people.services import create_first_administrator
from kogge.people.throttling import forget_attempts
from kogge.people.wording import word_refusal as word_people_refusal
from kogge.platforms import services
from kogge.platforms.forms import KeysForm, SelfAuthorizationForm
from kogge.platforms.listing import list_credentials
from kogge.platforms.models import AuthorizationState, Platform, PlatformKind
from kogge.platforms.traits import find_traits
from kogge.platforms.wording import word_refusal
from kogge.site.assistant_forms import AdministratorForm, CompanyForm, FirstPlatformForm, SetupCodeForm
from kogge.site.assistant_steps import Step, find_first_platform, find_step, list_steps
from kogge.site.forms import throttle
from kogge.site.installation import open_cloud_account, set_up_company
from kogge.site.setup_code import is_setup_code, is_setup_open
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge_contract.authorization import NewAuthorizationSession, SelfAuthorization
from kogge_contract.platforms import SignIn

SESSION_KEY = "setup"
STOP_POLLING = 286
BACKEND = "django.contrib.auth.backends.ModelBackend"


def before_anybody(view: Any) -> Any:  # noqa: ANN401 - a view of anybody's request
    """Open the view only while nobody can sign in, and to who has typed the setup code."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not is_setup_open() or not request.session.get(SESSION_KEY):
            return redirect("setup:start")
        answer: HttpResponse = view(request)
        return answer

    return login_not_required(guarded)


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the setup code; where somebody can sign in already, go on with the first step that is not done."""
    if not is_setup_open():
        return _go_on(request)
    form = SetupCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = throttle(SESSION_KEY, request)
        except ValidationError as refused:
            form.add_error("code", refused)
        else:
            if is_setup_code(form.cleaned_data["code"]):
                forget_attempts(attempt)
                request.session.cycle_key()
                request.session[SESSION_KEY] = True
                return redirect("setup:company")
            form.add_error("code", gettext("This is not the code. It stands in the terminal where Kogge was started."))
    return render(request, "site/assistant/start.html", {"form": form})


@before_anybody
def enter_company(request: HttpRequest) -> HttpResponse:
    """Ask whose books are kept."""
    form = CompanyForm(request.POST or None, company=Company.objects.order_by("pk").first())
    if request.method == "POST" and form.is_valid():
        set_up_company(**form.cleaned_data, now=_now())
        return redirect("setup:administrator")
    return _show(request, Step.COMPANY, {"form": form})


@sensitive_post_parameters("password1", "password2")
@before_anybody
def enter_administrator(request: HttpRequest) -> HttpResponse:
    """Make the first account, sign it in, and open the company's account at the embedded Cloud."""
    company = Company.objects.order_by("pk").first()
    if company is None:
        return redirect("setup:company")
    form = AdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = create_first_administrator(company.pk, given["username"], given["password1"], now=_now())
        except KoggeError as error:
            form.add_error(None, word_people_refusal(error))
        else:
            login(request, person, backend=BACKEND)
            open_cloud_account(company, read_config())
            return redirect("setup:platform")
    return _show(request, Step.ADMINISTRATOR, {"form": form})


@needs(Right.ADMINISTER_PLATFORMS)
def enter_platform(request: OfficeRequest) -> HttpResponse:
    """Ask for the first platform; the credentials to speak to the Cloud with are there already."""
    credentials = list_credentials(request.company).first()
    platform = find_first_platform(request.company) or Platform(
        company=request.company, kind=PlatformKind.values[0], credentials=credentials
    )
    form = FirstPlatformForm(request.POST or None, platform=platform)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_platform(form.apply(), request.membership.user, _now())
        except KoggeError as error:
            form.add_error(None, word_refusal(error))
        else:
            return redirect("setup:sign-in")
    return _show(request, Step.PLATFORM, {"form": form, "credentials": credentials})


@needs(Right.ADMINISTER_PLATFORMS)
def sign_in(request: OfficeRequest) -> HttpResponse:
    """Explain the sign-in at the platform, and watch how it stands."""
    platform = find_first_platform(request.company)
    if platform is None:
        return redirect("setup:platform")
    return _show_sign_in(request, platform)


@action_needing(Right.ADMINISTER_PLATFORMS)
def leave_for_sign_in(request: OfficeRequest) -> HttpResponse:
    """Send the browser to the platform's page where the seller gives access; it leads back here."""
    platform = _get_platform(request)
    back = request.build_absolute_uri(reverse("setup:sign-in"))
    new = NewAuthorizationSession(return_url=back, language=get_language() or "en")
    try:
        url = services.start_sign_in(platform, new, request.membership.user, _now())
    except KoggeError as error:
        messages.error(request, word_refusal(error))
        return redirect("setup:sign-in")
    response = render(request, "platforms/leaving.html", {"platform": platform, "url": url})
    response.headers["Refresh"] = f"0; url={url}"
    response.headers["Cache-Control"] = "no-store"
    return response


@needs(Right.ADMINISTER_PLATFORMS)
def watch_sign_in(request: OfficeRequest) -> HttpResponse:
    """Answer with the state of the sign-in alone, read from the Cloud; the page asks until there is access."""
    platform = _get_platform(request)
    problem = ""
    try:
        services.refresh_state(platform, _now())
    except KoggeError as error:
        problem = word_refusal(error)
    status = STOP_POLLING if platform.authorization == AuthorizationState.AUTHENTICATED else None
    context = {"platform": platform, "problem": problem}
    return render(request, "site/assistant/sign_in_state.html", context, status=status)


@sensitive_post_parameters("client_secret", "refresh_token", "secret")
@action_needing(Right.ADMINISTER_PLATFORMS)
def authorize(request: OfficeRequest) -> HttpResponse:
    """Hand a shop's keys, or the credentials of the merchant's own application, to the Cloud."""
    platform, user = _get_platform(request), request.membership.user
    form: KeysForm | SelfAuthorizationForm
    if find_traits(platform.kind).sign_in is SignIn.KEYS:
        form = KeysForm(request.POST, platform=platform)
    else:
        form = SelfAuthorizationForm(request.POST)
    if form.is_valid():
        try:
            if isinstance(form, KeysForm):
                services.authorize_by_keys(platform, form.read_keys(is_trial=False), user, _now())
            else:
                services.authorize_platform(platform, SelfAuthorization(**form.cleaned_data), user, _now())
        except KoggeError as error:
            form.add_error(None, word_refusal(error))
        else:
            return redirect("setup:creation")
    return _show_sign_in(request, platform, form)


def _show_sign_in(
    request: OfficeRequest, platform: Platform, form: KeysForm | SelfAuthorizationForm | None = None
) -> HttpResponse:
    traits = find_traits(platform.kind)
    usual = KeysForm(platform=platform) if traits.sign_in is SignIn.KEYS else SelfAuthorizationForm()
    return _show(request, Step.SIGN_IN, {"platform": platform, "form": form or usual, "traits": traits})


@needs(Right.ADMINISTER_PLATFORMS)
def show_creation(request: OfficeRequest) -> HttpResponse:
    """Show with which settings orders become documents."""
    platform = find_first_platform(request.company)
    if platform is None:
        return redirect("setup:platform")
    return _show(request, Step.CREATION, {"platform": platform, "creation": find_document_creation(platform)})


@needs(Right.ADMINISTER_PLATFORMS)
def retrieve(request: OfficeRequest) -> HttpResponse:
    """Start the first retrieval, and show how it goes."""
    platform = find_first_platform(request.company)
    if platform is None:
        return redirect("setup:platform")
    if request.method == "POST":
        _start(request, platform)
        return redirect("setup:retrieval")
    run = list_runs(request.company, platform).first()
    context = {"platform": platform, "progress": watch_run(run, _now()) if run else None}
    return _show(request, Step.RETRIEVAL, context)


def _start(request: OfficeRequest, platform: Platform) -> None:
    try:
        run = start_retrieval(platform.pk, USUAL, user_id=request.membership.user_id, now=_now())
        enqueue_retrieval(run.pk)
    except KoggeError as error:
        reason = f"{word_failure(error.code)} {error}".strip()
        messages.error(request, gettext("The retrieval could not be started: %(reason)s") % {"reason": reason})


def _go_on(request: HttpRequest) -> HttpResponseRedirect:
    membership = getattr(request, "membership", None)
    if membership is None or Right.ADMINISTER_PLATFORMS not in membership.rights:
        return redirect("start")
    step = find_step(membership.company)
    return redirect(step.address if step else "start")


def _get_platform(request: OfficeRequest) -> Platform:
    platform = find_first_platform(request.company)
    return get_object_or_404(Platform, pk=platform.pk if platform else None)


def _show(request: HttpRequest, step: Step, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"site/assistant/{step}.html", context | {"steps": list_steps(step), "step": step})


def _now() -> datetime:
    return datetime.now(UTC)
