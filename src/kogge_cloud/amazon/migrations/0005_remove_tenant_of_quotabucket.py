"""Quota buckets belong to a selling account and an application, whoever registered it; the emptiest one is kept."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_the_emptiest(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep of each application, selling account and operation one bucket."""
    buckets = apps.get_model("cloud_amazon", "QuotaBucket").objects.using(editor.connection.alias)
    kept = set()
    for bucket in buckets.order_by("tokens", "pk"):
        key = (bucket.application, bucket.seller_reference, bucket.operation)
        if key in kept:
            bucket.delete()
        kept.add(key)


class Migration(migrations.Migration):
    """Keep one bucket each, then forget the tenants."""

    dependencies: ClassVar = [("cloud_amazon", "0004_reports_are_confirmed")]

    operations: ClassVar = [
        migrations.RunPython(keep_the_emptiest, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="quotabucket", name="cloud_amazon_bucket_once"),
        migrations.RemoveField(model_name="quotabucket", name="tenant"),
        migrations.AddConstraint(
            model_name="quotabucket",
            constraint=models.UniqueConstraint(
                fields=("application", "seller_reference", "operation"), name="cloud_amazon_bucket_once"
            ),
        ),
    ]
