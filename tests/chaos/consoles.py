"""A process inside an installation that answers questions at once: Django is set up there once for all of them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.chaos.installations import Installation

ANSWER = """
import json, sys
import django
django.setup()
from django.db import connections
for line in sys.stdin:
    asked = json.loads(line)
    names = {"words": asked["words"]}
    exec(asked["program"], names)
    connections.close_all()
    print(json.dumps(names.get("answer")), flush=True)
"""


class Console:
    """Runs small programs with the Office's code; what they leave in `answer` is returned."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, program: str, *words: Any) -> Any:
        """Run a program, which finds `words`, and return its answer."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"program": program, "words": words}) + "\n")
        self._process.stdin.flush()
        answered = self._process.stdout.readline()
        assert answered, "the program broke off; its traceback stands above"
        return json.loads(answered)


@contextmanager
def open_console(office: Installation) -> Iterator[Console]:
    """Open a console in an installation, and close it at the end."""
    with subprocess.Popen(
        [sys.executable, "-c", ANSWER],
        env=office.environment | {"DJANGO_SETTINGS_MODULE": "kogge.site.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Console(process)
        finally:
            process.kill()
