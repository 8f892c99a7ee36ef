"""Registers the app with Django."""

from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.audit"
    label = "audit"

    def ready(self) -> None:
        """Have exports of lists noted."""
        lists = import_module("kogge.web.lists")
        lists.list_exported.connect(import_module("kogge.audit.receivers").note_export)
