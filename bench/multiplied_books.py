"""Makes many documents of few: copies rows inside PostgreSQL, with numbers, references and times of their own."""

from django.db import connection, models

from kogge.customers.models import Customer, PostalAddress
from kogge.documents.models import Document, DocumentLine, DocumentMessage
from kogge.orders.models import OrderChange, PlatformOrder
from kogge.platforms.models import PlatformCustomer

COPIED: tuple[type[models.Model], ...] = (
    Customer,
    PostalAddress,
    PlatformCustomer,
    Document,
    DocumentLine,
    DocumentMessage,
    PlatformOrder,
    OrderChange,
)
"""Referenced ones first."""

STRIDE = 10_000_000
"""Further than any id of the originals."""

OWN_TEXTS = {"number", "platform_reference", "order_reference", "reference"}
OWN_DIGESTS = {"match_key", "email_key", "block_key", "fingerprint"}
"""Texts by which a row is found, or that are unique."""

OWN_TIMES = {"ordered_at", "created_at", "changed_at", "ship_by_at", "deliver_by_at", "noticed_at", "at"}
APART = "interval '17 hours'"
"""A million documents are a year's, some 2,700 a day."""


def multiply(copies: int) -> None:
    """Add that many copies of every row that the import wrote, and let the database look at them and tidy up.

    Else it would do so by itself in the midst of what is measured.
    """
    with connection.cursor() as cursor:
        for model in COPIED:
            cursor.execute(_copy(model), [copies])
        cursor.execute("VACUUM (ANALYZE)")


def _copy(model: type[models.Model]) -> str:
    columns = [(field.column, _copied(field)) for field in model._meta.concrete_fields]  # noqa: SLF001 - documented
    names = ", ".join(f'"{name}"' for name, _value in columns)
    values = ", ".join(value for _name, value in columns)
    table = model._meta.db_table  # noqa: SLF001
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" CROSS JOIN generate_series(1, %s) AS copy'


def _copied(field: "models.Field[object, object]") -> str:
    column = f'"{field.column}"'
    if (
        field.primary_key
        or (field.remote_field and field.remote_field.model in COPIED)
        or field.name == "feed_sequence"
    ):
        return f"{column} + copy * {STRIDE}::bigint"
    if field.name in OWN_TEXTS:
        return f"CASE WHEN {column} = '' THEN '' ELSE {column} || '-' || copy END"
    if field.name in OWN_DIGESTS:
        return f"CASE WHEN {column} = '' THEN '' ELSE md5({column} || copy) END"
    if field.name in OWN_TIMES:
        return f"{column} - copy * {APART}"
    return column
