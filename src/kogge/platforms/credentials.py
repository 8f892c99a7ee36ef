"""Pages of the Cloud's credentials: the list, the form, and the try."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from kogge.companies.permissions import Right
from kogge.infrastructure.secrets import encrypt
from kogge.kernel.errors import KoggeError
from kogge.platforms.forms import CredentialsFilters, CredentialsForm
from kogge.platforms.listing import list_credentials
from kogge.platforms.models import CloudCredentials
from kogge.platforms.services import ProbeResult, probe_credentials, save_credentials
from kogge.platforms.tables import CredentialsTable
from kogge.platforms.wording import word_refusal
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.lists import ListPage


class CredentialsList(ListPage):
    """All credentials of the company."""

    title = _("Credentials")
    table_class = CredentialsTable
    filters_class = CredentialsFilters
    template_name = "platforms/credentials_list.html"
    empty_title = _("No credentials yet")
    empty_hint = _("Credentials let Kogge sign in to the Cloud.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's credentials."""
        return list_credentials(self.request.company)


@sensitive_post_parameters("client_secret")
@needs(Right.ADMINISTER_PLATFORMS)
def add_credentials(request: OfficeRequest) -> HttpResponse:
    """Enter new credentials."""
    return _edit(request, CloudCredentials(company=request.company))


@sensitive_post_parameters("client_secret")
@needs(Right.ADMINISTER_PLATFORMS)
def edit_credentials(request: OfficeRequest, credentials_id: int) -> HttpResponse:
    """Change credentials; the stored secret is never shown."""
    return _edit(request, get_object_or_404(list_credentials(request.company), pk=credentials_id))


@sensitive_post_parameters("client_secret")
@action_needing(Right.ADMINISTER_PLATFORMS)
def try_credentials(request: OfficeRequest) -> HttpResponse:
    """Answer what trying the entered credentials comes to; without an entered secret the stored one is tried."""
    stored = _find_stored(request)
    form = CredentialsForm(request.POST, credentials=stored or CloudCredentials(company=request.company))
    form.full_clean()
    client_id, secret = (form.cleaned_data.get(name, "") for name in ("client_id", "client_secret"))
    sealed = encrypt(secret) if secret else stored.client_secret_encrypted if stored else b""
    if not client_id:
        return _answer(request, gettext("Enter the client ID."), works=False)
    if not sealed or form.has_error("client_secret"):
        return _answer(request, gettext("Enter the client secret."), works=False)
    try:
        probe = probe_credentials(client_id, sealed, datetime.now(UTC))
    except KoggeError as error:
        return _answer(request, word_refusal(error), works=False)
    if probe.result is ProbeResult.CLOCK_SKEW:
        text = gettext("The Cloud accepts the credentials, but its clock differs from ours by %(seconds)s seconds.")
        return _answer(request, text % {"seconds": abs(probe.skew_s)}, works=False)
    text = gettext("The sign-in works: Cloud %(version)s accepts the credentials.")
    return _answer(request, text % {"version": probe.cloud_version}, works=True)


def _find_stored(request: OfficeRequest) -> CloudCredentials | None:
    known = {str(each.pk): each for each in list_credentials(request.company)}
    return known.get(request.POST.get("credentials", ""))


def _edit(request: OfficeRequest, credentials: CloudCredentials) -> HttpResponse:
    title = credentials.name or gettext("New credentials")
    form = CredentialsForm(request.POST or None, credentials=credentials)
    if form.is_valid():
        user = request.membership.user
        save_credentials(form.apply(), form.cleaned_data["client_secret"], user, datetime.now(UTC))
        return redirect("platforms:credentials")
    return render(request, "platforms/credentials.html", {"form": form, "credentials": credentials, "title": title})


def _answer(request: OfficeRequest, text: str, *, works: bool) -> HttpResponse:
    return render(request, "platforms/try.html", {"text": text, "works": works})
