"""Proves the papers that are kept: their bytes are those that were made."""

from collections.abc import Iterator
from hashlib import sha256

from kogge.companies.models import Company
from kogge.printing.models import KeptPaper

AT_ONCE = 20
"""Papers hold their whole PDF: so many are in memory at a time."""


def list_damaged(company: Company) -> Iterator[str]:
    """Return the numbers of the company's documents whose kept paper has not the bytes that its digest is of."""
    kept = KeptPaper.objects.filter(document__company=company).order_by("pk")
    rows = kept.values_list("document__number", "sha256", "content").iterator(chunk_size=AT_ONCE)
    return (number for number, digest, content in rows if sha256(content).hexdigest() != digest)
