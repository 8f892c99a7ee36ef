"""Registers the app with Django."""

from django.apps import AppConfig


class GuardsConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.guards"
    label = "guards"
