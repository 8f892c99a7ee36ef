"""Another release of Kogge, as far as a process can tell: the package says another version of itself."""

from dataclasses import replace
from importlib.metadata import distribution
from pathlib import Path

from tests.chaos.installations import Installation


def as_release(office: Installation, version: str, folder: Path) -> Installation:
    """Return an installation whose processes are of a version, described in a folder."""
    installed = distribution("kogge")
    described = folder / f"kogge-{version}.dist-info"
    described.mkdir(parents=True)
    for name in ("METADATA", "entry_points.txt"):
        (described / name).write_text(installed.read_text(name) or "")
    metadata = described / "METADATA"
    metadata.write_text(metadata.read_text().replace(f"Version: {installed.version}", f"Version: {version}", 1))
    return replace(office, environment=office.environment | {"PYTHONPATH": str(folder)})
