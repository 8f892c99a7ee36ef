"""Commands of Kogge's on hosts whose clocks are wrong: ahead by so many seconds, or behind.

    python -m tests.chaos.changeover_process AHEAD_S WORD…

runs one. Without words it launches, for each line that it reads, a process that runs one (`launchers.py`).
The clockwork runs faster, so that what takes a minute takes seconds.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

from tests.chaos.worker import hurry  # isort: skip - it sets Django up

from kogge.infrastructure import engine
from kogge.main import main
from kogge.middleware.models import SyncSchedule
from kogge.orders import workflows as retrieving
from kogge_cloud.amazon import reports

SPEED = 8
ASK_AGAIN_AFTER_S = 0.3
"""The Emulator's reports are done at once."""
LOOK_EVERY_S = 0.25
SYNC_EVERY_S = 1.25
"""In place of a quarter of an hour, and with it the sweeps that begin what is due."""
ADOPT_AFTER = timedelta(seconds=1)
"""A restored database gives numbers again whose workflows the engine had: the sweep begins those retrievals."""


def run(ahead_s: str, *words: str) -> None:
    """Run a command."""
    sys.argv = ["kogge", *words]
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(ahead_s)), tick=True):
        main()


def launch() -> None:
    """Begin what is asked for in a process each, and tell what became of those."""
    for line in sys.stdin:
        asked = json.loads(line)
        if "pid" in asked:
            answer = _ask(asked["pid"], waits=asked["waits"])
        elif answer := os.fork():
            os.setpgid(answer, answer)
        else:
            _become(asked)
            return
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer


def _ask(pid: int, *, waits: bool) -> int | None:
    ended, status = os.waitpid(pid, 0 if waits else os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _become(asked: dict[str, Any]) -> None:
    os.setpgid(0, 0)
    nothing, log = os.open(os.devnull, os.O_RDONLY), os.open(asked["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for here, there in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(here, there)
    # A worker that was taken for dead begins anew by these.
    sys.orig_argv = [sys.executable, "-m", "tests.chaos.changeover_process", *asked["words"]]
    run(*asked["words"])


if __name__ == "__main__":
    hurry(SPEED)
    retrieving.ADOPT_AFTER = ADOPT_AFTER
    engine.LOOK_EVERY_S |= dict.fromkeys(engine.LOOK_EVERY_S, LOOK_EVERY_S)
    engine.SWEEP_EVERY_S = SYNC_EVERY_S
    SyncSchedule.interval = timedelta(seconds=SYNC_EVERY_S)
    reports.poll_delay_s = lambda _polls: ASK_AGAIN_AFTER_S
    if sys.argv[1:]:
        run(*sys.argv[1:])
    else:
        launch()
