"""Registers the app with Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.journal"
    label = "journal"
