"""A company with documents, people, presets and tasks, and an action that tests can watch."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from kogge.automation.actions import ACTIONS, Action, Job
from kogge.automation.models import AutomationService, AutomationTask, Preset, TaskAction, TriggerChoice
from kogge.automation.presets import save_preset
from kogge.automation.rules import Definition, Outcome, Range, Result
from kogge.automation.services import save_service, save_task
from kogge.automation.subjects import DOCUMENTS
from kogge.companies.models import Membership, Role, User
from kogge.companies.permissions import Right
from tests.integration.orders.shop import Shop, open_shop
from tests.orders import order

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MARK = "test.mark"


@dataclass
class Marking(Action):
    """Marks documents as touched, and fails where told to."""

    key = MARK
    label = "Mark"
    subject = DOCUMENTS
    right = Right.CHANGE_DOCUMENTS
    portion = 2
    outcome_of: Callable[[Any], Outcome] = lambda _: Outcome(Result.CHANGED)
    seen: list[str] = field(default_factory=list)

    def run(self, records: Sequence[Any], job: Job) -> list[Outcome]:
        for record in records:
            record.touched_at = job.now
            record.save(update_fields=["touched_at"])
            self.seen.append(record.number)
        return [self.outcome_of(each) for each in records]


@dataclass(frozen=True)
class Office:
    """A shop with a person, and how its tasks are entered."""

    shop: Shop
    user: User
    action: Marking

    def define(self, **range_values: Any) -> Definition:
        return Definition("documents", Range(**range_values), (MARK,))

    def preset(self, name: str = "Marking", definition: Definition | None = None) -> Preset:
        return save_preset(self.shop.company, name, definition or self.define(), actor=self.user, now=NOW)

    def service(self, name: str = "Dienst", **changes: Any) -> AutomationService:
        row = AutomationService(company=self.shop.company, name=name, user=self.user, **changes)
        return save_service(row, self.user, NOW)

    def task(self, *actions: TaskAction, name: str = "Aufgabe", **changes: Any) -> AutomationTask:
        facts = {"trigger": TriggerChoice.CONTINUOUS, "interval_s": 300, "service": None} | changes
        facts["service"] = facts["service"] or self.service()
        row = AutomationTask(company=self.shop.company, name=name, **facts)
        return save_task(row, actions or [TaskAction(preset=self.preset())], self.user, NOW)

    @property
    def marked(self) -> int:
        return sum(1 for each in self.shop.documents if each.touched_at is not None)


@contextmanager
def open_office(orders: int = 5) -> Iterator[Office]:
    """Open a shop with documents and a clerk; the registry has one more action meanwhile."""
    shop = open_shop()
    if orders:
        shop.take_orders(*(order(number) for number in range(1, orders + 1)))
    user = User.objects.create_user("clerk")
    Membership.objects.create(company=shop.company, user=user, role=Role.CLERK)
    action = Marking()
    with patch.dict(ACTIONS, {MARK: action}):
        yield Office(shop, user, action)


def later(minutes: float) -> datetime:
    """Return a moment after NOW."""
    return NOW + timedelta(minutes=minutes)
