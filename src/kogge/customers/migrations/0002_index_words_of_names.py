"""Indexes the words of customers' names and e-mail addresses."""

from django.db import migrations

from kogge.infrastructure.words import create_word_index


def create(apps, editor):
    create_word_index(editor, "customers_customer", ("name", "company_name", "email"))


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
