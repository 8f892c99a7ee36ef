"""Registers the app with Django."""

from django.apps import AppConfig


class ChangeoverConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.changeover"
    label = "changeover"
