"""A company with all its document types, and orders in it to be converted, posted and cancelled."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from kogge.articles.models import Article, ArticleKind
from kogge.bookkeeping.models import JournalLine, OpenItem, StockMovement
from kogge.companies.models import Company
from kogge.customers.models import Customer, CustomerStatus
from kogge.documents.converting import convert
from kogge.documents.models import Document, DocumentKind, DocumentLine, DocumentType, LineKind, Warehouse
from kogge.documents.posting import post
from kogge.platforms.models import Platform, PlatformKind
from kogge.site.installation import create_parameters

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
DECISION = {
    "scheme": "domestic", "law": "", "percent": "19", "level": "standard", "origin": "DE", "destination": "DE",
    "on": "2026-11-20", "place": "DE", "valid_from": "", "source": "", "steps": [],
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """A line to be: pieces, what they cost, and the tax in it; None: decided by nobody."""

    pieces: int = 1
    total_minor: int = 1190
    tax_minor: int | None = 190
    kind: str = LineKind.ITEM
    discount_minor: int = 0


@dataclass
class Ledger:
    """A company, its types by kind, and numbers for its orders."""

    company: Company
    types: dict[str, DocumentType]
    customer: Customer
    platform: Platform
    warehouse: Warehouse
    articles: dict[str, Article]
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def add(self, *lines: Wanted, kind: str = DocumentKind.ORDER, **changes: Any) -> Document:
        """Add an order of the platform, or another document, with lines."""
        number = next(self.numbers)
        document_type = self.types[kind]
        wanted = lines or (Wanted(),)
        total = sum(line.total_minor for line in wanted)
        facts: dict[str, Any] = {
            "company": self.company,
            "document_type": document_type,
            "number": f"X{number:05}",
            "customer": self.customer,
            "platform": self.platform,
            "platform_reference": f"302-{number}",
            "order_reference": f"302-{number}",
            "ordered_at": AT,
            "ship_by_at": AT,
            "currency": "EUR",
            "total_minor": total,
            "tax_minor": sum(line.tax_minor or 0 for line in wanted),
            "platform_total_minor": total,
            "tax_decisions": [DECISION],
            "delivery_address": {"name": "Ömer", "city": "Bremen", "country": "DE"},
            "warehouse": self.warehouse,
            "postings": document_type.postings,
            "created_at": AT,
            "changed_at": AT,
        }
        document = Document.objects.create(**facts | changes)
        DocumentLine.objects.bulk_create(
            self._line(document, position, line) for position, line in enumerate(wanted, start=1)
        )
        return document

    def _line(self, document: Document, position: int, line: Wanted) -> DocumentLine:
        article = self.articles["FRACHT" if line.kind == LineKind.FREIGHT else f"A-{position}"]
        return DocumentLine(
            document=document,
            position=position,
            kind=line.kind,
            article=article,
            article_number=article.number,
            title=article.name,
            quantity=line.pieces,
            total_minor=line.total_minor,
            discount_minor=line.discount_minor,
            tax_minor=line.tax_minor,
            tax_percent=None if line.tax_minor is None else Decimal(19),
            tax_decision=None if line.tax_minor is None else 0,
            platform_reference=f"{document.platform_reference}/{position}",
        )

    def make(self, source: Document, kind: str, **wishes: Any) -> Document:
        """Convert a document into the type of a kind."""
        return convert([source.pk], self.types[kind].pk, actor=None, at=AT, **wishes)

    def invoice(self, *lines: Wanted) -> Document:
        """Return a posted invoice of a new order."""
        return post(self.make(self.add(*lines), DocumentKind.INVOICE).pk, actor=None, at=AT)


def open_ledger(name: str = "Nord", articles: int = 4) -> Ledger:
    """Make a company with what `kogge init` gives it, a customer, a platform and articles A-1, A-2, …."""
    company = Company.objects.create(name=name)
    create_parameters(company)
    status = CustomerStatus.objects.get(company=company)
    Article.objects.bulk_create(
        Article(company=company, number=f"A-{number}", name=f"Tau {number}", kind=ArticleKind.GOODS)
        for number in range(1, articles + 1)
    )
    return Ledger(
        company=company,
        types={each.kind: each for each in DocumentType.objects.filter(company=company)},
        customer=Customer.objects.create(
            company=company, number="K1", status=status, name="Ömer", created_at=AT, changed_at=AT
        ),
        platform=Platform.objects.create(
            company=company,
            kind=PlatformKind.AMAZON,
            name="Amazon",
            cloud_reference=f"c-{name}",
            customer_status=status,
        ),
        warehouse=Warehouse.objects.create(company=company, name="Lager", country="DE"),
        articles={each.number: each for each in Article.objects.filter(company=company)},
    )


def lines_of(document: Document) -> list[DocumentLine]:
    """Return a document's lines."""
    return list(DocumentLine.objects.filter(document=document).order_by("position"))


def journal_of(document: Document) -> dict[str, int]:
    """Return what a document is in the journal, by account."""
    amounts: dict[str, int] = {}
    for line in JournalLine.objects.filter(entry__document_id=document.pk):
        amounts[line.account] = amounts.get(line.account, 0) + line.amount_minor
    return amounts


def stock_of(document: Document) -> dict[str, int]:
    """Return what a document moved, by article."""
    moved = StockMovement.objects.filter(document_id=document.pk)
    return dict(moved.values_list("article__number", "quantity"))


def item_of(document: Document) -> tuple[int, int] | None:
    """Return (amount, open) of a document's open item."""
    return OpenItem.objects.filter(document_id=document.pk).values_list("amount_minor", "open_minor").first()
