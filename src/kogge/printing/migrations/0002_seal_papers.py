"""Lets the database refuse to change or delete papers that are kept."""

from django.db import migrations

from kogge.infrastructure.sealing import seal_rows, unseal_rows

TABLE = "printing_keptpaper"
COLUMNS = ["document_id", "language", "content", "sha256", "is_archivable", "has_data", "made_at"]


def seal(apps, schema_editor):
    seal_rows(schema_editor, TABLE, COLUMNS, message="a paper that was kept stays as it is")


def unseal(apps, schema_editor):
    unseal_rows(schema_editor, TABLE)


class Migration(migrations.Migration):

    dependencies = [
        ('printing', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(seal, unseal),
    ]
