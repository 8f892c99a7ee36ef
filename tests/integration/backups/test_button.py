"""A backup made by the button of the page Changeover: asked for, made by a worker, shown, and counted for its day."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kogge.audit.models import AuditEntry
from kogge.backups import services
from kogge.backups.errors import FolderUnwritable, ProgramsMissing
from kogge.backups.models import Backup
from kogge.changeover import backup_views
from kogge.changeover.queries import list_checks
from kogge.changeover.rules import Check
from kogge.companies.models import Role
from kogge.config import Config, read_config
from tests.integration.site.factory import Books, add_person, keep_books

pytestmark = pytest.mark.django_db(databases=["default", "cloud"])

DATABASES = ("cloud.sqlite3", "engine.sqlite3", "office.sqlite3")


@pytest.fixture
def books() -> Books:
    return keep_books("Nord")


@pytest.fixture
def see(books: Books, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return what calls a page of the changeover as an administrator, by its name."""
    monkeypatch.setattr(backup_views, "enqueue_backup", lambda _: None)
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person("chefin", books.company, Role.ADMIN))

    def call(name: str, *, is_pressed: bool = False) -> str:
        address = reverse(f"changeover:{name}", args=[books.platform.pk])
        return (client.post if is_pressed else client.get)(address, follow=True).content.decode()

    return call


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An installation on SQLite, of which the backup is made."""
    for name in DATABASES:
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            connection.execute("CREATE TABLE told (text)")
    return replace(read_config(), home=tmp_path, database_url="")


def test_the_button_makes_a_backup_that_counts_for_its_day(
    books: Books, see: Callable[..., str], config: Config
) -> None:
    page = see("platform")
    assert ("Jetzt sichern" in page, "Heute gesichert" in page, "data-live" in page) == (True, True, False)
    pressed = see("make-backup", is_pressed=True)
    assert ("wartet auf einen Arbeiter" in pressed, "Jetzt sichern" in pressed) == (True, False)
    assert 'data-live="2"' in see("backup-state")
    assert "Eine Sicherung läuft bereits" in see("make-backup", is_pressed=True)
    backup = Backup.objects.get()
    services.make(backup.pk, config, datetime.now(UTC))
    file = config.home / services.FOLDER / backup.name
    assert file.stat().st_mode & 0o777 == 0o600
    line = see("backup-state")
    assert [words in line for words in (backup.name, "KB", "chefin", "erfüllt", "Jetzt sichern")] == [True] * 5
    assert ("Heute gesichert</button>" in line, "data-live" in line, str(config.home) in line) == (False, False, False)
    today = timezone.localdate()
    counts = [list_checks(books.platform, today + timedelta(days=day))[Check.BACKUP] for day in (0, 1)]
    assert counts == [True, False]
    assert AuditEntry.objects.filter(action="backups.start", actor__username="chefin").count() == 1
    other = keep_books("Süd")
    assert list_checks(other.platform, today)[Check.BACKUP], "it holds all companies' data"
    assert backup_views.describe_backup(other.platform)["made_by"] is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ProgramsMissing("none of that version", "15"), "postgresql-client-15"),
        (FolderUnwritable("no room", "/data/backups: No space left on device"), "No space left on device"),
    ],
)
def test_what_fails_is_told_and_may_be_tried_again(
    see: Callable[..., str], error: ProgramsMissing | FolderUnwritable, words: str
) -> None:
    see("make-backup", is_pressed=True)
    services.fail_backup(Backup.objects.get().pk, error)
    page = see("platform")
    assert [each in page for each in ("konnte nicht erstellt werden", words, "Jetzt sichern", "fehlt")] == [True] * 4
    assert "wartet auf einen Arbeiter" in see("make-backup", is_pressed=True)


def test_a_file_that_a_process_made_before_it_died_is_taken(books: Books, config: Config) -> None:
    now = datetime.now(UTC)
    backup = services.start_backup(books.company, actor=add_person("chefin", books.company, Role.ADMIN), now=now)
    services.make(backup.pk, config, now)
    file = config.home / services.FOLDER / backup.name
    made = file.stat()
    Backup.objects.update(state="running", size=None)
    services.make(backup.pk, config, now + timedelta(minutes=1))
    backup.refresh_from_db()
    assert (backup.state, backup.size, backup.made_at) == ("done", made.st_size, now)
    assert file.stat().st_mtime_ns == made.st_mtime_ns
    services.make(backup.pk, config, now + timedelta(minutes=2))
    assert [each.name for each in file.parent.iterdir()] == [backup.name]


def test_one_made_at_the_command_line_counts_for_all_companies(books: Books, config: Config) -> None:
    other = keep_books("Süd")
    now = datetime.now(UTC)
    services.note_made(services.make_backup(config, config.home / "elsewhere.zip", now), now)
    assert list_checks(books.platform, timezone.localdate())[Check.BACKUP]
    told = AuditEntry.objects.filter(action="backups.make").values_list("company", flat=True)
    assert set(told) == {books.company.pk, other.company.pk}
