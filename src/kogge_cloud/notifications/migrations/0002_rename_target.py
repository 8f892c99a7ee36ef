"""Calls where a platform tells of changes its target: a queue, or an address."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cloud_notifications", "0001_initial")]
    operations = [migrations.RenameField("subscription", "queue_arn", "target")]
