"""What the engine of automation copes with: clocks that disagree, and rows that an older release wrote."""

import pytest

from kogge.automation.batches import Progress, advance_batch, begin_batch
from kogge.automation.models import AutomationTask, BatchRun, Preset, TaskRun
from kogge.automation.rules import Definition
from kogge.automation.running import list_due, start_run, take_action
from kogge.automation.workflows import NAMES
from kogge.infrastructure import engine
from kogge.orders.workflows import RETRIEVE_PAGE
from tests.integration.automation.office import MARK, NOW, Office, later

pytestmark = pytest.mark.django_db


def carry_out(run: TaskRun, minutes: float) -> None:
    """Carry a run out to its end."""
    while (batch_id := take_action(run.pk, later(minutes))) is not None:
        while batch_id and advance_batch(batch_id, later(minutes)) is not Progress.ENDED:
            pass


def test_what_waits_for_other_work_never_stands_in_its_way() -> None:
    """Retrievals are begun some at a time; the runs and batches that wait for them must not use that up."""
    assert engine._queues[RETRIEVE_PAGE] == engine.WORK_QUEUE
    assert {engine._queues[name] for name in NAMES} == {engine.OPEN_QUEUE}


def test_a_task_whose_moment_had_its_run_is_planned_anew(office: Office) -> None:
    """A clock that is put back makes a moment come twice: it has one run, and the next one comes."""
    task = office.task(trigger="daily", interval_s=600)
    run = start_run(task.pk, later(10))
    assert run is not None
    carry_out(run, 11)
    AutomationTask.objects.filter(pk=task.pk).update(next_due_at=run.due_at)
    assert start_run(task.pk, later(10)) is None
    task.refresh_from_db()
    assert task.next_due_at == later(20)
    assert start_run(task.pk, later(20)) is not None


def test_a_busy_task_stays_as_it_is(office: Office) -> None:
    task = office.task()
    assert start_run(task.pk, NOW) is not None
    AutomationTask.objects.filter(pk=task.pk).update(next_due_at=NOW)
    assert start_run(task.pk, NOW) is None
    task.refresh_from_db()
    assert task.next_due_at == NOW
    assert not list_due("", NOW).exists()


def test_a_batch_that_an_older_release_began_is_carried_out(office: Office) -> None:
    batch = begin_batch(office.shop.company, office.define(), office.user, NOW)
    advance_batch(batch.pk, NOW)
    older = {"definition": {"subject": "documents", "range": {"kind": "all"}, "rules": [MARK]}}
    BatchRun.objects.filter(pk=batch.pk).update(steps=[{"rule": MARK, "action": MARK}], **older)
    while advance_batch(batch.pk, later(1)) is not Progress.ENDED:
        pass
    batch.refresh_from_db()
    assert (batch.state, batch.counts, office.marked) == ("done", {"changed": 5}, 5)


def test_a_preset_of_an_older_release_is_begun(office: Office) -> None:
    preset = office.preset()
    Preset.objects.filter(pk=preset.pk).update(
        definition={"subject": "documents", "range": {"kind": "all"}, "rules": [MARK]}
    )
    preset.refresh_from_db()
    assert Definition.read(preset.definition) == office.define()
