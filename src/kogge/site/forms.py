"""The sign-in form."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.membership import is_for_programs
from kogge.companies.models import User
from kogge.people.models import SignInAttempt
from kogge.people.throttling import TooManyAttempts, begin_attempt, forget_attempts


def throttle(account: str, request: HttpRequest | None) -> SignInAttempt:
    """Note an attempt to sign in. Raises ValidationError when too many have failed."""
    try:
        return begin_attempt(account, find_address(request), datetime.now(UTC))
    except TooManyAttempts as error:
        words = gettext("Too many attempts to sign in failed. Try again in %(minutes)s min.")
        raise forms.ValidationError(words % {"minutes": error.minutes}, code=error.code) from None


def find_address(request: HttpRequest | None) -> str:
    """Return whom a request comes from: who speaks to us, or whom our own proxies name."""
    if request is None:
        return ""
    named = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.KOGGE_PROXIES and len(named) >= settings.KOGGE_PROXIES:
        return named[-settings.KOGGE_PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


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

    def clean(self) -> dict[str, Any]:
        """Check name and password, unless that failed too often just now."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name is None or not password:
            return super().clean()
        attempt = throttle(name, self.request)
        cleaned: dict[str, Any] = super().clean()
        forget_attempts(attempt)
        return cleaned

    def confirm_login_allowed(self, user: User) -> None:
        """Refuse accounts whose only roles are for programs."""
        super().confirm_login_allowed(user)
        if is_for_programs(user):
            raise forms.ValidationError(self.error_messages["for_programs"], code="for_programs")
