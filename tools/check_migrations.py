"""Fails when a model of the Office or the Cloud was changed without a migration."""

import os
import subprocess
import sys
import tempfile

SETTINGS = ("kogge.site.settings", "kogge_cloud.site.settings")


def main() -> int:
    """Ask Django, once with each settings module and an empty data folder."""
    with tempfile.TemporaryDirectory() as home:
        return max(_check(settings, home) for settings in SETTINGS)


def _check(settings: str, home: str) -> int:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings, "KOGGE_HOME": home, "DATABASE_URL": ""}
    command = [sys.executable, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
