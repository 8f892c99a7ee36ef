"""Lets the database refuse to change or delete posted documents and their lines."""

from django.db import migrations

from kogge.documents.sealing import seal_documents, unseal_documents


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_initial'),
        ('bookkeeping', '0003_seal_books'),
    ]

    operations = [
        migrations.RunPython(seal_documents, unseal_documents),
    ]
