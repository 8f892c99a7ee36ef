"""Who lives, who is dead, and who may clean up."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kogge.infrastructure.heartbeats import (
    DEAD_AFTER_S,
    Presence,
    forget_executors,
    list_alive_executors,
    list_executors,
    release_lease,
    take_lease,
)
from kogge.infrastructure.models import Executor

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=DEAD_AFTER_S + 1)

pytestmark = pytest.mark.django_db

HOLD = """
import fcntl, pathlib, sys, time
file = pathlib.Path(sys.argv[1]).open("w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


def test_a_process_of_this_folder_is_dead_at_once_when_its_lock_is_free(tmp_path: Path) -> None:
    path = tmp_path / "executors" / "host_1_ab.lock"
    path.parent.mkdir()
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE)
    assert holder.stdout
    holder.stdout.readline()
    Executor.objects.create(executor_id="host:1:ab", started_at=NOW, beat_at=NOW, is_worker=True)
    assert list_alive_executors(tmp_path, LATER) == {"host:1:ab"}
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert list_alive_executors(tmp_path, NOW) == set()


def test_a_process_of_another_machine_is_dead_after_long_silence(tmp_path: Path) -> None:
    Executor.objects.create(executor_id="far:1:ab", started_at=NOW, beat_at=NOW, is_worker=True)
    assert list_alive_executors(tmp_path, NOW + timedelta(seconds=DEAD_AFTER_S - 1)) == {"far:1:ab"}
    assert list_alive_executors(tmp_path, LATER) == set()


def test_presence_lives_until_it_leaves(tmp_path: Path) -> None:
    presence = Presence(tmp_path)
    presence.announce(NOW, is_worker=False)
    assert presence.beat(LATER)
    assert list_alive_executors(tmp_path, LATER) == {presence.executor_id}
    presence.leave()
    assert list_alive_executors(tmp_path, LATER) == set()
    forget_executors(tmp_path, {presence.executor_id})
    assert list_executors() == set()
    assert not list((tmp_path / "executors").iterdir())


def test_a_lease_has_one_holder_until_it_ends_or_is_given_back() -> None:
    assert take_lease("sweep", "a", NOW, 20)
    assert not take_lease("sweep", "b", NOW, 20)
    assert take_lease("sweep", "a", NOW, 20)
    assert take_lease("sweep", "b", NOW + timedelta(seconds=20), 20)
    release_lease("sweep", "b")
    assert take_lease("sweep", "a", NOW, 20)


def test_a_clock_that_is_ahead_takes_no_lease_for_good() -> None:
    assert take_lease("sweep", "ahead", NOW + timedelta(minutes=4), 20)
    assert take_lease("sweep", "b", NOW, 20)
    assert not take_lease("sweep", "c", NOW, 20)


def test_who_was_taken_for_dead_learns_it_with_the_next_heartbeat(tmp_path: Path) -> None:
    presence = Presence(tmp_path)
    presence.announce(NOW, is_worker=True)
    assert presence.beat(NOW)
    forget_executors(tmp_path / "another-host", {presence.executor_id})
    assert not presence.beat(LATER)
    presence.leave()
