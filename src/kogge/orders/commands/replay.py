"""The command `kogge replay`: documents mapped again with today's settings."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from kogge.infrastructure.telemetry import configure_logging
from kogge.kernel.errors import KoggeError
from kogge.orders.commands.output import DONE, WITH_OPEN_POINTS, print_result, show_progress
from kogge.orders.remapping import Remapping, remap_orders
from kogge.orders.runs import get_platform


class NothingToReplay(KoggeError):
    """The order that was asked for has no document to map again."""

    code = "nothing_to_replay"


SHOWN = 20
"""Documents that are listed for people; the JSON has all of them."""


@dataclass
class ReplayResult:
    """What mapping again changed, or would change."""

    platform: str
    is_written: bool
    compared: int = 0
    written: int = 0
    proposed: int = 0
    different: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)

    def add(self, outcome: Remapping) -> None:
        """Count one document."""
        self.compared += 1
        self.written += outcome.is_written
        self.proposed += outcome.is_proposed
        names = {"order_reference": outcome.order_reference, "number": outcome.number}
        if outcome.problem:
            self.problems.append(names | {"problem": outcome.problem})
        if outcome.differences:
            # Only which values: what stands in them may be personal.
            fields = sorted({each.field for each in outcome.differences})
            self.different.append(names | {"fields": fields})

    @property
    def status(self) -> int:
        """The exit status: open points where something differs still, or cannot be mapped."""
        open_points = len(self.different) - self.written + len(self.problems)
        return WITH_OPEN_POINTS if open_points else DONE

    def describe(self, *, limit: int | None) -> dict[str, Any]:
        """Return the result; for people no more documents than `limit`."""
        return {
            "platform": self.platform,
            "dry_run": not self.is_written,
            "compared": self.compared,
            "different": len(self.different),
            "written": self.written,
            "proposed": self.proposed,
            "problems": self.problems[:limit],
            "documents": self.different[:limit],
        }


def replay(name: str, *, order_reference: str, write: bool, as_json: bool) -> int:
    """Map a platform's documents again and print what differs. Returns the exit status; raises KoggeErrors.

    Nothing is written without `write`: what comes out then is what it would do.
    """
    configure_logging(as_json=False, level=logging.ERROR)
    platform = get_platform(name)
    references = [order_reference] if order_reference else None
    result = ReplayResult(platform.name, write)
    with show_progress(f"Mapping {name} again") as report:
        for outcome in remap_orders(platform, references, write=write, actor=None, now=datetime.now(UTC)):
            result.add(outcome)
            report(f"{result.compared} compared, {len(result.different)} different")
    if order_reference and not result.compared:
        message = (
            f"Order {order_reference} has no open document of platform “{name}” with the version that the Cloud has: "
            "nothing to map again. Retrieve it first (kogge retrieve … --order)."
        )
        raise NothingToReplay(message)
    print_result(result.describe(limit=None if as_json else SHOWN), as_json=as_json)
    return result.status
