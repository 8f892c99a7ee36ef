"""What an import needs to know beside the orders: the platform's settings and the company's articles."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from kogge.articles.models import Article
from kogge.companies.models import Company
from kogge.customers.models import CustomerStatus
from kogge.kernel.errors import KoggeError
from kogge.orders.drafting import ArticleChoice, Articles
from kogge.orders.models import DocumentCreation, RetrievalRun
from kogge.orders.rules import Wishes
from kogge.platforms.models import Platform
from kogge_contract.orders import FeedEntry, Order


class SettingsIncomplete(KoggeError):
    """The platform's settings do not say how its orders become documents."""

    code = "settings_incomplete"


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """Everything that is the same for all orders of a page."""

    company: Company
    platform: Platform
    creation: DocumentCreation
    customer_status: CustomerStatus
    articles: Articles
    wishes: Wishes
    since: datetime | None
    until: datetime | None

    def wishes_for(self, order: Order) -> Wishes:
        """Return what is wanted for an order: a backfill is of those that were placed in its window."""
        starts_later = self.since is not None and order.placed_at < self.since
        ended_before = self.until is not None and order.placed_at > self.until
        return replace(self.wishes, is_backfill=False) if starts_later or ended_before else self.wishes


def load_settings(run: RetrievalRun, entries: Iterable[FeedEntry]) -> ImportSettings:
    """Read the settings for a page. Raises SettingsIncomplete."""
    platform = run.platform
    creation = (
        DocumentCreation.objects.select_related(
            "document_type", "freight_article", "service_article", "discount_article", "placeholder_article"
        )
        .filter(platform=platform)
        .first()
    )
    status = platform.customer_status
    if creation is None or status is None:
        message = (
            f"Platform “{platform}” does not say yet how its orders become documents (Vorgangserzeugung, Vorgaben)."
        )
        raise SettingsIncomplete(message)
    return ImportSettings(
        company=platform.company,
        platform=platform,
        creation=creation,
        customer_status=status,
        articles=Articles(
            by_sku=_articles_by_sku(platform.company_id, entries),
            freight=_choice(creation.freight_article),
            service=_choice(creation.service_article),
            discount=_choice(creation.discount_article),
            placeholder=_choice(creation.placeholder_article),
        ),
        wishes=Wishes(
            is_backfill=run.is_backfill,
            is_explicit=bool(run.order_reference),
            takes_platform_fulfilled=creation.takes_platform_fulfilled,
        ),
        since=run.since,
        until=run.until,
    )


def _articles_by_sku(company_id: int, entries: Iterable[FeedEntry]) -> dict[str, ArticleChoice]:
    skus = {line.sku for entry in entries if entry.order for line in entry.order.lines if line.sku}
    rows = Article.objects.filter(company_id=company_id, number__in=skus).values_list("number", "pk")
    return {number: ArticleChoice(pk, number) for number, pk in rows}


def _choice(article: Article) -> ArticleChoice:
    return ArticleChoice(article.pk, article.number)
