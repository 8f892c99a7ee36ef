"""Registers the app with Django."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge.articles"
    label = "articles"
