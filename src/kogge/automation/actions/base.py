"""What an action of a batch is: a new one is one small class, and a line in the registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise

from kogge.automation.rules import Outcome
from kogge.automation.subjects import Subject
from kogge.companies.models import Company, User
from kogge.companies.permissions import Right

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Job:
    """What an action is told beside the records: for whom, under whose rights, when (UTC), with the rule's values.

    `is_by_task`: nobody asked for it just now, so that the journal need not tell of it.
    """

    company: Company
    user: User
    now: datetime
    values: Mapping[str, Any] = field(default_factory=dict)
    is_by_task: bool = False


@dataclass(frozen=True, slots=True)
class SystemRule:
    """A rule that Kogge brings along (Systemvorgabe): an action with its values, for all records of the range.

    `reference` is stable: presets name it.
    """

    reference: str
    label: Text
    action: str
    values: Mapping[str, Any] = field(default_factory=dict)


class Action:
    """Something that can be done to the records of a batch.

    Records come in portions of `portion`. By default a portion is one transaction with the note of what was done, so
    that each record is done once, whenever a worker dies; an action that talks to others meanwhile is not `is_atomic`:
    it may be asked twice for the same records, and must then find them done.
    """

    key: str
    label: Text
    subject: ClassVar[Subject]
    right: ClassVar[Right]
    portion: ClassVar[int] = 200
    is_atomic: ClassVar[bool] = True

    def list_rules(self, company: Company) -> list[SystemRule]:  # noqa: ARG002 - some depend on the company
        """Return the rules that Kogge brings along for the action."""
        return [SystemRule(self.key, self.label, self.key)]

    def narrow(self, rows: QuerySet[Any], job: Job) -> QuerySet[Any]:  # noqa: ARG002 - some depend on the values
        """Leave out of a range what there is nothing to do with, so that a batch over all of it is quick."""
        return rows

    def run(self, records: Sequence[Any], job: Job) -> list[Outcome]:
        """Do it to the records and return what came of each, in their order; refusals are outcomes, not errors."""
        raise NotImplementedError

    def hand_over(self, handles: Sequence[str]) -> None:
        """Begin what `run` left to others, after its transaction; doing it twice is once."""

    def stop(self, handle: str, job: Job) -> None:
        """Have something that was handed over end soon; it is asked about as before."""

    def ask(self, handle: str) -> Outcome | None:
        """Return what came of something that was handed over; None while it is under way."""
        raise NotImplementedError
