"""Filters of the people's list, and the forms of accounts and passwords."""

from collections.abc import Iterator
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company, Membership, Role, User
from kogge.people.services import Access, list_administered, may_change_account
from kogge.web.lists import ListFilters, search_rows

TEXT = {"class": "form-control", "autocomplete": "off"}
PASSWORD = TEXT | {"autocomplete": "new-password"}
SELECT = {"class": "form-select"}
CHECK = {"class": "form-check-input"}

BY_ROLE, GRANTED, WITHHELD = "role", "yes", "no"
PERSONAL_CHOICES = [
    (BY_ROLE, _("as the role says")),
    (GRANTED, _("may be seen")),
    (WITHHELD, _("hidden")),
]
SETTINGS = {BY_ROLE: None, GRANTED: True, WITHHELD: False}
ACCOUNT = ("username", "first_name", "last_name", "email", "is_active")


class PeopleFilters(ListFilters):
    """Search by user name or name; narrow by role."""

    search_hint = _("User name or name")
    role = django_filters.ChoiceFilter(choices=Role.choices, label=_("Role"), empty_label=_("All roles"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = Membership
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within user names and names."""
        within = ("user__username", "user__first_name", "user__last_name", "user__email")
        return search_rows(rows, value, exact=("user__username",), within=within)


class PersonForm(forms.Form):
    """An account, its password, and its role in each company that the acting person administers."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[AbstractUser.username_validator],
        widget=forms.TextInput(attrs=TEXT),
    )
    first_name = forms.CharField(
        label=_("First name"), max_length=150, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=150, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(attrs=TEXT))
    password = forms.CharField(
        label=_("Password"), required=False, strip=False, widget=forms.PasswordInput(attrs=PASSWORD)
    )
    is_active = forms.BooleanField(
        label=_("Active"),
        required=False,
        help_text=_("Who is not active cannot sign in. Accounts are never deleted: the journal names them."),
        widget=forms.CheckboxInput(attrs=CHECK),
    )

    def __init__(self, *args: Any, person: User, actor: User, company: Company, **options: Any) -> None:  # noqa: ANN401
        """Fill in what is stored; an account that other companies share can only be given a role."""
        self.person = person
        self.companies: list[Company] = list(list_administered(actor))
        self.is_new = not person.pk
        options["initial"] = {name: getattr(person, name) for name in ACCOUNT}
        super().__init__(*args, **options)
        self.has_account = self.is_new or may_change_account(actor, person)
        if not self.has_account:
            for name in (*ACCOUNT, "password"):
                del self.fields[name]
        elif not self.is_new:
            self.fields["password"].help_text = _("Leave it empty to keep the stored one.")
        self._add_access(company)

    def _add_access(self, company: Company) -> None:
        known = {each.company_id: each for each in self.person.memberships.all()} if not self.is_new else {}
        for each in self.companies:
            membership = known.get(each.pk)
            roles = [("", gettext("no access")), *Role.choices]
            usual = Role.CLERK if self.is_new and each == company else ""
            settings = {value: key for key, value in SETTINGS.items()}
            self.fields[f"role_{each.pk}"] = forms.ChoiceField(
                label=_("Role"),
                choices=roles,
                required=False,
                initial=membership.role if membership else usual,
                widget=forms.Select(attrs=SELECT),
            )
            self.fields[f"personal_{each.pk}"] = forms.ChoiceField(
                label=_("Personal data"),
                choices=PERSONAL_CHOICES,
                initial=settings[membership.sees_personal_data] if membership else BY_ROLE,
                widget=forms.Select(attrs=SELECT),
            )

    def list_account_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields of the account itself."""
        return (self[name] for name in ("username", "first_name", "last_name", "email", "password", "is_active"))

    def list_access_fields(self) -> Iterator[tuple[Company, list[forms.BoundField]]]:
        """Yield each company with its fields."""
        return ((each, [self[f"role_{each.pk}"], self[f"personal_{each.pk}"]]) for each in self.companies)

    def clean_username(self) -> str:
        """Refuse a name that another account has, be it in capitals."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exclude(pk=self.person.pk).exists():
            raise forms.ValidationError(gettext("Another account has this user name already."))
        return username

    def clean(self) -> dict[str, Any]:
        """Ask for a password where none is stored, and for a good one; a new account needs a role."""
        cleaned: dict[str, Any] = super().clean() or {}
        password = cleaned.get("password", "")
        if self.has_account and password:
            self._check_password(password, cleaned)
        elif self.is_new:
            self.add_error("password", gettext("Enter a password."))
        if self.is_new and not any(self.list_access().values()):
            self.add_error(None, gettext("Choose a role: without one the account can do nothing."))
        return cleaned

    def _check_password(self, password: str, cleaned: dict[str, Any]) -> None:
        names = {name: cleaned.get(name, "") for name in ("username", "first_name", "last_name", "email")}
        try:
            password_validation.validate_password(password, User(**names))
        except forms.ValidationError as error:
            self.add_error("password", error)

    def apply(self) -> User:
        """Put what was entered into the account, unsaved; the password is not in it."""
        for name in ACCOUNT if self.has_account else ():
            setattr(self.person, name, self.cleaned_data[name])
        return self.person

    def list_access(self) -> dict[int, Access | None]:
        """Return the chosen access by company id."""
        chosen: dict[int, Access | None] = {}
        for each in self.companies:
            role = self.cleaned_data.get(f"role_{each.pk}", "")
            personal = SETTINGS[self.cleaned_data.get(f"personal_{each.pk}", BY_ROLE)]
            chosen[each.pk] = Access(role, personal) if role else None
        return chosen


class OwnPasswordForm(PasswordChangeForm):
    """One's own password: the present one, and the new one twice."""

    def __init__(self, user: User, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Dress the fields."""
        super().__init__(user, *args, **options)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"
