"""An index of the words in text columns, kept by the database itself: PostgreSQL's text search, SQLite's FTS5.

On SQLite triggers keep the index. They vanish when Django rebuilds the table to alter a column, as it does there: a
migration that alters an indexed table has to call `create_word_index` again afterwards.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model, QuerySet

FOUND = 500
"""So many are looked up at most: a beginning that more words have is no help to anybody."""

_BETWEEN = "@.,-_+/&()"
_WORD = re.compile(r"[^\W_]+")


def create_word_index(editor: BaseDatabaseSchemaEditor, table: str, columns: Sequence[str]) -> None:
    """Index the words of a table's columns, those of the rows that are there included."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin ({_vector(columns)})")
        return
    create_fts_table(editor, f"{table}_words", table, columns)


def create_fts_table(
    editor: BaseDatabaseSchemaEditor, name: str, table: str, columns: Sequence[str], *, tokenize: str = "unicode61"
) -> None:
    """Create a table of SQLite's FTS5 that is kept like a table's columns, and fill it."""
    names, new, old = (", ".join(f"{prefix}{column}" for column in columns) for prefix in ("", "new.", "old."))
    forget = f"INSERT INTO {name} ({name}, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608 - names of our models
    learn = f"INSERT INTO {name} (rowid, {names}) VALUES (new.id, {new});"  # noqa: S608 - names of our models
    options = f"content='{table}', content_rowid='id', tokenize='{tokenize}'"
    for statement in (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({names}, {options})",
        f"CREATE TRIGGER IF NOT EXISTS {name}_insert AFTER INSERT ON {table} BEGIN {learn} END",
        f"CREATE TRIGGER IF NOT EXISTS {name}_delete AFTER DELETE ON {table} BEGIN {forget} END",
        f"CREATE TRIGGER IF NOT EXISTS {name}_update AFTER UPDATE OF {names} ON {table} BEGIN {forget} {learn} END",
        f"INSERT INTO {name} ({name}) VALUES ('rebuild')",  # noqa: S608 - names of our models
    ):
        editor.execute(statement)


def with_words(rows: QuerySet[Any], columns: Sequence[str], typed: str) -> QuerySet[Any]:
    """Return the rows of one table, joined to no other, that have words beginning with each of those typed."""
    words = _WORD.findall(typed)
    if not words:
        return rows.none()
    table = rows.model._meta.db_table  # noqa: SLF001 - Django's documented meta API
    if connection.vendor == "postgresql":
        matches, query = f"{_vector(columns)} @@ to_tsquery('simple', %s)", " & ".join(f"{word}:*" for word in words)
    else:
        matches = f"id IN (SELECT rowid FROM {table}_words WHERE {table}_words MATCH %s)"  # noqa: S608 - names of our models
        query = " ".join(f'"{word}"*' for word in words)
    return rows.extra(where=[matches], params=[query])  # noqa: S610 - as above


def find_by_words(model: type[Model], columns: Sequence[str], typed: str, *, company_id: int) -> list[int]:
    """Return the ids of the company's rows that have words beginning with each of those typed; some of very many."""
    rows = model._default_manager.filter(company_id=company_id).order_by()  # noqa: SLF001 - Django's documented API
    return list(with_words(rows, columns, typed).values_list("pk", flat=True)[:FOUND])


def _vector(columns: Sequence[str]) -> str:
    # By itself PostgreSQL takes an e-mail address or a name with a hyphen for one word.
    text = " || ' ' || ".join(columns)
    return f"to_tsvector('simple', translate({text}, '{_BETWEEN}', '{' ' * len(_BETWEEN)}'))"
