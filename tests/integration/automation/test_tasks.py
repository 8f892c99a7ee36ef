"""A task runs when it is due, once at a time and once for each moment; faults lock it, silence raises an alarm."""

from datetime import timedelta
from typing import Any

import pytest

from kogge.automation.alarming import list_troubles, raise_alarms
from kogge.automation.batches import Progress, advance_batch
from kogge.automation.errors import TaskLocked, TaskRuns
from kogge.automation.holding import hold_services, is_alive, release_services
from kogge.automation.models import (
    ActionCondition,
    ActionKind,
    AutomationService,
    AutomationTask,
    BatchRun,
    LogEntry,
    MissedRuns,
    OutgoingMessage,
    RunCause,
    RunState,
    ServiceMode,
    TaskAction,
    TaskRun,
    TriggerChoice,
)
from kogge.automation.rules import Definition, Outcome, Range, Result
from kogge.automation.running import begin_run, fail_run, list_due, start_local_run, start_run, stop_run, take_action
from kogge.automation.services import advance_task, save_task, set_mode, unlock_task
from kogge.companies.models import User
from kogge.kernel.errors import KoggeError
from tests.integration.automation.office import NOW, Office, later

pytestmark = pytest.mark.django_db


def hold(executor: str = "worker-1", at: Any = NOW) -> int:
    return hold_services(executor, "host-1", at)


def carry_out(run: TaskRun, now: Any = None) -> TaskRun:
    """Carry a run out to its end, as its workflow does."""
    moment = now or later(1)
    begin_run(run.pk, "worker-1", moment)
    while (batch_id := take_action(run.pk, moment)) is not None:
        while batch_id and advance_batch(batch_id, moment) is not Progress.ENDED:
            pass
    run.refresh_from_db()
    return run


def start(task: AutomationTask, now: Any = NOW) -> TaskRun:
    run = start_run(task.pk, now)
    assert run is not None
    return run


def test_a_due_task_runs_and_is_due_again_after_its_interval(office: Office) -> None:
    task = office.task()
    hold()
    assert list(list_due("worker-1", NOW)) == [task]
    run = start(task)
    assert (run.cause, run.user) == (RunCause.DUE, office.user)
    assert list(list_due("worker-1", NOW)) == []
    done = carry_out(run)
    assert (done.state, done.counts, done.lines, done.executor_id) == (RunState.DONE, {"changed": 5}, 1, "worker-1")
    task.refresh_from_db()
    assert (task.next_due_at, task.succeeded_at) == (later(6), later(1))
    assert list(list_due("worker-1", later(5))) == []
    assert list(list_due("worker-1", later(6))) == [task]


def test_a_task_never_runs_beside_itself(office: Office) -> None:
    task = office.task()
    start(task)
    assert start_run(task.pk, later(10)) is None
    AutomationTask.objects.filter(pk=task.pk).update(next_due_at=NOW)
    assert start_run(task.pk, later(10)) is None
    with pytest.raises(TaskRuns):
        start_local_run(task.pk, office.user, later(10))
    assert TaskRun.objects.count() == 1


def test_a_moment_has_one_run(office: Office) -> None:
    task = office.task(trigger=TriggerChoice.DAILY, interval_s=3600)
    due_at = AutomationTask.objects.get().next_due_at
    carry_out(start(task, later(60)), later(61))
    AutomationTask.objects.filter(pk=task.pk).update(next_due_at=due_at)
    assert start_run(task.pk, later(60)) is None


def test_actions_follow_each_other_by_their_conditions(office: Office) -> None:
    def judge(record: Any) -> Outcome:
        failed = record.number == "B0002"
        return Outcome(Result.FAILED, "not_remapped") if failed else Outcome(Result.UNCHANGED)

    office.action.outcome_of = judge
    preset = office.preset()
    mail = {"kind": ActionKind.MAIL, "recipient": "buero@example.de"}
    task = office.task(
        TaskAction(preset=preset),
        TaskAction(preset=preset, condition=ActionCondition.DATA_PROCESSED),
        TaskAction(preset=preset, condition=ActionCondition.PREVIOUS_EXECUTED),
        TaskAction(condition=ActionCondition.ERRORS, **mail),
        TaskAction(condition=ActionCondition.WARNINGS, **mail),
    )
    run = carry_out(start(task))
    assert (run.state, run.errors, run.counts) == (RunState.DONE, 1, {"failed": 1, "unchanged": 4})
    assert BatchRun.objects.count() == 1
    message = OutgoingMessage.objects.get()
    assert (message.recipient, message.key) == ("buero@example.de", f"run-{run.pk}-3")
    assert "B0002" in message.body["text"]


def test_asked_again_a_run_goes_on_with_the_same_batch(office: Office) -> None:
    run = start(office.task())
    first = take_action(run.pk, NOW)
    assert take_action(run.pk, NOW) == first
    assert BatchRun.objects.count() == 1


def test_a_structural_fault_locks_the_task_until_a_person_unlocks_it(office: Office) -> None:
    preset = office.preset(definition=Definition("documents", Range(), ("own:404",)))
    task = office.task(TaskAction(preset=preset), alarm_mail="chef@example.de")
    run = start(task)
    with pytest.raises(KoggeError) as caught:
        take_action(run.pk, later(1))
    fail_run(run.pk, caught.value, later(1))
    task.refresh_from_db()
    assert (task.lock_code, task.next_due_at) == ("rule_unknown", None)
    assert [each.code for each in list_troubles(office.shop.company, later(1))] == ["locked"]
    assert OutgoingMessage.objects.get().recipient == "chef@example.de"
    with pytest.raises(TaskLocked):
        advance_task(task, office.user, later(2))
    unlock_task(task, office.user, later(3))
    task.refresh_from_db()
    assert (task.locked_at, task.next_due_at) == (None, later(3))


def test_when_every_record_fails_for_good_the_task_is_locked(office: Office) -> None:
    office.action.outcome_of = lambda _: Outcome(Result.FAILED, "platform_not_ready", is_structural=True)
    task = office.task()
    carry_out(start(task))
    task.refresh_from_db()
    assert task.lock_code == "every_record_failed"


@pytest.mark.parametrize("code", ["internal", "engine_unavailable"])
def test_a_passing_fault_only_warns(office: Office, code: str) -> None:
    error = KoggeError("passing")
    error.code, error.permanent = code, code == "internal"
    task = office.task()
    fail_run(start(task).pk, error, later(1))
    task.refresh_from_db()
    assert (task.locked_at, task.next_due_at, task.succeeded_at) == (None, later(6), None)
    assert LogEntry.objects.get(level="error").code == "run_failed"


@pytest.mark.parametrize(
    ("setting", "runs", "next_due_at"),
    [(MissedRuns.CATCH_UP, 1, None), (MissedRuns.SKIP, 0, NOW + timedelta(hours=6))],
)
def test_missed_runs_are_made_up_once_or_skipped(
    office: Office, setting: MissedRuns, runs: int, next_due_at: Any
) -> None:
    task = office.task(trigger=TriggerChoice.DAILY, interval_s=3600, missed_runs=setting)
    hold(at=NOW)
    run = start_run(task.pk, NOW + timedelta(hours=5, minutes=10))
    assert TaskRun.objects.count() == runs
    if run is not None:
        assert (run.cause, run.due_at) == (RunCause.CAUGHT_UP, NOW + timedelta(hours=5))
    task.refresh_from_db()
    assert task.next_due_at == next_due_at
    missed = LogEntry.objects.get(code="runs_missed")
    assert missed.values == {"number": 4 if runs else 5}


def test_a_run_before_its_turn_and_a_local_one(office: Office) -> None:
    task = office.task(trigger=TriggerChoice.MANUAL)
    hold()
    assert list(list_due("worker-1", NOW)) == []
    advance_task(task, office.user, NOW)
    run = start(task)
    assert run.cause == RunCause.ADVANCED
    carry_out(run)
    stranger = User.objects.create_user("boss")
    assert start_local_run(task.pk, stranger, later(2)).user == stranger


def test_one_worker_holds_a_service_and_another_takes_it_when_it_falls_silent(office: Office) -> None:
    service = office.service()
    assert hold("worker-1") == 1
    assert hold("worker-2", later(0.2)) == 0
    service.refresh_from_db()
    assert is_alive(service, later(0.2))
    assert hold("worker-2", later(1)) == 1
    assert hold("worker-1", later(1.1)) == 0
    release_services("worker-2")
    assert hold("worker-1", later(1.1)) == 1


def test_a_draining_service_begins_nothing_and_a_stopped_one_breaks_off(office: Office) -> None:
    task = office.task()
    hold()
    run = start(task)
    set_mode(task.service, ServiceMode.DRAINING, office.user, NOW)
    assert hold(at=later(0.1)) == 1
    assert list(list_due("worker-1", later(10))) == []
    set_mode(task.service, ServiceMode.STOPPED, office.user, NOW)
    assert hold(at=later(0.2)) == 0
    run.refresh_from_db()
    assert run.state == RunState.STOPPING
    assert carry_out(run).state == RunState.CANCELLED
    assert AutomationService.objects.get().beat_at is None


def test_a_stopped_run_ends_after_the_records_under_way(office: Office) -> None:
    run = start(office.task())
    batch_id = take_action(run.pk, NOW)
    assert batch_id
    advance_batch(batch_id, NOW)
    assert stop_run(run, NOW)
    assert carry_out(run).state == RunState.CANCELLED
    assert office.marked == 2


def test_silence_raises_one_alarm_until_the_task_succeeds_again(office: Office) -> None:
    task = office.task(alarm_after=3, alarm_mail="chef@example.de", alarm_webhook="https://example.de/hook")
    assert raise_alarms(later(15)) == 0
    assert raise_alarms(later(17)) == 1
    assert raise_alarms(later(18)) == 0
    assert {each.recipient for each in OutgoingMessage.objects.all()} == {"chef@example.de", "https://example.de/hook"}
    assert [each.code for each in list_troubles(office.shop.company, later(18))] == ["not_served"]
    hold(at=later(18))
    assert [each.code for each in list_troubles(office.shop.company, later(18))] == ["late"]
    carry_out(start(task, later(18)), later(19))
    assert list_troubles(office.shop.company, later(20)) == []
    assert raise_alarms(later(40)) == 1


def test_saving_a_task_keeps_what_its_runs_wrote(office: Office) -> None:
    task = office.task()
    opened = AutomationTask.objects.get(pk=task.pk)
    run = start(task)
    opened.name = "Neuer Name"
    save_task(opened, [TaskAction(preset=office.preset("Other", office.define()))], office.user, later(0.5))
    carry_out(run)
    stored = AutomationTask.objects.get(pk=task.pk)
    assert (stored.name, stored.succeeded_at) == ("Neuer Name", later(1))
    assert stored.actions.get().preset is not None
    assert stored.actions.get().preset.name == "Other"
