"""Registers the app with Django."""

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.printing"
    label = "printing"
