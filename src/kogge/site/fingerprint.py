"""The version of the static files: it stands in their address, so that a browser may keep them for good."""

from hashlib import sha256
from pathlib import Path

LENGTH = 12


def fingerprint(*folders: Path) -> str:
    """Return a short digest of all files below the folders, of their names and contents."""
    digest = sha256()
    for folder in sorted(folders):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:LENGTH]
