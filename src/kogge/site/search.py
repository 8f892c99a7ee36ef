"""The search of everything: its sources, the hits while typing, and the page of results.

What is typed may be a name, so it travels in the body of a request and never stands in an address.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kogge.articles.searching import search_aliases, search_articles
from kogge.companies.models import Membership
from kogge.customers.searching import search_customers
from kogge.documents.searching import search_documents
from kogge.shipping.searching import search_shipments
from kogge.web.access import OfficeRequest
from kogge.web.searching import Hit

SHORTEST = 2
LONGEST = 200


@dataclass(frozen=True)
class Source:
    """A kind of things to be found; a new kind is one more entry of SOURCES."""

    title: str | Promise
    icon: str
    find: Callable[[Membership, str], list[Hit]]


SOURCES = (
    Source(_("Documents"), "file-text", search_documents),
    Source(_("Parcels"), "truck", search_shipments),
    Source(_("Customers"), "users", search_customers),
    Source(_("Articles"), "package", search_articles),
    Source(_("Mapping of SKUs"), "tag", search_aliases),
)


@dataclass(frozen=True)
class Group:
    """What one source found, exact hits first."""

    source: Source
    hits: list[Hit]


def search_everything(membership: Membership, typed: str) -> list[Group]:
    """Return what was found, by kind; kinds with an exact hit come first."""
    typed = typed.replace("\0", "").strip()[:LONGEST]
    if len(typed) < SHORTEST:
        return []
    groups = [
        Group(source, sorted(source.find(membership, typed), key=lambda hit: not hit.is_exact)) for source in SOURCES
    ]
    return sorted((group for group in groups if group.hits), key=lambda group: not group.hits[0].is_exact)


def find_the_one(groups: list[Group]) -> Hit | None:
    """Return the only exact hit, if there is exactly one."""
    exact = [hit for group in groups for hit in group.hits if hit.is_exact]
    return exact[0] if len(exact) == 1 else None


def show_results(request: OfficeRequest) -> HttpResponse:
    """Show everything that was found, or go straight to the one thing that was meant."""
    typed = request.POST.get("q", "")
    groups = search_everything(request.membership, typed)
    if the_one := find_the_one(groups):
        return redirect(the_one.url)
    context = {"groups": groups, "searched": typed.strip(), "is_too_short": len(typed.strip()) < SHORTEST}
    return render(request, "site/search.html", context)


@require_POST
def show_hits(request: OfficeRequest) -> HttpResponse:
    """Answer with the hits for what was typed so far."""
    groups = search_everything(request.membership, request.POST.get("q", ""))
    is_searched = len(request.POST.get("q", "").strip()) >= SHORTEST
    number = sum(len(group.hits) for group in groups)
    context = {"groups": groups, "is_searched": is_searched, "number": number}
    return render(request, "site/search_hits.html", context)
