"""What the commands write: progress for people on standard error, the result on standard output."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

DONE = 0
WITH_OPEN_POINTS = 1

Report = Callable[[str], None]


@contextmanager
def show_progress(title: str) -> Iterator[Report]:
    """Show a line on standard error while something runs; nothing but its text where that is no terminal."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title)
        yield lambda text: progress.update(task, description=f"{title}: {text}")


def print_result(document: dict[str, Any], *, as_json: bool) -> None:
    """Write one JSON document, or for people its values line by line, without what is empty."""
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False, soft_wrap=True)
    for name, value in document.items():
        if value not in ([], {}):
            console.print(f"{name.replace('_', ' '):<20} {_word(value)}", markup=False)


def _word(value: Any) -> str:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return ", ".join(f"{str(name).replace('_', ' ')} {_word(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(_word(each) for each in value)
    return str(value)
