"""What can go wrong with a changeover."""

from collections.abc import Sequence
from enum import StrEnum

from kogge.changeover.rules import Check
from kogge.kernel.errors import KoggeError


class PrerequisitesMissing(KoggeError):
    """Something has to be put right before the orders can come by the Cloud."""

    code = "prerequisites_missing"

    def __init__(self, platform: str, obstacles: Sequence[Check]) -> None:
        """Name the platform and what is missing."""
        names = ", ".join(obstacles)
        super().__init__(f"The orders of platform “{platform}” were not given to the Cloud: {names} first.")
        self.obstacles = tuple(obstacles)


class Refusal(StrEnum):
    """Why an old document is not taken over, or not given back."""

    ALREADY_DONE = "already_done"
    NOT_ADOPTED = "not_adopted"
    DOCUMENT_TAKEN = "document_taken"
    ORDER_HAS_DOCUMENT = "order_has_document"
    BUYER_KNOWN = "buyer_known"
    SOMETHING_CAME = "something_came"


class AdoptionRefused(KoggeError):
    """An order's old document stays as it is; `refusal` says why."""

    code = "adoption_refused"

    def __init__(self, order_reference: str, refusal: Refusal) -> None:
        """Name the order."""
        super().__init__(f"Nothing was changed for order {order_reference}: {_REFUSALS[refusal]}")
        self.refusal = refusal


_REFUSALS = {
    Refusal.ALREADY_DONE: "its document was taken over already.",
    Refusal.NOT_ADOPTED: "its document was not taken over.",
    Refusal.DOCUMENT_TAKEN: "the document belongs to an order already, or was made of another document.",
    Refusal.ORDER_HAS_DOCUMENT: "it has a document already. Look for duplicates.",
    Refusal.BUYER_KNOWN: "the buyer is another customer already. Merge the two on the customers' page.",
    Refusal.SOMETHING_CAME: "order or document changed since then. Cancel or archive the document instead.",
}


class InspectionRunning(KoggeError):
    """The same search is under way."""

    code = "inspection_running"
