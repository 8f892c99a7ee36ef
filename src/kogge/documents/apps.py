"""Registers the app with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.documents"
    label = "documents"
