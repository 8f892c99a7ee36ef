"""Work that the engine still knows, of a database that was restored from a backup and does not know it any more."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from kogge.automation import workflows as automation
from kogge.backups import workflows as backups
from kogge.changeover import workflows as changeover
from kogge.data_imports import workflows as data_imports
from kogge.infrastructure import engine
from kogge.infrastructure.work import WorkLost
from kogge.middleware import workflows as middleware
from kogge.orders import repairing
from kogge.orders import workflows as orders
from kogge.status import workflows as status
from kogge.transfers import workflows as transfers

pytestmark = pytest.mark.django_db

LOST = 4711
PART = "4711-20260102T030405678901"

STEPS: list[Callable[[], object]] = [
    lambda: automation.take(LOST),
    lambda: automation.advance(LOST),
    lambda: backups.make_once(LOST),
    lambda: changeover.do_pieces(LOST),
    lambda: data_imports.do_pieces(LOST),
    lambda: middleware.advance(PART),
    lambda: middleware.take(PART),
    lambda: middleware.end(LOST, PART, {"progress": "done"}),
    lambda: orders.advance_fetch(LOST),
    lambda: orders.take_page(LOST),
    lambda: orders.finish(LOST),
    lambda: repairing.repair(LOST, "028-1111111-1111111"),
    lambda: status.take(LOST),
    lambda: status.advance(LOST),
    lambda: status.count_round(LOST),
    lambda: transfers.advance(LOST),
    lambda: transfers.look_at_access(LOST),
]


@pytest.mark.parametrize("step", STEPS)
def test_each_step_says_that_its_work_is_lost(step: Callable[[], object]) -> None:
    with pytest.raises(WorkLost, match=r"is not here: this database was restored"):
        step()


def test_a_lost_workflow_ends_with_a_line_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    # A workflow closes its connections; here the test's transaction is on them.
    monkeypatch.setattr(engine, "connections", SimpleNamespace(close_all=lambda: None))
    with capture_logs() as lines:
        automation.carry_out.__wrapped__(LOST)
        middleware.sync.__wrapped__(LOST)
    assert [(each["event"], each["log_level"]) for each in lines] == [("workflow.lost", "warning")]
