"""Registers the app with Django."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge_cloud.notifications"
    label = "cloud_notifications"
