"""Registers the app with Django."""

from django.apps import AppConfig


class ListingsConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge_cloud.listings"
    label = "cloud_listings"
