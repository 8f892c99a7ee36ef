"""Registers the app with Django."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.backups"
    label = "backups"
