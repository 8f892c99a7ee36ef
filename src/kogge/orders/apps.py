"""Registers the app with Django."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.orders"
    label = "orders"
