"""Reads of offers and transfers for the pages."""

from django.db.models import QuerySet

from kogge.articles.models import Article
from kogge.companies.models import Company
from kogge.platforms.listing import REACHABLE
from kogge.platforms.models import Platform
from kogge.transfers.models import Offer, Transfer


def list_offers(company: Company, platform_id: int) -> QuerySet[Offer]:
    """Return a platform's offers by SKU, each with its article."""
    offers = Offer.objects.filter(company=company, platform_id=platform_id)
    return offers.select_related("article", "platform").order_by("sku")


def list_offers_of(article: Article) -> QuerySet[Offer]:
    """Return an article's offers, by platform."""
    return Offer.objects.filter(article=article).select_related("article", "platform").order_by("platform__name", "sku")


def list_platforms_without(article: Article) -> QuerySet[Platform]:
    """Return the active platforms that do not offer an article."""
    platforms = Platform.objects.filter(REACHABLE, company_id=article.company_id, is_active=True)
    return platforms.exclude(offers__article=article).order_by("name")


def find_last_transfer(platform: Platform) -> Transfer | None:
    """Return a platform's newest transfer."""
    return list_transfers(platform.company).filter(platform=platform).order_by("-pk").first()


def list_transfers(company: Company) -> QuerySet[Transfer]:
    """Return a company's transfers."""
    return Transfer.objects.filter(company=company).select_related("started_by", "platform")
