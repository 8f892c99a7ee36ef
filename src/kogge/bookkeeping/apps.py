"""Registers the app with Django."""

from django.apps import AppConfig


class BookkeepingConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.bookkeeping"
    label = "bookkeeping"
