"""The seal of posted documents: the database refuses to change their content, or to delete them."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model

from kogge.infrastructure.sealing import is_sealed, seal_rows, unseal_rows

TABLES = ("documents_document", "documents_documentline", "bookkeeping_journalentry", "bookkeeping_journalline",
          "bookkeeping_stockmovement")  # fmt: skip
"""What is sealed: documents and their lines once they are posted, the books always."""

CHANGEABLE = {
    "id", "state", "customer_id", "awaits_decision", "cancellation_requested", "changed_at", "touched_at",
    "archived_at", "locked_at", "lock_reason",
}  # fmt: skip
"""Columns of a posted document that still move: its state and what holds it. Merging customers moves the customer."""

CHANGEABLE_OF_LINE = {"id", "converted_quantity"}

_IS_POSTED = "EXISTS (SELECT 1 FROM documents_document WHERE id = OLD.document_id AND posted_at IS NOT NULL)"


def seal_documents(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ANN401 - Django's registry of a migration
    """Seal documents and lines; for migrations, again after each one that rebuilds a table of them."""
    document, line = apps.get_model("documents", "Document"), apps.get_model("documents", "DocumentLine")
    seal_rows(
        editor,
        "documents_document",
        _columns(document, CHANGEABLE),
        when="OLD.posted_at IS NOT NULL",
        message="a posted document stays as it is",
    )
    seal_rows(
        editor,
        "documents_documentline",
        _columns(line, CHANGEABLE_OF_LINE),
        when=_IS_POSTED,
        message="the lines of a posted document stay as they are",
    )


def unseal_documents(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ANN401, ARG001 - a migration's
    """Take the seals of documents and lines away; for migrations that go back."""
    for table in TABLES[:2]:
        unseal_rows(editor, table)


def list_unsealed_tables() -> list[str]:
    """Return the tables whose seal is missing: there must be none."""
    return [table for table in TABLES if not is_sealed(table)]


def _columns(model: type[Model], changeable: set[str]) -> list[str]:
    columns = [field.column or "" for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's documented API
    return [each for each in columns if each not in changeable]
