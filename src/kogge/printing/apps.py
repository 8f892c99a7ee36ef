"""Registers the app with Django."""

from importlib import import_module

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.printing"
    label = "printing"

    def ready(self) -> None:
        """Have the papers looked at where the books are proved."""
        verification = import_module("kogge.documents.verification")
        verification.on_verifying("paper_damaged", import_module("kogge.printing.verification").list_damaged)
