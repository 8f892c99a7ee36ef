"""A backup of a whole installation and its way back, on both databases, as an operator does it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.installations import Installation, install
from tests.emulators import running_emulator

IS_POSTGRESQL = bool(os.environ.get("DATABASE_URL"))


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with (
        running_emulator("--orders", "1", "--seed", "1", "--quota", "100000") as emulator,
        install(
            tmp_path_factory.mktemp("home"), emulator.url, DJANGO_SETTINGS_MODULE="kogge.site.settings"
        ) as installation,
    ):
        yield installation


def test_a_backup_brings_the_old_state_back_and_nothing_else_does(installation: Installation, tmp_path: Path) -> None:
    process = installation.start(str(tmp_path), module="tests.integration.backups.scenario")
    told = json.loads(installation.finish(process))
    assert told["members"] == (
        ["kogge.dump"] if IS_POSTGRESQL else [f"{n}.sqlite3" for n in ("cloud", "engine", "office")]
    )
    refusals = told.pop("refusals")
    assert list(refusals.values()) == [
        "backup_unreadable", "backup_unreadable", "backup_unfit", "backup_too_new", "still_running",
        *(["still_running"] if IS_POSTGRESQL else []),
    ]  # fmt: skip
    assert told["kept"] == ["after", False], "what is refused changes nothing"
    assert (told["name"], told["is_one_moment"]) == ("before", True)
    assert told["asked"] == ["done", True], "the restored database knows of the backup that it is"
    assert (told["journal"], told["witness"], told["has_keys"], told["left_over"]) == (1, "noted", True, [])
    assert set(told["aside"]) >= ({".dump"} if IS_POSTGRESQL else {".sqlite3"}), "what was replaced is kept"
