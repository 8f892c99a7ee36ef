"""Sign-in, the choice of language and company, and what is shown when something fails."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from kogge.site.access import COMPANY_KEY, needs_no_company
from kogge.site.forms import SignInForm
from kogge.site.setup_code import is_setup_open
from kogge.web.access import OfficeRequest

choose_language = login_not_required(set_language)


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """Sign a person in with name and password."""

    template_name = "site/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: object, **options: object) -> HttpResponse:
        """Ask for name and password, or set the first account up where there is none."""
        return redirect("setup:start") if is_setup_open() else super().get(request, *args, **options)


@method_decorator(needs_no_company, name="dispatch")
class SignOut(LogoutView):
    """Sign the person out (by POST only)."""


@require_POST
def choose_company(request: OfficeRequest) -> HttpResponse:
    """Work in another of the person's companies from now on, and go where `next` leads there."""
    wanted = request.POST.get("company", "")
    chosen = {str(each.company_id) for each in request.memberships}
    if wanted in chosen:
        request.session[COMPANY_KEY] = int(wanted)
        page = request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(page, allowed_hosts=None):
            return redirect(page)
    return redirect("start")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - called so
    """Say that the request could not be understood."""
    return render(request, "400.html", status=400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - called so
    """Say that the person may not do that."""
    return render(request, "403.html", status=403)


def refused_as_forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - called so
    """Say that the page was too old or was sent from elsewhere."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - called so
    """Say that there is no such page."""
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that something failed here; nothing of the page is looked up, since the database may be what failed."""
    return render(request, "500.html", status=500)
