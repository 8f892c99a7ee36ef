"""Registers the app with Django."""

from django.apps import AppConfig


class AmazonConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge_cloud.amazon"
    label = "cloud_amazon"
