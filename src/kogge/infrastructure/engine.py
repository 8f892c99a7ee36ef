"""Durable workflows: the only file that imports DBOS.

A workflow's steps are done at least once, so each is idempotent by a natural key of ours. What runs is recorded in the
engine's own database (SQLite: engine.sqlite3; PostgreSQL: schema `dbos`); when a process dies, another one resumes its
workflows from the last recorded step (`resume_stranded`).
"""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, partial, wraps
from typing import Concatenate, ParamSpec, TypeVar

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, SetWorkflowID, _workflow_commands
from dbos import error as dbos_errors
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connections

from kogge.config import Config, read_config
from kogge.infrastructure import heartbeats
from kogge.infrastructure.database import await_database, engine_url, prepare_engine_file
from kogge.infrastructure.processes import Process
from kogge.infrastructure.telemetry import keep_from_own_handler
from kogge.infrastructure.work import WorkLost
from kogge.kernel.errors import KoggeError

APPLICATION = "kogge"
APPLICATION_VERSION = "1"
"""A constant: were it the release, an update would strand waiting work. What changes is a workflow's name (`….v2`)."""

SCHEMA = "dbos"

WORK_QUEUE = "work"
"""New work waits for any worker; each begins BEGUN_AT_ONCE, so that the others get their share of much."""
OPEN_QUEUE = "open"
"""Without a limit: what was begun before, and what waits for other work itself, which must not stand in its way."""
ONE_SHOT_QUEUE = "one_shot"
"""What a one-shot command resumes: such a command must not take other work and then leave with it half done."""

BEGUN_AT_ONCE = 8

LOOK_EVERY_S = {WORK_QUEUE: 2.0, OPEN_QUEUE: 4.0, ONE_SHOT_QUEUE: 1.0}
"""So often a worker looks for waiting work: after a second on average, for what somebody waits for at a screen."""

SWEEP_LEASE = "engine.sweep"
SWEEP_LEASE_S = 20
SWEEP_EVERY_S = 15
KEPT_DAYS = 14
NOTIFICATIONS_TOLD_S = 1.0
"""No longer: the thread sleeps through a shutdown."""
DELETED_AT_ONCE = 500
UNUSED_EVERY_S = 4.0
"""So often DBOS looks for delays and deadlines of workflows, which we give none. PostgreSQL ends its lock after 5."""

RETRY_FIRST_S = 1.0
RETRY_ATTEMPTS = 6
"""A step that fails in passing is tried again after 1, 2, 4, 8 and 16 seconds."""

P = ParamSpec("P")
R = TypeVar("R")

log = structlog.get_logger(__name__)


class EngineUnavailable(KoggeError):
    """The engine's database cannot be used."""

    code = "engine_unavailable"
    permanent = False


_processes: list[Process] = []
"""At most one: set between `launch` and `shutdown`."""

_sweepers: list[Callable[[], None]] = []

_queues: dict[str, str] = {}
"""By the workflow's name: where it waits for a worker."""


def workflow(
    name: str, *, on_failure: Callable[Concatenate[KoggeError, P], None], awaits_others: bool = False
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Register a durable workflow under a versioned name; its arguments are numbers and strings.

    `on_failure` is told what ended it: the KoggeError that a step gave up with, or one that hides an unforeseen error.
    Where a step finds that a restored database has lost what it is about (WorkLost), it ends without.
    One that `awaits_others` waits for what other workflows do.
    """
    _queues[name] = OPEN_QUEUE if awaits_others else WORK_QUEUE

    def register(function: Callable[P, None]) -> Callable[P, None]:
        @DBOS.workflow(name=name)
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                function(*args, **kwargs)
            except WorkLost as error:
                # Nobody is to be told at a row that is another one's by now, or none.
                log.warning("workflow.lost", workflow=name, problem=str(error))
            except KoggeError as error:
                log.warning("workflow.failed", workflow=name, code=error.code)
                on_failure(error, *args, **kwargs)
            except dbos_errors.DBOSException:
                raise
            except Exception as error:
                log.exception("workflow.broken", workflow=name)
                on_failure(_unforeseen(error), *args, **kwargs)
            finally:
                connections.close_all()

        return run

    return register


def step(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a step: its result is recorded; a passing failure is retried with growing pauses.

    Raises the last error when it is permanent or the attempts are used up.
    """

    def register(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def once(*args: P.args, **kwargs: P.kwargs) -> R:
            if not _processes:
                # Without the engine a step is a plain function.
                return function(*args, **kwargs)
            process = _processes[-1]
            with process.step_under_way():
                try:
                    return function(*args, **kwargs)
                except Exception as error:
                    if _is_passing(error):
                        # However long the database is away, that is one attempt of those that are granted.
                        await_database(process.stopping)
                    raise

        recorded = DBOS.step(
            name=name,
            retries_allowed=True,
            interval_seconds=RETRY_FIRST_S,
            max_attempts=RETRY_ATTEMPTS,
            backoff_rate=2.0,
            should_retry=_is_passing,
        )(once)

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return recorded(*args, **kwargs)
            except dbos_errors.DBOSMaxStepRetriesExceeded as error:
                raise error.errors[-1] from None

        return run

    return register


def sleep(seconds: float) -> None:
    """Pause a workflow; a resumed one sleeps only what is left."""
    DBOS.sleep(seconds)


def start(function: Callable[P, None], workflow_id: str, *args: P.args, **kwargs: P.kwargs) -> None:
    """Start a workflow in this process; an id that exists already is left to whoever runs it."""
    with SetWorkflowID(workflow_id):
        DBOS.start_workflow(function, *args, **kwargs)


def enqueue(name: str, workflow_id: str, *args: str | int) -> None:
    """Leave a workflow to the workers, from any process; the same id again is the same workflow.

    Raises EngineUnavailable when the engine's database cannot be reached.
    """
    try:
        _client().enqueue(
            {"workflow_name": name, "queue_name": _queues[name], "workflow_id": workflow_id},
            *args,
        )
    except Exception as error:
        message = "The engine's database cannot be reached, so that the work was not begun. Please try again."
        raise EngineUnavailable(message) from error


def migrate(config: Config) -> None:
    """Create or update the engine's tables."""
    prepare_engine_file(config)
    DBOS.migrate(engine_url(config), schema=SCHEMA)


def launch(*, listen: bool, on_lost: Callable[[], None] | None = None) -> None:
    """Start the engine in this process. With `listen` it takes waiting work and cleans up after dead processes.

    `on_lost` is called when others took this process for dead, and its work with it: it is to begin anew. Without it
    the process goes on under its id; what it no longer owns ends by itself.
    """
    config = read_config()
    prepare_engine_file(config)
    keep_from_own_handler("dbos")
    _workflow_commands._BACKGROUND_JOBS_INTERVAL_SEC = UNUSED_EVERY_S  # noqa: SLF001 - no setting has it; pinned to 3.4
    presence = heartbeats.Presence(config.home)
    announce = partial(_announce, presence, listen)
    announce()
    DBOS(config=_settings(config, presence.executor_id))
    DBOS.listen_queues([WORK_QUEUE, OPEN_QUEUE] if listen else [ONE_SHOT_QUEUE])
    _processes.append(Process(presence, config.home, listen, on_lost or announce))
    DBOS.launch()
    for queue, look_every_s in LOOK_EVERY_S.items():
        DBOS.register_queue(
            queue,
            worker_concurrency=BEGUN_AT_ONCE if queue == WORK_QUEUE else None,
            polling_interval_sec=look_every_s,
            on_conflict="always_update",
        )
    threading.Thread(target=_beat, args=(_processes[-1],), name="engine-heartbeat", daemon=True).start()


def shutdown() -> bool:
    """Stop the engine: wait for the steps under way, begin no others, and tell whether no workflow was left unfinished.

    A worker hands unfinished ones to the other workers; after a one-shot command they are found by the sweep. This
    process must then leave at once (`os._exit`), since they wait on threads of their own.
    """
    process = _processes[-1]
    process.stop()
    unfinished = _list_own(process)
    if not unfinished:
        delete_old_runs(datetime.now(UTC) - timedelta(days=KEPT_DAYS))
        DBOS.destroy()
    elif process.is_worker:
        DBOS.resume_workflows(unfinished, queue_name=OPEN_QUEUE)
    process.presence.leave()
    if not unfinished:
        heartbeats.forget_executors(process.home, {process.executor_id})
    _processes.remove(process)
    return not unfinished


def is_idle() -> bool:
    """Tell whether this process runs no workflow."""
    return not _list_own(_processes[-1])


def _list_own(process: Process) -> list[str]:
    own = DBOS.list_workflows(status="PENDING", executor_id=process.executor_id, load_input=False, load_output=False)
    return [each.workflow_id for each in own]


def list_active(prefix: str) -> list[str]:
    """Return the ids of workflows that run, wait or sleep and whose id begins with `prefix`."""
    found = DBOS.list_workflows(
        status=["PENDING", "ENQUEUED", "DELAYED"], workflow_id_prefix=prefix, load_input=False, load_output=False
    )
    return [each.workflow_id for each in found]


def is_abandoned(prefix: str) -> bool:
    """Tell whether no living process runs the workflows whose id begins with `prefix`, and none waits for a worker."""
    found = DBOS.list_workflows(
        status=["PENDING", "ENQUEUED", "DELAYED"], workflow_id_prefix=prefix, load_input=False, load_output=False
    )
    alive = heartbeats.list_alive_executors(_processes[-1].home, datetime.now(UTC))
    return all(
        each.executor_id not in alive if each.status == "PENDING" else each.queue_name == ONE_SHOT_QUEUE
        for each in found
    )


def is_known(workflow_id: str) -> bool:
    """Tell whether there ever was a workflow of this id."""
    return bool(DBOS.list_workflows(workflow_ids=[workflow_id], limit=1, load_input=False, load_output=False))


def resume_stranded(prefixes: Sequence[str] | None = None, *, queue: str = OPEN_QUEUE) -> int:
    """Resume the workflows of dead processes and return how many; 0 when another process is just doing that.

    `prefixes` narrows it to some workflow ids. Two sweepers never work at once: the lease decides.
    """
    process = _processes[-1]
    own_id = process.executor_id
    now = datetime.now(UTC)
    if not heartbeats.take_lease(SWEEP_LEASE, own_id, now, SWEEP_LEASE_S):
        return 0
    # First who has work, then who lives: a process that joins in between is then never taken for dead.
    known = heartbeats.list_executors()
    begun = DBOS.list_workflows(
        status="PENDING",
        workflow_id_prefix=list(prefixes) if prefixes is not None else None,
        load_input=False,
        load_output=False,
    )
    alive = heartbeats.list_alive_executors(process.home, now)
    stranded = [each.workflow_id for each in begun if each.executor_id not in alive]
    if prefixes is None:
        stranded += _list_left_waiting(now)
    for workflow_id in stranded:
        DBOS.resume_workflow(workflow_id, queue_name=queue)
    if prefixes is None:
        heartbeats.forget_executors(process.home, known - alive)
    heartbeats.release_lease(SWEEP_LEASE, own_id)
    if stranded:
        log.info("engine.resumed", workflows=len(stranded))
    return len(stranded)


def _list_left_waiting(now: datetime) -> list[str]:
    """Return what waits for a one-shot command, which takes it at once, for so long that the command must be dead."""
    found = DBOS.list_workflows(status="ENQUEUED", queue_name=ONE_SHOT_QUEUE, load_input=False, load_output=False)
    dead_since = (now - timedelta(seconds=heartbeats.DEAD_AFTER_S)).timestamp() * 1000
    return [each.workflow_id for each in found if (each.updated_at or 0) < dead_since]


def current_executor() -> str:
    """Return the id under which this launched process runs workflows."""
    return _processes[-1].executor_id


def on_sweep(function: Callable[[], None]) -> Callable[[], None]:
    """Have workers call `function` after each sweep: the place to start work that a dead process never handed over."""
    _sweepers.append(function)
    return function


def delete_old_runs(before: datetime) -> int:
    """Delete the records of workflows that ended before a moment, some at a time, and return how many."""
    ended = DBOS.list_workflows(
        status=["SUCCESS", "ERROR", "CANCELLED"],
        completed_before=before.isoformat(),
        limit=DELETED_AT_ONCE,
        load_input=False,
        load_output=False,
    )
    if ended:
        DBOS.delete_workflows([each.workflow_id for each in ended])
    return len(ended)


def _announce(presence: heartbeats.Presence, is_worker: bool) -> None:  # noqa: FBT001 - stored, and called without words
    presence.announce(datetime.now(UTC), is_worker=is_worker)


def _beat(process: Process) -> None:
    """Say every few seconds that this process lives; a worker also cleans up after the dead."""
    beats = 0
    sweep_at = 0
    while not process.stopping.wait(heartbeats.BEAT_EVERY_S if beats else 0):
        try:
            if not process.presence.beat(datetime.now(UTC)):
                log.warning("engine.taken_for_dead")
                process.on_lost()
            if process.is_worker and beats >= sweep_at:
                sweep_at = beats + SWEEP_EVERY_S // heartbeats.BEAT_EVERY_S
                resume_stranded()
                for sweep in _sweepers:
                    sweep()
                delete_old_runs(datetime.now(UTC) - timedelta(days=KEPT_DAYS))
        except Exception:
            # A database that is away for a moment must not end the heartbeat for good.
            log.exception("engine.heartbeat_failed")
            # Nobody could say that he lives meanwhile: it is too early to look for the dead.
            sweep_at = beats + heartbeats.DEAD_AFTER_S // heartbeats.BEAT_EVERY_S
        finally:
            close_old_connections()
        beats += 1


def _is_passing(error: BaseException) -> bool:
    return not error.permanent if isinstance(error, KoggeError) else isinstance(error, DatabaseTrouble)


def _unforeseen(error: Exception) -> KoggeError:
    failure = KoggeError(f"An unforeseen error ended it ({type(error).__name__}); the log tells more.")
    failure.code = "internal"
    return failure


@cache
def _client() -> DBOSClient:
    return DBOSClient(
        system_database_url=engine_url(read_config()),
        dbos_system_schema=SCHEMA,
        application_name=APPLICATION,
        retry_connection_errors=False,
    )


def _settings(config: Config, executor_id: str) -> DBOSConfig:
    return {
        "name": APPLICATION,
        "system_database_url": engine_url(config),
        "dbos_system_schema": SCHEMA,
        "application_version": APPLICATION_VERSION,
        "executor_id": executor_id,
        "log_level": "WARNING",
        # We send no notifications between workflows, and a thread would look for some a hundred times a second.
        "notification_coalesce_sec": NOTIFICATIONS_TOLD_S,
    }
