"""Bulk writes: COPY on PostgreSQL, executemany on SQLite, inside the caller's transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models
from pydantic_core import to_json

Row = tuple[Any, ...]

_UTC_LENGTH = len("+00:00")


def reserve_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Return `count` primary keys that nobody else gets.

    On SQLite the caller's transaction must hold the write lock, as every transaction of the Office does.
    """
    table = model._meta.db_table  # noqa: SLF001 - Django's documented meta API
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return range(last + 1, last + 1 + count)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows whose values stand in the order of the fields `names`; fields left out must allow it.

    Values are what the database keeps: ids of foreign keys, minor units, aware datetimes, JSON as Python objects.
    Raises Django's IntegrityError and DataError; then the caller's transaction is to be rolled back.
    """
    fields = [model._meta.get_field(name) for name in names]  # noqa: SLF001
    columns = ", ".join(f'"{field.column}"' for field in fields)  # type: ignore[union-attr]
    encoded = _encode(fields, rows)
    table = f'"{model._meta.db_table}"'  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in encoded:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(encoded))  # noqa: S608 - names of our models


def update_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Write the fields `names` of rows that there are; each row is those values, then its primary key.

    Values as for `insert_rows`. Django's own bulk update writes one statement of all values, which takes seconds.
    """
    fields = [model._meta.get_field(name) for name in names]  # noqa: SLF001
    changes = ", ".join(f'"{field.column}" = %s' for field in fields)  # type: ignore[union-attr]
    table = f'"{model._meta.db_table}"'  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {changes} WHERE id = %s", list(_encode(fields, rows)))  # noqa: S608 - names of our models


def _encode(fields: Sequence[Any], rows: Iterable[Row]) -> Iterable[Row]:
    encoders = [(index, _encoder(field)) for index, field in enumerate(fields)]
    active = [(index, encoder) for index, encoder in encoders if encoder]
    for row in rows:
        values = list(row)
        for index, encoder in active:
            values[index] = encoder(values[index])
        yield tuple(values)


def _encoder(field: Any) -> Callable[[Any], Any] | None:  # noqa: ANN401 - Django's fields have no common type
    if isinstance(field, models.JSONField):
        return _encode_json
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        return _encode_time
    if isinstance(field, models.DecimalField) and connection.vendor == "sqlite":
        return _encode_decimal
    return None


def _encode_json(value: object) -> str:
    return to_json(value).decode()


def _encode_decimal(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _encode_time(value: datetime | None) -> str | None:
    """Write a time as Django does on SQLite: UTC, without a zone."""
    return None if value is None else value.astimezone(UTC).isoformat(" ")[:-_UTC_LENGTH]
