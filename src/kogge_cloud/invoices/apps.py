"""Registers the app with Django."""

from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge_cloud.invoices"
    label = "cloud_invoices"
