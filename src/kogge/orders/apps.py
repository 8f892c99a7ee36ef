"""Registers the app with Django."""

from importlib import import_module

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.orders"
    label = "orders"

    def ready(self) -> None:
        """Have new platforms get the settings by which their orders become documents."""
        services = import_module("kogge.platforms.services")
        preparing = import_module("kogge.orders.preparing")
        services.platform_saved.connect(preparing.prepare_saved_platform)
