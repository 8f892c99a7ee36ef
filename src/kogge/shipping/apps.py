"""Registers the app with Django."""

from django.apps import AppConfig


class ShippingConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.shipping"
    label = "shipping"
