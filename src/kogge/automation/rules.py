"""What a batch does and when an action of a task is carried out: pure values and decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from kogge.kernel.errors import KoggeError


class DefinitionInvalid(KoggeError):
    """A stored definition of a batch cannot be read."""

    code = "definition_invalid"


class RangeKind(StrEnum):
    """Which records a batch looks at."""

    ALL = "all"
    SELECTION = "selection"
    FILTER = "filter"
    PLATFORM = "platform"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Range:
    """The records of a batch. `values` depend on the kind.

    SELECTION: `ids`; FILTER: `query`, a list's query string; PLATFORM: `platform`, its id; FREE: what the subject's
    own form asks for, such as `number_from` and `number_until`.
    """

    kind: RangeKind = RangeKind.ALL
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a batch does: on which kind of record (`subject`), in which range, by which rules, in their order.

    A rule is named by its reference: an action's key for what Kogge brings along, `own:ID` for a company's own one.
    """

    subject: str
    range: Range
    rules: tuple[str, ...]

    def describe(self) -> dict[str, Any]:
        """Return the definition as JSON."""
        return {
            "subject": self.subject,
            "range": {"kind": self.range.kind.value, "values": dict(self.range.values)},
            "rules": list(self.rules),
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Read a definition from JSON. Raises DefinitionInvalid."""
        try:
            kind = RangeKind(stored["range"]["kind"])
            return cls(stored["subject"], Range(kind, stored["range"].get("values", {})), tuple(stored["rules"]))
        except (KeyError, TypeError, ValueError) as error:
            message = "The stored definition of the batch cannot be read: save it anew."
            raise DefinitionInvalid(message) from error


class Result(StrEnum):
    """What came of one record."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action did to one record.

    `code` with `values` says why, for SKIPPED and FAILED always. `counts` are what is counted, by default the record
    itself: an order retrieval is one record and counts orders. An outcome that is still to come has a `handle` instead
    of a result: the action is asked about it again. `is_structural`: trying again without a change is useless.
    """

    result: Result | None
    code: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] | None = None
    handle: str = ""
    is_structural: bool = False

    def count(self) -> Mapping[str, int]:
        """Return what this outcome adds to the batch's numbers."""
        if self.counts is not None:
            return self.counts
        return {self.result.value: 1} if self.result else {}


def add_counts(counts: Mapping[str, int], more: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sum of counts, by name."""
    total = dict(counts)
    for each in more:
        for name, number in each.items():
            total[name] = total.get(name, 0) + number
    return total


class Condition(StrEnum):
    """When an action of a task is carried out."""

    ALWAYS = "always"
    PREVIOUS_EXECUTED = "previous_executed"
    DATA_PROCESSED = "data_processed"
    PROTOCOL_WRITTEN = "protocol_written"
    PROTOCOL_OF_TWO = "protocol_of_two"
    WARNINGS = "warnings"
    ERRORS = "errors"


LINES_OF_LONG_PROTOCOL = 2
PROCESSED = (Result.CREATED, Result.CHANGED)


@dataclass(frozen=True, slots=True)
class Course:
    """What happened so far in a run of a task: was the action before carried out, and what do all of them say.

    `lines` counts the lines of the protocol (event log), `warnings` and `errors` those of that level among them.
    """

    previous_executed: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    lines: int = 0
    warnings: int = 0
    errors: int = 0

    @property
    def processed(self) -> int:
        """How many records were created or changed."""
        return sum(self.counts.get(each.value, 0) for each in PROCESSED)


def is_met(condition: Condition, course: Course) -> bool:
    """Tell whether an action is to be carried out now (guide, step 9)."""
    return {
        Condition.ALWAYS: True,
        Condition.PREVIOUS_EXECUTED: course.previous_executed,
        Condition.DATA_PROCESSED: course.processed > 0,
        Condition.PROTOCOL_WRITTEN: course.lines > 0,
        Condition.PROTOCOL_OF_TWO: course.lines >= LINES_OF_LONG_PROTOCOL,
        Condition.WARNINGS: course.warnings > 0,
        Condition.ERRORS: course.errors > 0,
    }[condition]
