"""Plans of documents for tests: a German merchant with the usual helper articles."""

from datetime import UTC, date
from decimal import Decimal
from typing import Any

from kogge.orders.plans import ArticleChoice, Articles, DocumentPlan, MethodTable, Part, Target
from kogge.taxes.decisions import Place
from kogge.taxes.desk import TaxDesk
from kogge.taxes.rates import RateLevel, RateTable, TaxRate
from kogge.taxes.suppliers import Registration, RegistrationKind, SupplierHistory

LONG_AGO = date(2021, 7, 1)
RATES = RateTable(
    TaxRate(place, level, Decimal(percent), LONG_AGO, "test")
    for place, level, percent in (
        ("DE", RateLevel.STANDARD, 19),
        ("DE", RateLevel.REDUCED, 7),
        ("AT", RateLevel.STANDARD, 20),
        ("AT", RateLevel.REDUCED, 10),
        ("FR", RateLevel.STANDARD, 20),
    )
)
OSS = Registration(RegistrationKind.OSS, "", LONG_AGO)
ARTICLES = Articles(
    by_sku={"SKU-1": (Part(ArticleChoice(1, "SKU-1", source="number")),)},
    by_ean={},
    freight=ArticleChoice(2, "FRACHT"),
    service=ArticleChoice(3, "SERVICE"),
    discount=ArticleChoice(4, "RABATT"),
    placeholder=ArticleChoice(5, "UNBEKANNT", source="placeholder"),
)


def plan(*registrations: Registration, **changes: Any) -> DocumentPlan:
    """Return a plan of a German company with these registrations."""
    target = Target(1, None, Place("DE"))
    values: dict[str, Any] = {
        "articles": ARTICLES,
        "target": target,
        "platform_target": target,
        "payments": MethodTable(),
        "shippings": MethodTable(),
        "shipping_payment_term_id": None,
        "desk": TaxDesk(SupplierHistory("DE", registrations), RATES),
        "zone": UTC,
    }
    return DocumentPlan(**values | changes)
