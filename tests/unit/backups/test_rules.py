"""What a manifest says, and whether a backup fits."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kogge.backups.errors import BackupTooNew, BackupUnfit, BackupUnreadable
from kogge.backups.rules import (
    COPIED,
    Kind,
    Manifest,
    Member,
    Origin,
    has_keys,
    name_backup,
    read_manifest,
    require_fit,
    tell_apart,
    write_manifest,
)

AT = datetime(2026, 11, 26, 17, 5, 4, 321, tzinfo=UTC)
HERE = Origin(Kind.SQLITE, frozenset(COPIED), "0.10.0", frozenset({"articles.0001_initial"}), ("b", "a"))
MANIFEST = Manifest(HERE, AT, {"office.sqlite3": Member("0" * 64, 7)})

names = st.frozensets(st.text(max_size=20))
origins = st.builds(
    Origin, st.sampled_from(Kind), names, st.text(max_size=10), names, st.lists(st.text(max_size=16)).map(tuple)
)
members = st.dictionaries(st.text(), st.builds(Member, st.text(), st.integers(0, 1 << 60)))
moments = st.datetimes(timezones=st.just(UTC))


@settings(max_examples=30)
@given(st.builds(Manifest, origins, moments, members))
def test_a_manifest_is_read_as_it_was_written(manifest: Manifest) -> None:
    assert read_manifest(write_manifest(manifest).encode()) == manifest


@pytest.mark.parametrize(
    "change",
    [{"format": "one"}, {"kind": "mysql"}, {"members": {"office.sqlite3": {"size": 7}}}, {"members": []}, {"keys": 7}],
)
def test_what_is_no_manifest_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BackupUnreadable):
        read_manifest(json.dumps(json.loads(write_manifest(MANIFEST)) | change).encode())


@given(st.binary())
def test_any_bytes_are_a_manifest_or_refused(content: bytes) -> None:
    with pytest.raises(BackupUnreadable):
        read_manifest(content)


def test_a_format_of_later_says_to_update() -> None:
    with pytest.raises(BackupTooNew, match="update Kogge first"):
        read_manifest(json.dumps(json.loads(write_manifest(MANIFEST)) | {"format": 2, "kind": "other"}).encode())


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"kind": Kind.POSTGRESQL}, BackupUnfit),
        ({"databases": frozenset({"office", "engine"})}, BackupUnfit),
        ({"migrations": frozenset({"articles.0001_initial", "articles.0002_add_colour"})}, BackupTooNew),
        ({"version": "0.11"}, BackupTooNew),
        ({"version": "1.0.0"}, BackupTooNew),
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal, match="Nothing was changed"):
        require_fit(replace(HERE, **change), HERE)


def test_what_is_as_old_or_older_fits() -> None:
    require_fit(HERE, HERE)
    require_fit(replace(HERE, version="0.9.12", migrations=frozenset()), HERE)


def test_keys_are_told_apart_without_being_told() -> None:
    assert tell_apart("secret") not in {"secret", tell_apart("Secret")}
    assert has_keys(replace(HERE, keys=("a",)), HERE), "new keys come before, and the old ones stay"
    assert not has_keys(replace(HERE, keys=("c",)), HERE)


def test_the_cloud_is_copied_after_the_office() -> None:
    assert COPIED[-2:] == ("office", "cloud")


def test_a_backup_is_named_by_its_moment() -> None:
    assert name_backup(AT) == "kogge-20261126T170504Z.zip"
