"""Registers the engine's tables with Django."""

from django.apps import AppConfig


class InfrastructureConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.infrastructure"
    label = "infrastructure"
