"""A worker's standing look at the services it holds: what is due is begun, alarms are raised; and at its messages."""

import socket
import threading
from datetime import UTC, datetime, timedelta

import structlog
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connections

from kogge.automation.alarming import raise_alarms
from kogge.automation.forgetting import forget_old
from kogge.automation.holding import HOLD_EVERY_S, hold_services, release_services
from kogge.automation.messages import send_next_message
from kogge.automation.running import list_due, start_run
from kogge.automation.workflows import enqueue_run
from kogge.infrastructure.engine import EngineUnavailable

LOOK_EVERY_S = 2.0
IDLE_LOOK_S = 5.0
"""A worker that holds no service looks less often."""
REST_S = 10.0
ALARMS_EVERY = timedelta(minutes=1)
FORGET_EVERY = timedelta(hours=1)
SEND_EVERY_S = 3.0

log = structlog.get_logger(__name__)


def attend(stopped: threading.Event, executor_id: str) -> None:
    """Attend to the services that this worker holds until stopped, and then give them up."""
    clock = _Clock()
    held = 0
    while not stopped.wait(LOOK_EVERY_S if held else IDLE_LOOK_S if clock.looks else 0):
        try:
            held = look(clock, executor_id, held, datetime.now(UTC))
        except (DatabaseTrouble, EngineUnavailable) as error:
            log.warning("automation.trouble", problem=type(error).__name__)
            stopped.wait(REST_S)
        finally:
            close_old_connections()
    release_services(executor_id)
    connections.close_all()


def deliver(stopped: threading.Event) -> None:
    """Send messages until stopped, beside everything else: a slow receiver holds up other messages only."""
    while not stopped.wait(SEND_EVERY_S):
        try:
            while not stopped.is_set() and send_next_message(datetime.now(UTC)):
                pass
        except DatabaseTrouble as error:
            log.warning("automation.trouble", problem=type(error).__name__)
            stopped.wait(REST_S)
        finally:
            close_old_connections()
    connections.close_all()


class _Clock:
    """When each of the things that are done now and then was done last."""

    def __init__(self) -> None:
        self.looks = 0
        self._done: dict[str, datetime] = {}

    def strikes(self, name: str, every: timedelta, now: datetime) -> bool:
        """Tell whether it is time again, and note that it is done."""
        if name in self._done and now < self._done[name] + every:
            return False
        self._done[name] = now
        return True


def look(clock: _Clock, executor_id: str, held: int, now: datetime) -> int:
    """Look once: renew the hold, begin what is due, and do now and then what keeps the house. Returns services held."""
    clock.looks += 1
    if clock.strikes("hold", timedelta(seconds=HOLD_EVERY_S), now):
        held = hold_services(executor_id, socket.gethostname(), now)
    if held:
        for task in list_due(executor_id, now):
            if (run := start_run(task.pk, now)) is not None:
                enqueue_run(run.pk)
        if clock.strikes("alarms", ALARMS_EVERY, now):
            raise_alarms(now)
    if clock.strikes("forget", FORGET_EVERY, now):
        forget_old(now)
    return held
