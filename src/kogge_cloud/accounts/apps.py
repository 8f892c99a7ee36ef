"""Registers the app with Django."""

from django.apps import AppConfig
from django.db.models.signals import pre_migrate

from kogge_cloud.infrastructure.database import create_schema


class AccountsConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge_cloud.accounts"
    label = "cloud_accounts"

    def ready(self) -> None:
        """Have the schema made before the first table."""
        pre_migrate.connect(create_schema, sender=self)
