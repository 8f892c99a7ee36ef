"""What every integration test may count on."""

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from kogge.platforms.traits import list_traits


@pytest.fixture(scope="session", autouse=True)
def kinds_of_platforms(django_db_blocker: DjangoDbBlocker) -> None:
    """Know them before the first test's transaction: a request within a request ends the connections in use."""
    if "kogge.platforms" in settings.INSTALLED_APPS:
        with django_db_blocker.unblock():
            list_traits()
