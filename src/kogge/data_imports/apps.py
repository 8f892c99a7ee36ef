"""Registers the app with Django."""

from django.apps import AppConfig


class DataImportsConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.data_imports"
    label = "data_imports"
