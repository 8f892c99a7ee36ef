"""The fact of who owns orders, told a second time beside the database: what a restored one does not know.

A file in the data folder, one entry for each platform whose orders ever changed their way.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from kogge.config import read_config
from kogge.guards.errors import WitnessUnwritable
from kogge.guards.rules import Ownership, Way

FILE = "order-owners.json"


def find_path() -> Path:
    """Return where the file lies."""
    return read_config().home / FILE


def read_witness(identity: UUID) -> Ownership | None:
    """Return what the file tells of a platform; None where it tells nothing."""
    told = _read().get(str(identity))
    if told is None:
        return None
    fence = datetime.fromisoformat(told["fence"]) if told["fence"] else None
    return Ownership(Way(told["way"]), told["epoch"], fence, Way(told["earlier"]) if told["earlier"] else None)


def write_witness(identity: UUID, ownership: Ownership) -> None:
    """Tell the fact to the file, unless it knows a later one. Raises WitnessUnwritable."""
    known = read_witness(identity)
    if known is not None and known.epoch >= ownership.epoch:
        return
    told = {
        "way": ownership.way.value,
        "epoch": ownership.epoch,
        "fence": ownership.fence.isoformat() if ownership.fence else "",
        "earlier": ownership.earlier.value if ownership.earlier else "",
    }
    with _explained():
        _write(_read() | {str(identity): told})


def _read() -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(find_path().read_bytes())
    except FileNotFoundError:
        return {}
    return content


def _write(content: dict[str, Any]) -> None:
    """Replace the file at once: who reads meanwhile sees the old one or the new one."""
    path = find_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, prefix=FILE, delete=False) as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = (
            f"The data folder cannot be written to ({error.strerror}), and without it a restored backup would not know "
            "of the changeover. Nothing was changed; free some space or correct its rights, and try again."
        )
        raise WitnessUnwritable(message) from error
