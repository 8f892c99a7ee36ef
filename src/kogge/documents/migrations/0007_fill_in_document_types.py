"""Gives existing document types what they convert into and what posting does, and existing documents the latter."""

from django.db import migrations

CONVERSIONS = {
    "offer": ("order",),
    "order": ("confirmation", "delivery_note", "invoice"),
    "confirmation": ("delivery_note", "invoice"),
    "delivery_note": ("invoice",),
    "invoice": ("credit_note",),
}
POSTINGS = {
    "delivery_note": ["stock"],
    "invoice": ["journal", "stock", "item"],
    "credit_note": ["journal", "stock", "item"],
}


def fill_in(apps, schema_editor):
    DocumentType = apps.get_model("documents", "DocumentType")
    Document = apps.get_model("documents", "Document")
    for document_type in DocumentType.objects.all():
        targets = CONVERSIONS.get(document_type.kind, ())
        document_type.converts_into.set(
            DocumentType.objects.filter(company=document_type.company_id, kind__in=targets)
        )
        postings = POSTINGS.get(document_type.kind, [])
        if postings:
            document_type.writes_journal = "journal" in postings
            document_type.moves_stock = "stock" in postings
            document_type.opens_item = "item" in postings
            document_type.save()
            Document.objects.filter(document_type=document_type).update(postings=postings)


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0006_add_life_of_documents'),
    ]

    operations = [
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
