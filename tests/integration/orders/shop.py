"""A company with a platform whose orders can be taken over, and what its books say."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kogge.articles.models import Article, ArticleKind
from kogge.companies.models import Company, CustomerMatching, NumberRange
from kogge.customers.models import CustomerStatus
from kogge.documents.models import Document, DocumentKind, DocumentType
from kogge.orders.importing import PageResult, ParsedPage, import_page
from kogge.orders.models import DocumentCreation, PlatformOrder, RetrievalRun
from kogge.orders.services import Wishes, start_retrieval
from kogge.platforms.models import CloudCredentials, Platform, PlatformKind
from kogge_contract.orders import Order
from tests.orders import AT, pages_of

LATER = AT + timedelta(hours=1)


@dataclass(frozen=True)
class Shop:
    """A company with one platform."""

    company: Company
    platform: Platform

    def start(self, **wishes: Any) -> RetrievalRun:
        return start_retrieval(self.platform.pk, Wishes(**wishes), now=AT)

    def take(self, page: ParsedPage, **wishes: Any) -> PageResult:
        return import_page(self.start(**wishes).pk, page, LATER)

    def take_orders(self, *orders: Order, first: int = 1, **wishes: Any) -> PageResult:
        return self.take(pages_of(*orders, first=first), **wishes)

    @property
    def documents(self) -> list[Document]:
        return list(Document.objects.filter(platform=self.platform).order_by("number"))

    @property
    def accounts(self) -> dict[str, tuple[str, str]]:
        rows = PlatformOrder.objects.filter(platform=self.platform).order_by("platform_reference")
        return {reference[-1]: (state, reason) for reference, state, reason in rows.values_list(
            "platform_reference", "state", "reason"
        )}  # fmt: skip


def open_shop(name: str = "Nord", matching: CustomerMatching = CustomerMatching.NAME_AND_ADDRESS) -> Shop:
    """Make a company with one article, SKU-1, and the standard configuration."""
    company = Company.objects.create(name=name, customer_matching=matching)
    numbers = {
        each: NumberRange.objects.create(company=company, name=each, prefix=each, width=4) for each in ("B", "K")
    }
    document_type = DocumentType.objects.create(
        company=company, name="Bestellung", kind=DocumentKind.ORDER, number_range=numbers["B"]
    )
    status = CustomerStatus.objects.create(company=company, name="Kunde", number_range=numbers["K"])
    credentials = CloudCredentials.objects.create(company=company, name="Cloud", client_secret_encrypted=b"x")
    platform = Platform.objects.create(
        company=company,
        kind=PlatformKind.AMAZON,
        name="Amazon",
        cloud_reference=f"cloud-{name}",
        credentials=credentials,
        customer_status=status,
    )
    articles = {
        kind: Article.objects.create(company=company, number=number, name=number, kind=kind)
        for kind, number in [
            (ArticleKind.GOODS, "SKU-1"),
            (ArticleKind.FREIGHT, "FRACHT"),
            (ArticleKind.SERVICE, "SERVICE"),
            (ArticleKind.DISCOUNT, "RABATT"),
            (ArticleKind.PLACEHOLDER, "UNBEKANNT"),
        ]
    }
    DocumentCreation.objects.create(
        platform=platform,
        document_type=document_type,
        freight_article=articles[ArticleKind.FREIGHT],
        service_article=articles[ArticleKind.SERVICE],
        discount_article=articles[ArticleKind.DISCOUNT],
        placeholder_article=articles[ArticleKind.PLACEHOLDER],
    )
    return Shop(company, platform)
