"""Indexes all parts of documents' numbers and order numbers."""

from django.db import migrations

from kogge.infrastructure.parts import create_parts_index


def create(apps, editor):
    create_parts_index(editor, "documents_document", ("number", "order_reference"))


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_seal_posted_documents")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
