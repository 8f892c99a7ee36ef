"""The upload of status reports as a batch: it begins runs, and tells what was sent and what was rejected."""

from collections.abc import Iterator
from datetime import datetime
from unittest.mock import MagicMock, patch

import pytest

from kogge.automation.actions import sending
from kogge.automation.batches import Progress, advance_batch, begin_batch
from kogge.automation.models import BatchRun, RunState
from kogge.automation.rules import Definition, Range
from kogge.companies.models import Membership, Role, User
from kogge.shipping.checking import Check, Source
from kogge.shipping.services import Label, add_parcel, fix_parcel
from kogge.status.models import PlatformRule, RecordState, SendingRun, StatusRecord, Trigger
from kogge.status.sending import take_records
from kogge.status.services import save_rule
from kogge_contract.orders import OrderStatus
from tests.integration.automation.office import NOW, later
from tests.integration.orders.shop import Shop, open_shop
from tests.orders import order

pytestmark = pytest.mark.django_db

SEND = Definition("platforms", Range(), ("status.send",))


@pytest.fixture
def clerk(db: None) -> User:  # noqa: ARG001
    return User.objects.create_user("clerk")


@pytest.fixture
def shop(clerk: User) -> Shop:
    """A shop with one report to send."""
    shop = open_shop()
    Membership.objects.create(company=shop.company, user=clerk, role=Role.CLERK)
    shop.take_orders(order(1, placed_at=NOW))
    save_rule(PlatformRule(company=shop.company, name="Sofort", trigger=Trigger.SHIPPED), actor=clerk, at=later(1))
    parcel = add_parcel(shop.documents[0].pk, actor=clerk, at=later(1))
    label = Label("DHL", "", "DHL Paket", "00340434161094015902")
    fix_parcel(parcel.pk, Check(Source.LIVE, OrderStatus.OPEN), label=label, actor=clerk, at=later(1))
    return shop


@pytest.fixture(autouse=True)
def enqueued() -> Iterator[MagicMock]:
    with patch.object(sending, "enqueue_run") as enqueued:
        yield enqueued


def carry_out(batch: BatchRun, at: datetime) -> BatchRun:
    for _ in range(10):
        if advance_batch(batch.pk, at) is not Progress.MORE:
            break
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize(
    ("state", "counts"), [(RecordState.ACCEPTED, {"changed": 1}), (RecordState.REJECTED, {"failed": 1})]
)
def test_a_batch_waits_until_everything_was_sent(
    shop: Shop, clerk: User, enqueued: MagicMock, state: RecordState, counts: dict[str, int]
) -> None:
    batch = carry_out(begin_batch(shop.company, SEND, clerk, later(2)), later(2))
    run = SendingRun.objects.get()
    enqueued.assert_called_with(run.pk)
    assert batch.state == RunState.RUNNING
    take_records(run.pk, later(2))
    StatusRecord.objects.update(state=state)
    SendingRun.objects.update(sent_at=later(3))
    assert carry_out(batch, later(3)).counts == counts


def test_nothing_to_send_is_no_run(shop: Shop, clerk: User) -> None:
    StatusRecord.objects.all().delete()
    batch = carry_out(begin_batch(shop.company, SEND, clerk, later(2)), later(2))
    assert (batch.state, batch.counts, SendingRun.objects.count()) == (RunState.DONE, {}, 0)


def test_a_platform_that_is_not_ready_fails_in_words(shop: Shop, clerk: User) -> None:
    shop.platform.cloud_reference = ""
    shop.platform.save()
    batch = carry_out(begin_batch(shop.company, SEND, clerk, later(2)), later(2))
    assert batch.counts == {"failed": 1}
