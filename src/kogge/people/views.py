"""Pages of people: the list, one person, and one's own password."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from kogge.companies.models import Membership, Role, User
from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.people.forms import OwnPasswordForm, PeopleFilters, PersonForm
from kogge.people.keys import create_key, list_keys, revoke_key
from kogge.people.listing import list_people
from kogge.people.models import AccessKey
from kogge.people.services import save_person, set_own_password
from kogge.people.tables import PeopleTable
from kogge.people.wording import word_refusal
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.lists import ListPage


class PeopleList(ListPage):
    """Everybody who works in the company."""

    title = _("Users")
    table_class = PeopleTable
    filters_class = PeopleFilters
    template_name = "people/people_list.html"
    empty_title = _("Nobody works here yet")
    empty_hint = _("Add a person and choose what the person may do.")

    def list_rows(self) -> QuerySet[Any]:
        """Return who works in the company."""
        return list_people(self.request.company)


@sensitive_post_parameters("password")
@needs(Right.ADMINISTER_PEOPLE)
def add_person(request: OfficeRequest) -> HttpResponse:
    """Enter a new person."""
    return _edit(request, User())


@sensitive_post_parameters("password")
@needs(Right.ADMINISTER_PEOPLE)
def edit_person(request: OfficeRequest, person_id: int) -> HttpResponse:
    """Change a person's account and roles."""
    return _edit(request, get_object_or_404(User, memberships__company=request.company, pk=person_id))


@sensitive_post_parameters("old_password", "new_password1", "new_password2")
def change_own_password(request: OfficeRequest) -> HttpResponse:
    """Choose a new password for oneself."""
    person = request.membership.user
    form = OwnPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_own_password(person, form.cleaned_data["new_password1"], company=request.company, now=_now())
        update_session_auth_hash(request, person)
        messages.success(request, gettext("Your password has been changed."))
        return redirect("start")
    return render(request, "people/own_password.html", {"form": form})


@action_needing(Right.ADMINISTER_PEOPLE)
def add_key(request: OfficeRequest, person_id: int) -> HttpResponse:
    """Make an access key for a program, and show it this once."""
    membership = get_object_or_404(Membership.objects.select_related("user"), company=request.company, user=person_id)
    try:
        made = create_key(membership, request.POST.get("name", ""), actor=request.membership.user, at=_now())
    except KoggeError as error:
        messages.error(request, word_refusal(error))
        return redirect("people:edit", person_id=person_id)
    response = render(request, "people/new_key.html", {"person": membership.user, "made": made})
    response["Cache-Control"] = "no-store"
    return response


@action_needing(Right.ADMINISTER_PEOPLE)
def revoke(request: OfficeRequest, key_id: int) -> HttpResponse:
    """Let an access key open nothing from now on."""
    key = get_object_or_404(
        AccessKey.objects.select_related("membership"), membership__company=request.company, pk=key_id
    )
    revoke_key(key.pk, actor=request.membership.user, at=_now())
    messages.success(request, gettext("The key opens nothing any more."))
    return redirect("people:edit", person_id=key.membership.user_id)


def _edit(request: OfficeRequest, person: User) -> HttpResponse:
    actor = request.membership.user
    form = PersonForm(request.POST or None, person=person, actor=actor, company=request.company)
    if request.method == "POST" and form.is_valid():
        is_self = person.pk == actor.pk
        password = form.cleaned_data.get("password", "")
        try:
            saved = save_person(form.apply(), form.list_access(), password=password, actor=actor, now=_now())
        except KoggeError as error:
            form.add_error(None, word_refusal(error))
        else:
            if is_self and password:
                update_session_auth_hash(request, saved)
            messages.success(request, gettext("Saved."))
            return redirect("start" if is_self else "people:list")
    context = {"form": form, "person": person, "keys": None}
    if person.pk and Membership.objects.filter(company=request.company, user=person, role=Role.API).exists():
        context["keys"] = list_keys(request.company, person)
    return render(request, "people/person.html", context)


def _now() -> datetime:
    return datetime.now(UTC)
