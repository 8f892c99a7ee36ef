"""What number ranges have handed out, and what hands numbers out of them."""

import re
from collections import defaultdict
from collections.abc import Mapping

from django.db.models import BigIntegerField, Max, Model
from django.db.models.functions import Cast, Substr

from kogge.companies.models import NumberRange
from kogge.companies.rules import format_number
from kogge.customers.models import Customer, CustomerStatus
from kogge.documents.models import Document, DocumentType

MOST_DIGITS = 15
"""More digits no number has: 10¹⁵ documents are enough, and every database counts that far."""

NUMBERED: Mapping[type[Model], type[Model]] = {DocumentType: Document, CustomerStatus: Customer}
"""What names a number range, and what gets its numbers."""


def show_next_number(number_range: NumberRange) -> str:
    """Return the number that the range hands out next."""
    return format_number(number_range.prefix, number_range.next_number, number_range.width)


def find_highest_given(company_id: int, prefix: str) -> int:
    """Return the highest count within the numbers with this prefix, of documents and customers alike; 0 without any."""
    pattern = rf"^{re.escape(prefix)}[0-9]{{1,{MOST_DIGITS}}}$"
    counted = Max(Cast(Substr("number", len(prefix) + 1), BigIntegerField()))
    found = [
        model._default_manager.filter(company=company_id, number__startswith=prefix, number__regex=pattern).aggregate(  # noqa: SLF001 - Django's documented API
            highest=counted
        )["highest"]
        for model in NUMBERED.values()
    ]
    return max(each or 0 for each in found)


def list_uses(company_id: int) -> dict[int, list[str]]:
    """Return for each number range of the company the names of the document types and statuses that use it."""
    uses: dict[int, list[str]] = defaultdict(list)
    for model in NUMBERED:
        rows = model._default_manager.filter(company=company_id).order_by("name")  # noqa: SLF001
        for range_id, name in rows.values_list("number_range", "name"):
            uses[range_id].append(name)
    return uses


def find_rival(company_id: int, prefix: str, user: type[Model], range_id: int | None = None) -> NumberRange | None:
    """Return another range with the same prefix that numbers the same kind of things: both would meet one day."""
    used = user._default_manager.filter(company=company_id).values("number_range")  # noqa: SLF001
    same = NumberRange.objects.filter(company=company_id, prefix=prefix, pk__in=used)
    return (same if range_id is None else same.exclude(pk=range_id)).first()
