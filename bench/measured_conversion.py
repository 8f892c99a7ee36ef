"""The measured process of conversion.py: fills a company with orders, converts them, posts what came of them."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import django

django.setup()

from django.db import transaction

from kogge.articles.models import Article
from kogge.companies.models import Company
from kogge.config import read_config
from kogge.customers.models import Customer, CustomerStatus
from kogge.documents.converting import convert_documents
from kogge.documents.models import Document, DocumentKind, DocumentLine, DocumentType
from kogge.documents.outcomes import Outcome, Result
from kogge.documents.posting import post_documents
from kogge.documents.verification import verify_books
from kogge.infrastructure.bulk import insert_rows, reserve_ids
from kogge.site.installation import install

NOW = datetime.now(UTC)
DECISION = {"scheme": "domestic", "place": "DE", "percent": "19", "destination": "DE"}
LINES = ((2, 2380, 380), (1, 1190, 190), (1, 490, 78))
TOTAL, TAX = (sum(line[place] for line in LINES) for place in (1, 2))


def main() -> None:
    """Measure, and print one JSON document."""
    wanted = int(sys.argv[1])
    install(read_config(), with_demo=False)
    company = Company.objects.get()
    orders = add_orders(company, wanted)
    invoice = DocumentType.objects.get(company=company, kind=DocumentKind.INVOICE)
    made: list[Outcome] = []
    convert_s = timed(lambda: made.extend(convert_documents(orders, invoice.pk, actor=None, at=NOW)))
    invoices = [each.made for each in made if each.made]
    posted: list[Outcome] = []
    post_s = timed(lambda: posted.extend(post_documents(invoices, actor=None, at=NOW)))
    assert {each.result for each in (*made, *posted)} == {Result.DONE}
    problems: list[Any] = []
    verify_s = timed(lambda: problems.extend(verify_books().problems))
    assert not problems, problems
    result = {
        "documents_per_s": round(wanted / convert_s, 1),
        "posted_per_s": round(wanted / post_s, 1),
        "verify_s": round(verify_s, 2),
        "documents": wanted,
    }
    print(json.dumps(result))


def add_orders(company: Company, number: int) -> list[int]:
    """Add open orders of three lines, and return their ids."""
    order = DocumentType.objects.get(company=company, kind=DocumentKind.ORDER)
    status = CustomerStatus.objects.get(company=company)
    customer = Customer.objects.create(company=company, number="K1", status=status, created_at=NOW, changed_at=NOW)
    article = Article.objects.create(company=company, number="A-1", name="Kompass")
    with transaction.atomic():
        ids = list(reserve_ids(Document, number))
        documents = [
            Document(
                pk=pk,
                company=company,
                document_type=order,
                number=f"B{pk:07}",
                customer=customer,
                platform_reference=f"302-{pk}",
                order_reference=f"302-{pk}",
                ordered_at=NOW,
                currency="EUR",
                total_minor=TOTAL,
                tax_minor=TAX,
                tax_decisions=[DECISION],
                delivery_address={"name": "Jörg Müller", "city": "Bremen", "country": "DE"},
                created_at=NOW,
                changed_at=NOW,
            )
            for pk in ids
        ]
        names = [field.name for field in Document._meta.concrete_fields]  # noqa: SLF001 - Django's documented meta API
        attributes = [field.attname for field in Document._meta.concrete_fields]  # noqa: SLF001
        insert_rows(Document, names, (tuple(getattr(each, name) for name in attributes) for each in documents))
        insert_rows(
            DocumentLine,
            "document position kind article article_number title quantity total_minor tax_minor tax_percent "
            "tax_decision article_source sku ean discount_minor platform_reference".split(),
            (
                (
                    pk, position, "item", article.pk, "A-1", "Kompass", quantity, total, tax, Decimal(19), 0, "number",
                    "A-1", "", 0, f"302-{pk}/{position}",
                )
                for pk in ids
                for position, (quantity, total, tax) in enumerate(LINES, start=1)
            ),
        )  # fmt: skip
    return ids


def timed(work: Callable[[], None]) -> float:
    """Return the seconds that the work took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
