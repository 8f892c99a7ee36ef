"""Registers the app with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.audit"
    label = "audit"
