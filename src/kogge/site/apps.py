"""Registers the composition root's templates, static files and translations with Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.site"
    label = "site"
