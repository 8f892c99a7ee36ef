"""Registers the app with Django."""

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.automation"
    label = "automation"
