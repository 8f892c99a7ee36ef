"""Articles for the search of everything: by article number, EAN or SKU."""

from django.urls import reverse

from kogge.articles.listing import list_aliases, list_articles
from kogge.companies.models import Membership
from kogge.companies.permissions import Right
from kogge.web.searching import Hit, equals, seek


def search_articles(membership: Membership, typed: str) -> list[Hit]:
    """Return the articles whose number or EAN begins with what was typed."""
    may_edit = Right.EDIT_ARTICLES in membership.rights
    rows = list_articles(membership.company)
    found = {each.pk: each for field in ("number", "ean") for each in seek(rows, field, typed)}
    return [
        Hit(
            label=each.number,
            detail=" · ".join(filter(None, (each.name, each.ean))),
            url=reverse("articles:edit", args=[each.pk]) if may_edit else reverse("articles:list"),
            is_exact=equals(each.number, typed) or equals(each.ean, typed),
        )
        for each in found.values()
    ]


def search_aliases(membership: Membership, typed: str) -> list[Hit]:
    """Return the SKUs of the mapping that begin with what was typed."""
    may_edit = Right.EDIT_ARTICLES in membership.rights
    return [
        Hit(
            label=each.sku,
            detail=", ".join(f"{part.quantity} × {part.article.number}" for part in each.parts.all()),
            url=reverse("articles:edit-alias", args=[each.pk]) if may_edit else reverse("articles:aliases"),
            is_exact=equals(each.sku, typed),
        )
        for each in seek(list_aliases(membership.company), "sku", typed)
    ]
