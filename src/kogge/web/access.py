"""Who may do what: the signed-in person's company and role, and the guard of actions that change something."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django_htmx.middleware import HtmxDetails

from kogge.companies.models import Company, Membership, Role

P = ParamSpec("P")

ACTING_ROLES = frozenset({Role.ADMIN, Role.CLERK})


class OfficeRequest(HttpRequest):
    """A request of a person who is signed in and belongs to a company; the access middleware sees to that."""

    htmx: HtmxDetails
    company: Company
    membership: Membership


def may_act(membership: Membership) -> bool:
    """Tell whether the role may change things, and not only read."""
    return membership.role in ACTING_ROLES


def may_administer(membership: Membership) -> bool:
    """Tell whether the role may change how the company is set up."""
    return membership.role == Role.ADMIN


def admin_page(
    view: Callable[Concatenate[OfficeRequest, P], HttpResponse],
) -> Callable[Concatenate[OfficeRequest, P], HttpResponse]:
    """Let administrators alone open the view; others are refused (403)."""

    @wraps(view)
    def guarded(request: OfficeRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may_administer(request.membership):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]  # the stubs forget that a wrapped view stays callable


def clerk_page(
    view: Callable[Concatenate[OfficeRequest, P], HttpResponse],
) -> Callable[Concatenate[OfficeRequest, P], HttpResponse]:
    """Let clerks and administrators open the view; others are refused (403)."""

    @wraps(view)
    def guarded(request: OfficeRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may_act(request.membership):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]  # the stubs forget that a wrapped view stays callable


def clerk_action(
    view: Callable[Concatenate[OfficeRequest, P], HttpResponse],
) -> Callable[Concatenate[OfficeRequest, P], HttpResponse]:
    """Let clerks and administrators call the view, by POST only; others are refused (403)."""
    return require_POST(clerk_page(view))
