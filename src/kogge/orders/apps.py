"""Registers the app with Django."""

from importlib import import_module

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.orders"
    label = "orders"

    def ready(self) -> None:
        """Have new platforms get their settings, and orders repaired when articles change."""
        services = import_module("kogge.platforms.services")
        preparing = import_module("kogge.orders.preparing")
        services.platform_saved.connect(preparing.prepare_saved_platform)
        articles = import_module("kogge.articles.services")
        articles.articles_changed.connect(_repair_orders)


def _repair_orders(**_: object) -> None:
    """Repair what waited for an article. The engine is loaded only now: commands that read start without it."""
    import_module("kogge.orders.repairing").repair_after_change()
