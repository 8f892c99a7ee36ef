"""Registers the app with Django."""

from django.apps import AppConfig


class FeedConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge_cloud.feed"
    label = "cloud_feed"
