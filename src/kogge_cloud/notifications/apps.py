"""Registers the app with Django."""

from datetime import datetime
from typing import Any

from django.apps import AppConfig
from django.utils.module_loading import import_string

from kogge_cloud.accounts.events import signing_out


class NotificationsConfig(AppConfig):
    """The feature's place in Django's registry."""

    name = "kogge_cloud.notifications"
    label = "cloud_notifications"

    def ready(self) -> None:
        """Clear away in the shop what a platform's sign-out leaves behind."""
        signing_out.connect(_end_calls, dispatch_uid="cloud_notifications")


def _end_calls(registration: Any, now: datetime, **_: object) -> None:  # noqa: ANN401 - its module needs the tables
    import_string("kogge_cloud.notifications.services.end_calls")(registration, now)
