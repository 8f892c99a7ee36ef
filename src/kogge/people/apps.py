"""Registers the app with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.people"
    label = "people"
