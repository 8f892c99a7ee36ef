"""Reads a platform's settings and the company's articles into the plan that the pure rules work by."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from django.conf import settings

from kogge.articles.catalogue import load_catalogue
from kogge.articles.models import AliasPart, Article
from kogge.companies.models import Company, TaxRegistration
from kogge.documents.models import ArticleSource, PaymentMethod, ShippingMethod, Warehouse
from kogge.orders.models import (
    DiscountHandling,
    DocumentCreation,
    PaymentMapping,
    ShippingMapping,
    UnknownArticleHandling,
)
from kogge.orders.plans import ArticleChoice, Articles, DocumentPlan, Method, MethodTable, Part, Target
from kogge.platforms.models import Platform
from kogge.taxes.decisions import Place
from kogge.taxes.desk import TaxDesk
from kogge.taxes.reading import read_rates
from kogge.taxes.suppliers import Registration, RegistrationKind, SupplierHistory
from kogge_contract.orders import FeedEntry

AnyMethod = PaymentMethod | ShippingMethod


def load_plan(company: Company, creation: DocumentCreation, entries: Iterable[FeedEntry]) -> DocumentPlan:
    """Return the plan for the orders of a page; the number of queries does not depend on how many they are."""
    target = _target(company, creation.document_type_id, creation.warehouse)
    return DocumentPlan(
        articles=_load_articles(company, creation, entries),
        target=target,
        platform_target=_target(
            company,
            creation.platform_document_type_id or creation.document_type_id,
            creation.platform_warehouse or creation.warehouse,
        ),
        payments=_load_methods(PaymentMapping, creation.platform, creation.payment_method),
        shippings=_load_methods(ShippingMapping, creation.platform, creation.shipping_method),
        shipping_payment_term_id=creation.shipping_payment_term_id,
        desk=open_tax_desk(company),
        zone=ZoneInfo(settings.TIME_ZONE),
        discounts_lower_lines=creation.discount_handling == DiscountHandling.LOWERS_LINE,
        parks_unknown_articles=creation.unknown_article_handling == UnknownArticleHandling.PARK,
    )


def open_tax_desk(company: Company) -> TaxDesk:
    """Return who decides about the company's taxes, by its registrations and the table of rates."""
    registrations = tuple(
        Registration(RegistrationKind(each.kind), each.country, each.valid_from, each.valid_until)
        for each in TaxRegistration.objects.filter(company=company)
    )
    return TaxDesk(SupplierHistory(company.country, registrations), read_rates())


def _target(company: Company, document_type_id: int, warehouse: Warehouse | None) -> Target:
    if warehouse is None:
        return Target(document_type_id, None, Place(company.country))
    return Target(document_type_id, warehouse.pk, Place(warehouse.country, warehouse.postal_code))


def _load_methods(
    model: type[PaymentMapping | ShippingMapping], platform: Platform, default: AnyMethod | None
) -> MethodTable:
    rows = model.objects.filter(platform=platform, method__isnull=False).select_related("method__freight_article")
    return MethodTable(
        {row.folded_word: _method(row.method) for row in rows if row.method is not None},
        _method(default) if default is not None else None,
    )


def _method(method: AnyMethod) -> Method:
    own = method.freight_article
    return Method(method.pk, method.name, _choice(own, ArticleSource.METHOD) if own else None)


def _load_articles(company: Company, creation: DocumentCreation, entries: Iterable[FeedEntry]) -> Articles:
    lines = [line for entry in entries if entry.order for line in entry.order.lines]
    catalogue = load_catalogue(
        company.pk, {line.sku for line in lines if line.sku}, {line.ean for line in lines if line.ean}
    )
    by_sku = {sku: _bundle(parts) for sku, parts in catalogue.by_alias.items()}
    by_sku |= {
        number: (Part(_choice(article, ArticleSource.NUMBER)),) for number, article in catalogue.by_number.items()
    }
    return Articles(
        by_sku=by_sku,
        by_ean={ean: (Part(_choice(article, ArticleSource.EAN)),) for ean, article in catalogue.by_ean.items()},
        freight=_choice(creation.freight_article, ArticleSource.SETTING),
        service=_choice(creation.service_article, ArticleSource.SETTING),
        discount=_choice(creation.discount_article, ArticleSource.SETTING),
        placeholder=_choice(creation.placeholder_article, ArticleSource.PLACEHOLDER),
    )


def _bundle(parts: Sequence[AliasPart]) -> tuple[Part, ...]:
    """Return the parts weighed by what they cost alone; equally, where that is not known of all of them."""
    weights = [(each.article.price_minor or 0) * each.quantity for each in parts]
    known = weights if all(weights) else [0] * len(weights)
    return tuple(
        Part(_choice(each.article, ArticleSource.ALIAS), each.quantity, weight)
        for each, weight in zip(parts, known, strict=True)
    )


def _choice(article: Article, source: ArticleSource) -> ArticleChoice:
    return ArticleChoice(article.pk, article.number, article.tax_class, source.value)
