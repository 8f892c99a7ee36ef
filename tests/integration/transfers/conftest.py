"""The shop that these tests sell in."""

from collections.abc import Iterator

import httpx
import pytest
from pytest_django import Settings

from tests.emulators import running_emulator
from tests.integration.kogge_cloud.test_emulator import point_to
from tests.integration.transfers.office import Office, open_office


@pytest.fixture(scope="package")
def emulator_url() -> Iterator[str]:
    """An Amazon with quota to spare, whose feeds end at once."""
    with running_emulator("--orders", "0", "--quota", "100000") as running:
        for path in ("listings", "feeds"):
            httpx.post(f"{running.url}/emulator/{path}", json={"seconds": 0}).raise_for_status()
        yield running.url


@pytest.fixture
def office(transactional_db: None, emulator_url: str, settings: Settings) -> Office:  # noqa: ARG001
    """A shop with a platform and no article yet."""
    point_to(settings, emulator_url)
    httpx.delete(f"{emulator_url}/emulator/faults").raise_for_status()
    return open_office(emulator_url)
