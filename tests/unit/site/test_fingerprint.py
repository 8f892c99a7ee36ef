"""The address of static files changes with what stands in them."""

from pathlib import Path

from kogge.site.fingerprint import fingerprint


def test_contents_and_names_count(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("x")
    first = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == first
    (tmp_path / "a.css").write_text("y")
    second = fingerprint(tmp_path)
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    assert len({first, second, fingerprint(tmp_path)}) == 3


def test_every_features_files_count(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.js").write_text(name)
    folders = [tmp_path / "one", tmp_path / "two"]
    before = fingerprint(*folders)
    (tmp_path / "two" / "a.js").write_text("changed")
    assert fingerprint(*folders) != before
