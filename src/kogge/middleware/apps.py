"""Registers the app with Django."""

from django.apps import AppConfig


class MiddlewareConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.middleware"
    label = "middleware"
