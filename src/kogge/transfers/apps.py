"""Registers the app with Django."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.transfers"
    label = "transfers"
