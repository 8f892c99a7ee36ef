"""Registers the app with Django."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge_cloud.signin"
    label = "cloud_signin"
