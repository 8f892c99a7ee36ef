"""The registry: every action that batches can carry out."""

from collections.abc import Iterator

from kogge.automation.actions.base import Action, Job, SystemRule
from kogge.automation.actions.documents import ArchiveDocuments, ConvertDocuments, PostDocuments
from kogge.automation.actions.remapping import RemapDocuments
from kogge.automation.actions.retrieving import RetrieveOrders, RetryParkedOrders
from kogge.automation.actions.sending import SendStatus
from kogge.automation.actions.transferring import TRANSFERS
from kogge.automation.errors import RuleUnknown
from kogge.companies.models import Company

__all__ = ["ACTIONS", "Action", "Job", "SystemRule", "find_action", "list_system_rules"]

_ALL = (
    RetrieveOrders(),
    RetryParkedOrders(),
    ConvertDocuments(),
    PostDocuments(),
    ArchiveDocuments(),
    RemapDocuments(),
    SendStatus(),
    *TRANSFERS,
)
ACTIONS: dict[str, Action] = {each.key: each for each in _ALL}


def find_action(key: str) -> Action:
    """Return the action of a key. Raises RuleUnknown."""
    if key not in ACTIONS:
        message = f"There is no action “{key}” (any more): choose the rule anew."
        raise RuleUnknown(message)
    return ACTIONS[key]


def list_system_rules(company: Company, subject: str) -> Iterator[SystemRule]:
    """Yield the rules that Kogge brings along for a kind of record."""
    for action in ACTIONS.values():
        if action.subject.key == subject:
            yield from action.list_rules(company)
