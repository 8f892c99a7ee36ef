"""Registers the app with Django."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge_cloud.delivery"
    label = "cloud_delivery"
