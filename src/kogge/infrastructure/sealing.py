"""Triggers by which the database itself refuses to change or delete what must stay, alike on SQLite and PostgreSQL.

On SQLite they vanish when Django rebuilds a table to alter it: a migration that does so has to seal the table again.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ALWAYS = "TRUE"


def seal_rows(
    editor: BaseDatabaseSchemaEditor, table: str, columns: Sequence[str], *, when: str = ALWAYS, message: str
) -> None:
    """Refuse to delete rows, and to give other values to their columns, while `when` holds of the old row (`OLD`).

    What is refused raises IntegrityError with the message. A seal that is there is replaced.
    """
    unseal_rows(editor, table)
    if editor.connection.vendor == "postgresql":
        before, after = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
        editor.execute(
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF ({when}) AND (TG_OP = 'DELETE' OR ROW({before}) IS DISTINCT FROM ROW({after})) THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        for event in ("DELETE", f"UPDATE OF {', '.join(columns)}"):
            editor.execute(
                f"CREATE TRIGGER {table}_no_{event[:6].lower()} BEFORE {event} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
            )
        return
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    for event, condition in (("DELETE", when), (f"UPDATE OF {', '.join(columns)}", f"({when}) AND ({differs})")):
        editor.execute(
            f"CREATE TRIGGER {table}_no_{event[:6].lower()} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def unseal_rows(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Take the seal of a table away."""
    on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
    for event in ("delete", "update"):
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")


def is_sealed(table: str) -> bool:
    """Tell whether the table's seal is in the database."""
    names = [f"{table}_no_{event}" for event in ("delete", "update")]
    question = (
        "SELECT count(*) FROM pg_trigger WHERE tgname IN (%s, %s) AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN (%s, %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(question, names)
        return bool(cursor.fetchone()[0] == len(names))
