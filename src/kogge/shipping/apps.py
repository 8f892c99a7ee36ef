"""Registers the app with Django."""

from importlib import import_module

from django.apps import AppConfig


class ShippingConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.shipping"
    label = "shipping"

    def ready(self) -> None:
        """Tell papers on which day goods left."""
        supplies = import_module("kogge.printing.supplies")
        supplies.on_asking_for_supply(import_module("kogge.shipping.queries").find_last_day)
