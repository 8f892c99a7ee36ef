"""The office that these tests work in."""

from collections.abc import Iterator

import pytest

from tests.integration.automation.office import Office, open_office


@pytest.fixture
def office(db: None) -> Iterator[Office]:  # noqa: ARG001
    """Five documents, a clerk, and an action to watch."""
    with open_office() as opened:
        yield opened
