"""Gives a new platform the settings without which no order becomes a document, as far as the company has them."""

from datetime import UTC, datetime

from kogge.articles.models import Article, ArticleKind
from kogge.audit.services import record
from kogge.customers.models import CustomerStatus
from kogge.documents.models import DocumentKind, DocumentType
from kogge.orders.models import DocumentCreation
from kogge.platforms.models import Platform

_ARTICLES = {
    "freight_article": ArticleKind.FREIGHT,
    "service_article": ArticleKind.SERVICE,
    "discount_article": ArticleKind.DISCOUNT,
    "placeholder_article": ArticleKind.PLACEHOLDER,
}


def prepare_platform(platform: Platform) -> list[str]:
    """Fill in what is not set: status of new customers, document creation. Returns what the company lacks for it.

    Taken are the company's first type of customers' orders, its first article of each purpose, and the status that
    bears the platform's kind in its name, else its first. What somebody set stays as it is.
    """
    if platform.customer_status_id is None:
        platform.customer_status = _find_status(platform)
        platform.save(update_fields=["customer_status"])
    missing = [] if platform.customer_status_id else ["a status for new customers (Adress-Status)"]
    if not DocumentCreation.objects.filter(platform=platform).exists():
        missing += _create_document_creation(platform)
    return missing


def prepare_saved_platform(*, platform: Platform, **_: object) -> None:
    """Fill in what a platform that was saved just now lacks; what the company lacks is said when orders are fetched."""
    prepare_platform(platform)


def _find_status(platform: Platform) -> CustomerStatus | None:
    statuses = CustomerStatus.objects.filter(company=platform.company_id).order_by("pk")
    return statuses.filter(name__icontains=platform.get_kind_display()).first() or statuses.first()


def _create_document_creation(platform: Platform) -> list[str]:
    of_company = {"company": platform.company_id}
    document_type = DocumentType.objects.filter(**of_company, kind=DocumentKind.ORDER).order_by("pk").first()
    found = {
        name: Article.objects.filter(**of_company, kind=kind).order_by("pk").first() for name, kind in _ARTICLES.items()
    }
    articles = {name: article for name, article in found.items() if article}
    missing = [f"an article for {_ARTICLES[name].value}" for name in found if name not in articles]
    if document_type is None:
        return ["a document type for customers' orders (Vorgangsart)", *missing]
    if not missing:
        # Two retrievals that begin at once may both come here: the one row that a platform can have is made once.
        values = articles | {"document_type": document_type}
        creation, is_new = DocumentCreation.objects.get_or_create(platform=platform, defaults=values)
        if is_new:
            record(
                company_id=platform.company_id,
                at=datetime.now(UTC),
                actor=None,
                action="platforms.prepare_document_creation",
                subject_kind="platform",
                subject_id=platform.pk,
                before={},
                after={name: getattr(creation, f"{name}_id") for name in values},
            )
    return missing
