"""Lets the database refuse to change or delete what was booked."""

from django.db import migrations

from kogge.infrastructure.sealing import seal_rows, unseal_rows

TABLES = {
    "bookkeeping_journalentry": [
        "company_id", "document_id", "document_number", "customer_number", "currency", "booked_at",
    ],
    "bookkeeping_journalline": ["entry_id", "account", "place", "scheme", "percent", "amount_minor"],
    "bookkeeping_stockmovement": [
        "company_id", "document_id", "article_id", "warehouse_id", "quantity", "moved_at",
    ],
}


def seal(apps, schema_editor):
    for table, columns in TABLES.items():
        seal_rows(schema_editor, table, columns, message="what was booked stays as it is")


def unseal(apps, schema_editor):
    for table in TABLES:
        unseal_rows(schema_editor, table)


class Migration(migrations.Migration):

    dependencies = [
        ('bookkeeping', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(seal, unseal),
    ]
