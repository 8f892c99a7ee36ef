"""A company with everything that pages show, and a person of each kind."""

from dataclasses import dataclass
from datetime import UTC, datetime

from kogge.articles.models import Article, ArticleKind
from kogge.companies.models import Company, Membership, NumberRange, Role, User
from kogge.customers.models import AddressKind, Customer, CustomerStatus, PostalAddress
from kogge.documents.models import (
    Document,
    DocumentKind,
    DocumentLine,
    DocumentMessage,
    DocumentType,
    LineKind,
    MessageLevel,
)
from kogge.orders.models import DocumentCreation, FeedCursor, OrderState, PlatformOrder, RetrievalRun, RunState
from kogge.platforms.models import AuthorizationState, Platform, PlatformKind

AT = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Books:
    """What was made."""

    company: Company
    document_type: DocumentType
    customer: Customer
    platform: Platform
    document: Document
    parked: PlatformOrder
    run: RetrievalRun


def keep_books(name: str) -> Books:
    """Make a company with one document, one skipped and one parked order, and a finished retrieval."""
    company = Company.objects.create(name=name)
    number_range = NumberRange.objects.create(company=company, name="numbers")
    document_type = DocumentType.objects.create(
        company=company, name="Bestellung", kind=DocumentKind.ORDER, number_range=number_range
    )
    status = CustomerStatus.objects.create(company=company, name="Kunde", number_range=number_range)
    platform = Platform.objects.create(
        company=company,
        kind=PlatformKind.AMAZON,
        name="Amazon",
        marketplaces=["DE", "FR"],
        cloud_reference=f"cloud-{name}",
        authorization=AuthorizationState.AUTHENTICATED,
        customer_status=status,
    )
    article = Article.objects.create(company=company, number="A-1", name="Tau", kind=ArticleKind.GOODS)
    DocumentCreation.objects.create(
        platform=platform,
        document_type=document_type,
        freight_article=article,
        service_article=article,
        discount_article=article,
        placeholder_article=article,
    )
    FeedCursor.objects.create(platform=platform, sequence=3)
    customer = Customer.objects.create(
        company=company, number="K1", status=status, name="Ömer Łukasz 王", created_at=AT, changed_at=AT
    )
    PostalAddress.objects.create(
        customer=customer, kind=AddressKind.DELIVERY, fingerprint="f", line1="Kai 1", city="Bremen", country="DE"
    )
    document = add_document(company, document_type, customer, platform, 1)
    DocumentLine.objects.create(
        document=document, position=1, kind=LineKind.ITEM, article=article, article_number="A-1", sku="A-1",
        title="<b>Tau</b>", quantity=2, total_minor=123456,
    )  # fmt: skip
    DocumentMessage.objects.create(
        document=document, level=MessageLevel.WARNING, code="unknown_article", values={"sku": "X"}, at=AT
    )
    facts = {"company": company, "platform": platform, "digest": "d", "first_seen_at": AT, "changed_at": AT}
    PlatformOrder.objects.create(
        platform_reference="1-1", state=OrderState.CREATED, document=document, feed_sequence=1, **facts
    )
    PlatformOrder.objects.create(
        platform_reference="1-2", state=OrderState.SKIPPED, reason="pending", feed_sequence=2, **facts
    )
    parked = PlatformOrder.objects.create(
        platform_reference="1-3", state=OrderState.PARKED, reason="unreadable", feed_sequence=3, **facts
    )
    run = RetrievalRun.objects.create(
        company=company, platform=platform, state=RunState.DONE, orders_listed=3, created=1, parked=1,
        skipped={"pending": 1}, started_at=AT, changed_at=AT, finished_at=AT,
    )  # fmt: skip
    return Books(company, document_type, customer, platform, document, parked, run)


def add_document(
    company: Company, document_type: DocumentType, customer: Customer, platform: Platform, number: int
) -> Document:
    """Add one document of 1,234.56 EUR."""
    return Document.objects.create(
        company=company,
        document_type=document_type,
        number=f"B{number:04d}",
        customer=customer,
        platform=platform,
        platform_reference=f"1-{number}",
        order_reference=f"1-{number}",
        ordered_at=AT,
        currency="EUR",
        total_minor=123456,
        platform_total_minor=123456,
        delivery_address={"name": "Ömer", "line1": "Kai 1", "city": "Bremen", "country": "DE"},
        created_at=AT,
        changed_at=AT,
    )


def add_person(name: str, company: Company | None, role: Role) -> User:
    """Add somebody who can sign in; without a company he has no role."""
    user = User.objects.create_user(name)
    if company is not None:
        Membership.objects.create(company=company, user=user, role=role)
    return user
