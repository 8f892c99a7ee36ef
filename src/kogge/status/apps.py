"""Registers the app with Django."""

from importlib import import_module

from django.apps import AppConfig


class StatusConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.status"
    label = "status"

    def ready(self) -> None:
        """Have the outbox told of what happens to documents."""
        events = import_module("kogge.documents.events")
        for name in ("outbox", "invoices", "notices"):
            events.on_document_event(import_module(f"kogge.status.{name}").note_event)
