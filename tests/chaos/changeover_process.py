"""A command of Kogge's on a host whose clock is wrong: ahead by so many seconds, or behind.

    python -m tests.chaos.changeover_process AHEAD_S WORD…

The clockwork runs faster, so that what takes a minute takes seconds.
"""

import sys
from datetime import UTC, datetime, timedelta

import time_machine

from tests.chaos.worker import hurry  # isort: skip - it sets Django up

from kogge.main import main
from kogge_cloud.amazon import reports

SPEED = 8
ASK_AGAIN_AFTER_S = 0.3
"""The Emulator's reports are done at once."""

if __name__ == "__main__":
    hurry(SPEED)
    reports.poll_delay_s = lambda _polls: ASK_AGAIN_AFTER_S
    ahead_s, sys.argv = float(sys.argv[1]), ["kogge", *sys.argv[2:]]
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead_s), tick=True):
        main()
