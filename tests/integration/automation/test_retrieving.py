"""Order retrieval as a batch: it waits for its retrievals, counts their orders, and ends them when it is cancelled."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from kogge.automation.actions import retrieving
from kogge.automation.batches import Progress, advance_batch, begin_batch, stop_batch
from kogge.automation.models import BatchItem, BatchRun, RunState
from kogge.automation.rules import Definition, Range
from kogge.infrastructure import engine
from kogge.orders import workflows
from kogge.orders.models import RetrievalRun
from kogge.orders.services import fail_run, finish_run
from kogge.orders.workflows import RetrievalStopped
from kogge.platforms.models import Platform
from tests.integration.automation.office import NOW, Office, later, open_office
from tests.orders import order

pytestmark = pytest.mark.django_db
RETRIEVE = Definition("platforms", Range(), ("orders.retrieve",))


@pytest.fixture
def office(db: None) -> Iterator[Office]:  # noqa: ARG001
    with open_office(orders=0) as opened, patch.object(retrieving, "enqueue_retrieval"):
        Platform.objects.update(cloud_reference="p-1")
        yield opened


def begin(office: Office) -> tuple[BatchRun, RetrievalRun]:
    batch = begin_batch(office.shop.company, RETRIEVE, office.user, NOW)
    assert advance_batch(batch.pk, NOW) is Progress.MORE
    return batch, RetrievalRun.objects.get()


def test_a_batch_waits_for_its_retrievals_and_counts_their_orders(office: Office) -> None:
    batch, run = begin(office)
    assert advance_batch(batch.pk, later(1)) is Progress.WAITING
    office.shop.take_orders(order(1), order(2))
    RetrievalRun.objects.filter(pk=run.pk).update(created=2, orders_listed=5, skipped={"pending": 1})
    finish_run(run.pk, later(2))
    assert advance_batch(batch.pk, later(2)) is Progress.ENDED
    batch.refresh_from_db()
    assert (batch.state, batch.counts) == (RunState.DONE, {"created": 2, "unchanged": 2, "skipped": 1})
    item = BatchItem.objects.get()
    assert (item.result, item.values["run"], item.values["skipped:pending"]) == ("created", str(run.pk), "1")


@pytest.mark.parametrize(("code", "is_structural"), [("wrong_secret", True), ("authorization_revoked", False)])
def test_a_failed_retrieval_is_a_failed_record(office: Office, code: str, is_structural: bool) -> None:
    batch, run = begin(office)
    error = RetrievalStopped("no")
    error.code = code
    fail_run(run.pk, error, later(1))
    advance_batch(batch.pk, later(1))
    item = BatchItem.objects.get()
    assert (item.result, item.is_structural, item.values["problem_code"]) == ("failed", is_structural, code)


def test_a_platform_that_is_not_ready_fails_at_once(office: Office) -> None:
    Platform.objects.update(cloud_reference="")
    batch = begin_batch(office.shop.company, RETRIEVE, office.user, NOW)
    while advance_batch(batch.pk, NOW) is not Progress.ENDED:
        pass
    item = BatchItem.objects.get()
    assert (item.result, item.code, item.is_structural) == ("failed", "platform_not_ready", True)


def test_cancelling_ends_the_retrieval_and_keeps_what_it_took(office: Office) -> None:
    batch, run = begin(office)
    RetrievalRun.objects.filter(pk=run.pk).update(created=1, orders_listed=1)
    stop_batch(batch, later(1))
    assert advance_batch(batch.pk, later(1)) is Progress.ENDED
    batch.refresh_from_db()
    run.refresh_from_db()
    assert (batch.state, batch.counts, run.state) == (RunState.CANCELLED, {"created": 1}, "cancelled")
    with patch.object(engine, "_processes", []), pytest.raises(RetrievalStopped):
        workflows.advance_fetch.__wrapped__(run.pk)
