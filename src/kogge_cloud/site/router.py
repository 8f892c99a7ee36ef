"""Keeps the Cloud's tables in the Cloud's database, and everybody else's out of it."""

from django.db.models import Model

from kogge_cloud.infrastructure.settings import database_alias

PREFIX = "cloud_"


class CloudRouter:
    """Sends the app labels `cloud_*` to the alias KOGGE_CLOUD_DATABASE."""

    def db_for_read(self, model: type[Model], **_hints: object) -> str | None:
        """Name the database to read from, None for other apps."""
        return database_alias() if _is_ours(model._meta.app_label) else None  # noqa: SLF001 - Django's documented way

    def db_for_write(self, model: type[Model], **_hints: object) -> str | None:
        """Name the database to write to, None for other apps."""
        return database_alias() if _is_ours(model._meta.app_label) else None  # noqa: SLF001 - Django's documented way

    def allow_relation(self, one: Model, other: Model, **_hints: object) -> bool | None:
        """Refuse relations across the border."""
        ours = {_is_ours(each._meta.app_label) for each in (one, other)}  # noqa: SLF001 - Django's documented way
        return None if ours == {False} else len(ours) == 1

    def allow_migrate(self, db: str, app_label: str, **_hints: object) -> bool | None:
        """Put our tables into our database only, and only ours into it."""
        if _is_ours(app_label):
            return db == database_alias()
        return False if db == database_alias() != "default" else None


def _is_ours(app_label: str) -> bool:
    return app_label.startswith(PREFIX)
