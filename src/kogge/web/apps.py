"""Registers the app with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.web"
    label = "web"
