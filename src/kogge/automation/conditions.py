"""Which records of a batch meet a rule's condition."""

from collections.abc import Sequence
from typing import Any

from kogge.automation.rules import DefinitionInvalid


def find_unmet(condition: str, records: Sequence[Any]) -> set[int]:
    """Return the ids of the records that do not meet a condition; every record meets an empty one."""
    if condition and records:
        message = "Conditions of rules cannot be judged yet."
        raise DefinitionInvalid(message)
    return set()
