"""Registers the app with Django."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.customers"
    label = "customers"
