"""A command of Kogge's on a host whose clock is wrong: ahead by so many seconds, or behind.

    python -m tests.chaos.changeover_process AHEAD_S WORD…

A worker's clockwork runs faster, so that what takes a minute takes seconds.
"""

import sys
from datetime import UTC, datetime, timedelta

import time_machine

from kogge.main import main
from tests.chaos.worker import hurry

SPEED = 8

if __name__ == "__main__":
    hurry(SPEED)
    ahead_s, sys.argv = float(sys.argv[1]), ["kogge", *sys.argv[2:]]
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead_s), tick=True):
        main()
