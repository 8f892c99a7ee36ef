"""Registers the app with Django."""

from django.apps import AppConfig


class PlatformsConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.platforms"
    label = "platforms"
