"""Makes the Cloud ready for a command of its own."""

import os

import django
from django.core.management import call_command

SETTINGS = "kogge_cloud.site.settings"


def set_up() -> None:
    """Choose the Cloud's own settings, whatever the Office would use, and make its tables.

    An embedded Cloud has its tables and keys in the same KOGGE_HOME, so that this reaches it too.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
