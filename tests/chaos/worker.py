"""A worker of Kogge's with one more action: it counts, in the event log, how often each record was done.

    python -m tests.chaos.worker [SPEED]

With a SPEED the clockwork that tells who lives runs so much faster: what takes a minute then takes seconds.
"""

import os
import sys
import time
from collections.abc import Sequence
from typing import Any

import django

COUNT = "test.count"
PORTION_S = 0.05

os.environ["DJANGO_SETTINGS_MODULE"] = "kogge.site.settings"
django.setup()

from kogge.automation import actions, holding, messages, scheduling, workflows  # noqa: E402 - Django comes first
from kogge.automation.actions import Action, Job  # noqa: E402
from kogge.automation.models import LogEntry, LogLevel  # noqa: E402
from kogge.automation.rules import Outcome, Result  # noqa: E402
from kogge.automation.subjects import DOCUMENTS  # noqa: E402
from kogge.companies.permissions import Right  # noqa: E402
from kogge.infrastructure import engine, heartbeats  # noqa: E402
from kogge.main import main  # noqa: E402
from kogge.orders import workflows as retrieving  # noqa: E402


class Counting(Action):
    """Writes a line for each document: were one done twice, there would be two."""

    key = COUNT
    label = "Count"
    subject = DOCUMENTS
    right = Right.CHANGE_DOCUMENTS
    portion = 10

    def run(self, records: Sequence[Any], job: Job) -> list[Outcome]:
        LogEntry.objects.bulk_create(
            LogEntry(
                company=job.company, at=job.now, level=LogLevel.INFO, code=COUNT, subject_kind=COUNT, subject_id=each.pk
            )
            for each in records
        )
        time.sleep(PORTION_S)
        return [Outcome(Result.CHANGED) for _ in records]


def register() -> None:
    """Add the action to the registry of this process."""
    actions.ACTIONS[COUNT] = Counting()


def hurry(speed: float) -> None:
    """Let signs of life come, and their absence be noticed, so much faster."""
    heartbeats.BEAT_EVERY_S /= speed
    heartbeats.DEAD_AFTER_S /= speed
    engine.SWEEP_EVERY_S /= speed
    engine.SWEEP_LEASE_S /= speed
    holding.HOLD_EVERY_S /= speed
    holding.LOST_AFTER /= speed
    scheduling.HOLD_EVERY_S /= speed
    scheduling.IDLE_LOOK_S /= speed
    scheduling.SEND_EVERY_S /= speed
    messages.FIRST_PAUSE /= speed
    workflows.ADOPT_AFTER /= speed
    retrieving.ADOPT_AFTER /= speed


if __name__ == "__main__":
    register()
    if len(sys.argv) > 1:
        hurry(float(sys.argv[1]))
    sys.argv = ["kogge", "worker"]
    main()
