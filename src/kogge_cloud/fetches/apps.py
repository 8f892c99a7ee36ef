"""Registers the app with Django."""

from django.apps import AppConfig


class FetchesConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge_cloud.fetches"
    label = "cloud_fetches"
