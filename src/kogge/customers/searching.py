"""Customers for the search of everything: by number, and by the words of names and e-mail addresses."""

from django.db.models import QuerySet
from django.urls import reverse

from kogge.companies.models import Company, Membership
from kogge.companies.permissions import Right
from kogge.customers.listing import list_customers
from kogge.customers.models import Customer
from kogge.infrastructure.parts import with_part
from kogge.infrastructure.words import find_by_words, with_words
from kogge.web.personal import may_see_personal_data
from kogge.web.searching import HITS, Hit, equals, seek

NAMED_BY = ("name", "company_name", "email")
"""Columns whose words are indexed."""
NUMBERED_BY = ("number",)
"""Columns of whose parts there is an index."""


def find_named(company: Company, typed: str) -> QuerySet[Customer]:
    """Return the customer with this number, else those whose words begin as typed, where the reader may see them."""
    rows = Customer.objects.filter(company=company).order_by()
    by_number = rows.filter(number=typed.strip())
    if by_number.exists():
        return by_number
    return with_words(rows, NAMED_BY, typed) if may_see_personal_data() else rows.none()


def find_numbered(company: Company, typed: str) -> QuerySet[Customer]:
    """Return the customers in whose number stands what was typed, newest first."""
    return with_part(Customer.objects.filter(company=company).order_by("-pk"), NUMBERED_BY, typed.strip())


def search_customers(membership: Membership, typed: str) -> list[Hit]:
    """Return the customers whose number, words of a name or e-mail address begin with what was typed."""
    if Right.SEE_PERSONAL_DATA not in membership.rights:
        return []
    rows = list_customers(membership.company)
    found = {each.pk: each for each in seek(rows, "number", typed)}
    ids = find_by_words(Customer, NAMED_BY, typed, company_id=membership.company.pk)
    found |= {each.pk: each for each in rows.filter(pk__in=ids)[:HITS]}
    hits = [_describe(each, typed) for each in found.values()]
    return sorted(hits, key=lambda hit: not hit.is_exact)[:HITS]


def _describe(customer: Customer, typed: str) -> Hit:
    return Hit(
        label=customer.company_name or customer.name or customer.number,
        detail=" · ".join(filter(None, (customer.number, customer.company_name and customer.name, customer.email))),
        url=reverse("customers:detail", args=[customer.pk]),
        is_exact=equals(customer.number, typed) or equals(customer.email, typed),
    )
