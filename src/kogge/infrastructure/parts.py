"""An index of all parts of numbers, kept by the database itself: PostgreSQL's pg_trgm, SQLite's FTS5 with its trigrams.

Whoever reads “…0815” on a parcel finds its order by these digits, without a look at every document. pg_trgm comes with
PostgreSQL, and whoever owns a database may switch it on there (https://www.postgresql.org/docs/15/pgtrgm.html). On
SQLite the same holds as for an index of words (`words.py`): its triggers vanish when Django rebuilds the table.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import QuerySet

from kogge.infrastructure.words import create_fts_table

SHORTEST_INDEXED = 3
"""Fewer characters are no trigram; they stand in so many numbers that the first rows looked at have them."""


def create_parts_index(editor: BaseDatabaseSchemaEditor, table: str, columns: Sequence[str]) -> None:
    """Index all parts of a table's columns, those of the rows that are there included."""
    if editor.connection.vendor != "postgresql":
        create_fts_table(editor, f"{table}_parts", table, columns, tokenize="trigram")
        return
    with editor.connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'pg_trgm'")
        (schema,) = cursor.fetchone()
    text = _text(table, columns)
    editor.execute(f"CREATE INDEX IF NOT EXISTS {table}_parts ON {table} USING gin (({text}) {schema}.gin_trgm_ops)")


def with_part(rows: QuerySet[Any], columns: Sequence[str], typed: str) -> QuerySet[Any]:
    """Return the rows of a table in whose columns a part stands as typed, in capitals or not."""
    table = rows.model._meta.db_table  # noqa: SLF001 - Django's documented meta API
    if connection.vendor != "postgresql" and len(typed) >= SHORTEST_INDEXED:
        matches = f"{table}.id IN (SELECT rowid FROM {table}_parts WHERE {table}_parts MATCH %s)"  # noqa: S608 - names of our models
        wanted = '"' + typed.replace('"', '""') + '"'
    else:
        matches = rf"{_text(table, columns)} LIKE %s ESCAPE '\'"
        wanted = f"%{connection.ops.prep_for_like_query(typed.upper())}%"
    return rows.extra(where=[matches], params=[wanted])  # noqa: S610 - as above


def _text(table: str, columns: Sequence[str]) -> str:
    return "upper(" + " || ' ' || ".join(f"{table}.{column}" for column in columns) + ")"
