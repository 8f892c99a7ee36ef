"""Who may do what: the signed-in person's company and rights, and the guards of views."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django_htmx.middleware import HtmxDetails

from kogge.companies.models import Company, Membership
from kogge.companies.permissions import Right

P = ParamSpec("P")


class OfficeRequest(HttpRequest):
    """A request of a person who is signed in and belongs to a company; the access middleware sees to that."""

    htmx: HtmxDetails
    company: Company
    membership: Membership
    memberships: list[Membership]


def require_right(request: OfficeRequest, right: Right) -> None:
    """Refuse (403) whoever has not the right."""
    if right not in request.membership.rights:
        raise PermissionDenied


def needs(
    right: Right,
) -> Callable[
    [Callable[Concatenate[OfficeRequest, P], HttpResponse]], Callable[Concatenate[OfficeRequest, P], HttpResponse]
]:
    """Let those alone open the view who have the right; others are refused (403)."""

    def guard(
        view: Callable[Concatenate[OfficeRequest, P], HttpResponse],
    ) -> Callable[Concatenate[OfficeRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: OfficeRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            require_right(request, right)
            return view(request, *args, **kwargs)

        guarded.needed_right = right  # type: ignore[attr-defined]  # read by the test that walks all views
        return guarded  # type: ignore[return-value]  # the stubs forget that a wrapped view stays callable

    return guard


def action_needing(
    right: Right,
) -> Callable[
    [Callable[Concatenate[OfficeRequest, P], HttpResponse]], Callable[Concatenate[OfficeRequest, P], HttpResponse]
]:
    """Let those alone call the view who have the right, by POST only; others are refused (403)."""

    def guard(
        view: Callable[Concatenate[OfficeRequest, P], HttpResponse],
    ) -> Callable[Concatenate[OfficeRequest, P], HttpResponse]:
        guarded: Callable[Concatenate[OfficeRequest, P], HttpResponse] = needs(right)(require_POST(view))
        return guarded

    return guard
