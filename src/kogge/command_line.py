"""What every command stands on: Django's set-up, exit statuses, and failures told in one paragraph.

This module stays light, so that `kogge --help` answers at once. What a command needs is imported by name only after
`django.setup()`, because models cannot be imported before: this is the composition root's work and done nowhere else.
"""

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, cast

import django
import typer
from django.db.utils import Error as DatabaseFailure

from kogge.config import read_config
from kogge.kernel.errors import KoggeError

SETTINGS = "kogge.site.settings"

DONE = 0
WITH_OPEN_POINTS = 1
WRONG_USE = 2
PLATFORM_FAILED = 3
INTERRUPTED = 130

# Typer shows one class of its usage errors only; the others share its ancestors.
UsageErrors = tuple(
    each for each in typer.BadParameter.__mro__ if issubclass(each, Exception) and each.__module__ != "builtins"
)


class NotInstalled(KoggeError):
    """The data folder holds no installation."""

    code = "not_installed"


class WrongInput(KoggeError):
    """Something on the command line or in the environment cannot be meant."""

    code = "wrong_input"


class DatabaseUnusable(KoggeError):
    """The database is missing, not reachable, or not set up."""

    code = "database_unusable"


@contextmanager
def reporting(*, as_json: bool) -> Iterator[None]:
    """Turn every foreseen failure into one paragraph (and one JSON document) and its exit status."""
    try:
        yield
    except typer.Exit as leaving:
        sys.exit(leaving.exit_code)
    except UsageErrors as error:
        message = cast("typer.BadParameter", error).format_message()
        _fail(WrongInput(f"{message} (`kogge --help` lists what there is.)"), as_json=as_json)
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("Interrupted.", err=True)
        sys.exit(INTERRUPTED)
    except DatabaseFailure as error:
        reason = str(error).strip().partition("\n")[0]
        message = f"The database cannot be used ({reason}). If it was never set up, run `kogge init` first."
        _fail(DatabaseUnusable(message), as_json=as_json)
    except KoggeError as error:
        _fail(error, as_json=as_json)


def leave_threads_behind() -> None:
    """End now although workflows of the engine still wait on their threads: another process resumes them."""
    if any(each is not threading.main_thread() and not each.daemon for each in threading.enumerate()):
        leaving = sys.exception()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(leaving.code if isinstance(leaving, SystemExit) and isinstance(leaving.code, int) else INTERRUPTED)


def _fail(error: KoggeError, *, as_json: bool) -> None:
    typer.echo(f"Error: {error}", err=True)
    if as_json:
        typer.echo(json.dumps({"error": {"code": error.code, "message": str(error)}}, ensure_ascii=False))
    sys.exit(WRONG_USE if error.permanent else PLATFORM_FAILED)


def finish(status: int | None) -> None:
    """End a command with its exit status."""
    raise typer.Exit(status or DONE)


def set_up(*, must_exist: bool = True) -> None:
    """Make Django ready. Raises NotInstalled, or WrongInput when the environment cannot be meant."""
    config = read_config()
    if must_exist and not config.keys_path.exists():
        message = (
            f"Nothing is set up in {config.home} yet: run `kogge init` first, or name the right folder in KOGGE_HOME."
        )
        raise NotInstalled(message)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        django.setup()
    except (ValueError, OSError) as error:
        message = f"The settings cannot be used: {error}"
        raise WrongInput(message) from None


def find_command(module: str, name: str) -> Callable[..., Any]:
    """Return the function that does a command's work; to be asked for once Django is set up."""
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


def read_moment(text: str, option: str) -> datetime | None:
    """Read a moment given on the command line. Raises WrongInput."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"{option}: “{text}” is no moment; write it like 2026-01-31 or 2026-01-31T13:45:00+01:00."
        raise WrongInput(message) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
