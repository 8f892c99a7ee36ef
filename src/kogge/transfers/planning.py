"""Reads what has to be transferred, and makes the offers that are wanted of every article."""

from collections.abc import Collection, Iterator

from django.db.models import Exists, OuterRef, QuerySet

from kogge.articles.models import Article, ArticleKind
from kogge.platforms.models import Platform
from kogge.transfers import rules
from kogge.transfers.models import Offer, PriceRule, TransferSettings
from kogge.transfers.rules import Area, Goods, Item, Standing, StockRule

AT_ONCE = 1000


def plan_transfer(
    platform: Platform, areas: Collection[Area], article_ids: Collection[int] | None = None
) -> dict[str, list[Item]]:
    """Return what has changed and has to be sent, by marketplace; of some articles alone where they are named."""
    price_rules = list_price_rules(platform)
    offers = Offer.objects.filter(platform=platform, is_active=True)
    if article_ids is not None:
        offers = offers.filter(article_id__in=article_ids)
    return rules.plan(_read(offers), get_stock_rule(platform), price_rules, areas)


def _read(offers: QuerySet[Offer]) -> Iterator[Standing]:
    rows = offers.select_related("article").order_by("sku")
    return map(read_standing, rows.iterator(chunk_size=AT_ONCE))


def read_standing(offer: Offer) -> Standing:
    """Return an offer as the rules see it."""
    article = offer.article
    goods = Goods(article.ean, article.stock, article.price_minor, article.currency)
    return Standing(offer.pk, offer.sku, offer.is_fba, goods, offer.accepted, offer.refused)


def get_stock_rule(platform: Platform) -> StockRule:
    """Return how much stock a platform is told of."""
    settings = find_settings(platform)
    return StockRule(settings.stock_kept_back, settings.stock_cap) if settings else StockRule()


def list_price_rules(platform: Platform) -> list[rules.PriceRule]:
    """Return the marketplaces that are served, with their price rules, in their order."""
    stored = PriceRule.objects.filter(platform=platform).order_by("position")
    return [
        rules.PriceRule(each.marketplace, each.currency, each.factor, each.surcharge_minor, each.ending)
        for each in stored
    ]


def find_settings(platform: Platform) -> TransferSettings | None:
    """Return a platform's settings for its offers, None before somebody saved them."""
    return TransferSettings.objects.filter(platform=platform).first()


def add_missing_offers(platform: Platform, article_ids: Collection[int] | None = None) -> int:
    """Offer articles that are not offered yet, under their numbers; return how many. All goods, or those named."""
    offered = Offer.objects.filter(platform=platform, article=OuterRef("pk"))
    taken = Offer.objects.filter(platform=platform, sku=OuterRef("number"))
    articles = Article.objects.filter(~Exists(offered), ~Exists(taken), company_id=platform.company_id)
    wanted = {"kind": ArticleKind.GOODS} if article_ids is None else {"pk__in": article_ids}
    before = Offer.objects.filter(platform=platform).count()
    offers = (
        Offer(company_id=platform.company_id, platform=platform, article_id=article_id, sku=number)
        for number, article_id in list(articles.filter(**wanted).values_list("number", "pk"))
    )
    # Somebody may offer the same article at this moment: the constraint has the last word.
    Offer.objects.bulk_create(offers, batch_size=500, ignore_conflicts=True)
    return Offer.objects.filter(platform=platform).count() - before
