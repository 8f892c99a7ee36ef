"""The commands `kogge backup` and `kogge restore`."""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.filesize import decimal

from kogge.backups.making import make_backup
from kogge.backups.restoring import restore_backup
from kogge.backups.rules import COPIED, NAMES, Manifest
from kogge.backups.services import note_made
from kogge.config import read_config

DONE = 0
WITH_OPEN_POINTS = 1

NEVER_IN_IT = ("keys.json", "order-owners.json")
"""Files of the data folder that no backup holds."""


def back_up(file: str, *, as_json: bool) -> int:
    """Make a backup and say what is in it, and what is not. Returns the exit status; raises KoggeErrors."""
    config, started = read_config(), time.monotonic()
    made = make_backup(config, Path(file).absolute(), datetime.now(UTC))
    note_made(made, datetime.now(UTC))
    told = {
        "file": str(made.path),
        "size": made.size,
        **_describe(made.manifest),
        "not_in_it": [*NEVER_IN_IT, *([config.cloud_url] if config.cloud_url else [])],
        "seconds": round(time.monotonic() - started, 3),
    }
    if as_json:
        _print_json(told)
        return DONE
    console = _console()
    console.print(f"Backup     {made.path} ({decimal(made.size)}, {_word(made.manifest)}, {told['seconds']} s)")
    console.print(
        f"Not in it  keys.json: keep a copy of {config.keys_path} apart from backups; without it nothing encrypted in "
        "them can be read"
    )
    console.print("Not in it  order-owners.json: it stays in the data folder as it is, also when you restore")
    if config.cloud_url:
        console.print(f"Not in it  the Cloud at {config.cloud_url}, which runs apart: back it up there")
    return DONE


def restore(file: str, *, as_json: bool) -> int:
    """Restore a backup and say what became of what was there. Returns 1 where the keys are not those of the backup.

    Raises KoggeErrors, with nothing changed unless they say so.
    """
    config, started = read_config(), time.monotonic()
    restored = restore_backup(config, Path(file).absolute(), datetime.now(UTC))
    told = {
        "home": str(config.home),
        "made_at": restored.manifest.made_at.isoformat(),
        **_describe(restored.manifest),
        "replaced": str(restored.aside) if restored.aside else None,
        "has_keys": restored.has_keys,
        "seconds": round(time.monotonic() - started, 3),
    }
    if as_json:
        _print_json(told)
    else:
        console = _console()
        made_at = f"{restored.manifest.made_at:%Y-%m-%d %H:%M:%S} UTC"
        console.print(f"Restored   as of {made_at} ({_word(restored.manifest)}, {told['seconds']} s)")
        if restored.aside:
            console.print(f"Replaced   what was there is in {restored.aside}; delete it once you need it no more")
        console.print("Left       keys.json and order-owners.json, as they are")
        if not restored.has_keys:
            console.print(
                f"Keys       {config.keys_path} is not that of the backup: what is encrypted in it cannot be read. Put "
                "the keys of its installation there before you start, or enter credentials anew"
            )
    return DONE if restored.has_keys else WITH_OPEN_POINTS


def _describe(manifest: Manifest) -> dict[str, Any]:
    return {
        "kind": manifest.origin.kind.value,
        "kogge": manifest.origin.version,
        "databases": [each for each in COPIED if each in manifest.origin.databases],
        "members": {name: {"sha256": each.sha256, "size": each.size} for name, each in manifest.members.items()},
    }


def _word(manifest: Manifest) -> str:
    databases = ", ".join(each for each in COPIED if each in manifest.origin.databases)
    return f"{NAMES[manifest.origin.kind]}: {databases}"


def _print_json(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


def _console() -> Console:
    return Console(highlight=False, markup=False, soft_wrap=True)
