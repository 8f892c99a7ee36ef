"""The command line as a script meets it: exit statuses, JSON on standard output, and errors that say what to do."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.installations import Installation, install
from tests.emulators import running_emulator

NOWHERE = "http://127.0.0.1:9"
WITH_OPEN_POINTS = 1
WRONG_USE = 2
PLATFORM_FAILED = 3


def kogge(*words: str, **environment: str) -> tuple[int, str, str]:
    """Run a command and return exit status, standard output and standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "kogge.main", *words],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def refusal(*words: str, **environment: str) -> tuple[int, dict[str, str]]:
    """Run a command that must fail with --json; return the exit status and the error in its one JSON document."""
    status, written, complaint = kogge(*words, "--json", **environment)
    document: dict[str, Any] = json.loads(written)
    assert set(document) == {"error"}
    assert document["error"]["message"] in complaint
    return status, document["error"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation for all tests here: 60 orders, retrieved."""
    home = tmp_path_factory.mktemp("office")
    with (
        running_emulator("--orders", "60", "--seed", "2", "--quota", "100000") as emulator,
        install(home, emulator.url) as installation,
    ):
        installation.ask("retrieve", "Amazon")
        yield installation


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["retrieve"], "wrong_input", "PLATFORM"),
        (["retrieve", "Amazon", "--sinc", "2026-01-01"], "wrong_input", "--sinc"),
        (["retrieve", "Amazon", "--since", "yesterday"], "wrong_input", "“yesterday”"),
        (["reconcile", "Amazon", "--since", "2026-13-01"], "wrong_input", "2026-13-01"),
        (["fetch"], "wrong_input", "fetch"),
        (["demo", "--orders", "many"], "wrong_input", "--orders"),
        (["documents"], "not_installed", "kogge init"),
        (["retrieve", "Amazon"], "not_installed", "kogge init"),
    ],
)
def test_wrong_use_is_told_in_one_paragraph(words: list[str], code: str, part: str, tmp_path: Path) -> None:
    status, error = refusal(*words, KOGGE_HOME=str(tmp_path / "nothing"), DATABASE_URL="")
    assert (status, error["code"]) == (WRONG_USE, code)
    assert part in error["message"]
    assert not (tmp_path / "nothing").exists()


def test_a_home_without_database_names_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text('{"signing": "x", "encryption": []}')
    status, error = refusal("documents", KOGGE_HOME=str(tmp_path), DATABASE_URL="")
    assert (status, error["code"]) == (WRONG_USE, "database_unusable")
    assert "kogge init" in error["message"]


def test_an_unreachable_database_is_a_matter_of_set_up(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text('{"signing": "x", "encryption": []}')
    url = "postgresql://kogge:hush@127.0.0.1:9/kogge"
    status, error = refusal("documents", KOGGE_HOME=str(tmp_path), DATABASE_URL=url)
    assert (status, error["code"]) == (WRONG_USE, "database_unusable")
    assert "hush" not in error["message"]


def test_another_database_server_is_refused(tmp_path: Path) -> None:
    status, error = refusal("init", KOGGE_HOME=str(tmp_path), DATABASE_URL="mysql://root@127.0.0.1/kogge")
    assert (status, error["code"]) == (WRONG_USE, "wrong_input")
    assert "PostgreSQL" in error["message"]


def test_a_mail_server_that_would_be_talked_to_in_the_clear_by_mistake_is_refused(tmp_path: Path) -> None:
    url = "smtp+tls://chef:geheim@mail.example:587"
    status, error = refusal("init", KOGGE_HOME=str(tmp_path), DATABASE_URL="", KOGGE_EMAIL_URL=url)
    assert (status, error["code"]) == (WRONG_USE, "wrong_input")
    assert "submission://" in error["message"]
    assert "geheim" not in error["message"]


def test_version_and_help_need_no_installation(tmp_path: Path) -> None:
    for words in (["--version"], ["--help"], ["retrieve", "--help"], ["cloud", "--help"]):
        status, written, _ = kogge(*words, KOGGE_HOME=str(tmp_path / "nothing"))
        assert status == 0
        assert written


def test_init_again_changes_nothing(office: Installation) -> None:
    told = office.ask("init", "--demo")
    assert told["made"] == []
    assert "password" not in told
    assert office.check_books()["documents"] > 0


def test_an_unknown_platform_is_answered_with_those_there_are(office: Installation) -> None:
    status, error = refusal("retrieve", "Ebay", **office.environment)
    assert (status, error["code"]) == (WRONG_USE, "platform_unknown")
    assert "“Amazon”" in error["message"]


def test_wishes_that_exclude_each_other_are_refused(office: Installation) -> None:
    status, error = refusal("retrieve", "Amazon", "--backfill", "--order", "1", **office.environment)
    assert (status, error["code"]) == (WRONG_USE, "wishes_contradictory")


def test_an_unknown_order_is_wrong_use(office: Installation) -> None:
    status, error = refusal("retrieve", "Amazon", "--order", "123-1234567-1234567", **office.environment)
    assert (status, error["code"]) == (WRONG_USE, "order_not_found")


def test_an_unreachable_platform_has_a_status_of_its_own(office: Installation) -> None:
    status, error = refusal("reconcile", "Amazon", **office.environment | {"KOGGE_SPAPI_URL": NOWHERE})
    assert (status, error["code"]) == (PLATFORM_FAILED, "platform_unavailable")


def test_a_second_retrieval_finds_nothing_new(office: Installation) -> None:
    told = office.ask("retrieve", "Amazon")
    assert (told["created"], told["updated"], told["parked"]) == (0, 0, 0)
    assert told["listed"] == told["unchanged"] + sum(told["skipped"].values())


def test_a_replay_with_the_same_settings_finds_no_difference(office: Installation) -> None:
    told = office.ask("replay", "Amazon")
    assert told["compared"] == len(office.run("documents", "--json").splitlines())
    assert (told["dry_run"], told["different"], told["written"], told["problems"]) == (True, 0, 0, [])
    status, error = refusal("replay", "Amazon", "--order", "123-1234567-1234567", **office.environment)
    assert (status, error["code"]) == (WRONG_USE, "order_unknown")


def test_a_dry_run_tells_what_a_backfill_would_bring_and_writes_nothing(office: Installation) -> None:
    before = office.run("documents", "--json")
    told = office.ask("retrieve", "Amazon", "--backfill", "--dry-run")
    planned = told["planned_documents"]
    assert len(planned) == told["created"] > 0
    assert len({each["order_reference"] for each in planned}) == len(planned)
    assert all(each["document_type"] and each["articles"] and each["total"].count(" ") == 1 for each in planned)
    assert office.run("documents", "--json") == before


def test_documents_are_one_object_a_line(office: Installation) -> None:
    lines = office.run("documents", "--platform", "Amazon", "--json").splitlines()
    assert lines
    for line in lines:
        document = json.loads(line)
        assert {
            "number",
            "type",
            "order_reference",
            "platform_reference",
            "customer_number",
            "currency",
            "total",
        } < set(document)
        assert document["lines"]
        assert all(each["platform_reference"] for each in document["lines"] if each["kind"] == "item")


def test_one_order_can_be_asked_for(office: Installation) -> None:
    reference = json.loads(office.run("documents", "--json").splitlines()[0])["order_reference"]
    told = office.ask("retrieve", "Amazon", "--order", reference)
    assert (told["listed"], told["created"], told["unchanged"]) == (1, 0, 1)


ENTER_SCHEDULE = """
from datetime import UTC, datetime
from kogge.companies.models import Company
from kogge.middleware.models import SyncSchedule
from kogge.platforms.models import Platform
schedule = SyncSchedule.objects.create(
    company=Company.objects.get(), name="Vergessen", areas=["orders"], next_at=datetime.now(UTC))
schedule.platforms.set(Platform.objects.all())
"""


def test_a_forgotten_schedule_is_told_that_the_orders_come_by_the_cloud(office: Installation) -> None:
    office.python(f"import django\ndjango.setup()\n{ENTER_SCHEDULE}")
    told = json.loads(office.run("sync", "Vergessen", "--json", status=WITH_OPEN_POINTS))
    assert (told["schedule"], told["state"], told["resumed_runs"]) == ("Vergessen", "failed", 0)
    (part,) = told["parts"]
    assert (part["platform"], part["areas"], part["problem_code"]) == ("Amazon", ["orders"], "orders_refused")


def test_a_backup_is_made_and_restored_also_with_other_keys(office: Installation, tmp_path: Path) -> None:
    made = office.ask("backup", str(tmp_path / "kogge.zip"))
    assert made["size"] == (tmp_path / "kogge.zip").stat().st_size
    assert made["not_in_it"] == ["keys.json", "order-owners.json"]
    keys = Path(office.environment["KOGGE_HOME"]) / "keys.json"
    kept = keys.read_text()
    keys.write_text(json.dumps({"signing": "other", "encryption": ["b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItb3I="]}))
    restored = json.loads(office.run("restore", str(tmp_path / "kogge.zip"), "--json", status=WITH_OPEN_POINTS))
    keys.write_text(kept)
    assert restored["has_keys"] is False, "another installation's keys open nothing of it"
    assert Path(restored["replaced"]).is_dir()
