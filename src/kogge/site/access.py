"""The door: every page but sign-in needs a signed-in person who belongs to a company."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from kogge.companies.membership import choose_membership, is_for_programs, list_memberships
from kogge.web.personal import activate_rights

OTHER_DOORS = ("/cloud/", "/api/")
"""The embedded Cloud's doors are OAuth tokens, those of the interface for programs are access keys."""

COMPANY_KEY = "company"


def needs_no_company(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that a signed-in person without a company may open: sign-out."""
    view.needs_no_company = True  # type: ignore[attr-defined]  # a mark, as Django's own login_not_required
    return view


class AccessMiddleware(LoginRequiredMiddleware):
    """Ask for a sign-in, then find the person's company and role; who has none is told whom to ask."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Answer in the view's place when it may not be opened."""
        activate_rights(frozenset())
        if request.path_info.startswith(OTHER_DOORS):
            return None
        refusal = super().process_view(request, view_func, view_args, view_kwargs)
        if refusal is not None or not request.user.is_authenticated:
            return refusal
        memberships = list_memberships(request.user)
        membership = choose_membership(memberships, request.session.get(COMPANY_KEY))
        if membership is None:
            if getattr(view_func, "needs_no_company", False) or not getattr(view_func, "login_required", True):
                return None
            refused = "site/for_programs.html" if is_for_programs(request.user) else "site/no_company.html"
            return render(request, refused, status=403)
        request.memberships = memberships  # type: ignore[attr-defined]  # see kogge.web.access.OfficeRequest
        request.membership = membership  # type: ignore[attr-defined]  # see kogge.web.access.OfficeRequest
        activate_rights(membership.rights)
        request.company = membership.company  # type: ignore[attr-defined]  # see kogge.web.access.OfficeRequest
        return None
