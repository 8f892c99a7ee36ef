"""Indexes all parts of customers' numbers."""

from django.db import migrations

from kogge.infrastructure.parts import create_parts_index


def create(apps, editor):
    create_parts_index(editor, "customers_customer", ("number",))


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_index_words_of_names")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
