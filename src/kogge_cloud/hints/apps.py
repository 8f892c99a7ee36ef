"""Registers the app with Django."""

from django.apps import AppConfig


class HintsConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge_cloud.hints"
    label = "cloud_hints"
