"""Registers the app with Django."""

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.companies"
    label = "companies"
