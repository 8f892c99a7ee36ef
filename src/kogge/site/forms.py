"""The sign-in form."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from kogge.companies.membership import is_for_programs
from kogge.companies.models import User


class SignInForm(AuthenticationForm):
    """Name and password, with the hints that browsers and password managers need."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "current-password"}),
    )
    error_messages = {  # noqa: RUF012 - as the base class has it
        "invalid_login": _("User name or password is wrong. Mind upper and lower case."),
        "inactive": _("This account is switched off."),
        "for_programs": _("This account is for programs and cannot sign in here. Use an account of your own."),
    }

    def confirm_login_allowed(self, user: User) -> None:
        """Refuse accounts whose only roles are for programs."""
        super().confirm_login_allowed(user)
        if is_for_programs(user):
            raise forms.ValidationError(self.error_messages["for_programs"], code="for_programs")
