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
