"""Tables of all databases of an installation, made or brought up to this version."""

from django.core.management import call_command
from django.db import connections, router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from kogge.config import Config
from kogge.infrastructure import engine
from kogge.infrastructure.database import create_schema

CLOUD = "cloud"
"""The embedded Cloud's database, as Django calls it."""


def migrate_databases(config: Config) -> None:
    """Make what is missing in the databases of the Office, of an embedded Cloud and of the engine."""
    create_schema()
    call_command("migrate", verbosity=0, interactive=False)
    if config.cloud_is_embedded:
        for app in _list_apps_of(CLOUD):
            call_command("migrate", app, database=CLOUD, verbosity=0, interactive=False)
    engine.migrate(config)


def list_migrations() -> frozenset[str]:
    """Return the migrations that this version knows, as `app.name`."""
    return frozenset(".".join(each) for each in MigrationLoader(None).disk_migrations)


def list_applied_migrations(config: Config) -> frozenset[str]:
    """Return the migrations that the databases of the Office and of an embedded Cloud have gone through."""
    aliases = ("default", CLOUD) if config.cloud_is_embedded else ("default",)
    applied = (MigrationRecorder(connections[each]).applied_migrations() for each in aliases)
    return frozenset(".".join(each) for found in applied for each in found)


def _list_apps_of(database: str) -> list[str]:
    """Return the apps whose tables are in a database: Django would go through the migrations of all, for seconds."""
    migrated = MigrationLoader(None).migrated_apps
    return [label for label in sorted(migrated) if router.allow_migrate(database, label)]
