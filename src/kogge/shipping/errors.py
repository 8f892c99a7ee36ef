"""The one error of parcels: something cannot be done with one, and why."""

from kogge.kernel.errors import KoggeError
from kogge.shipping.rules import Refusal


class ShipmentRefused(KoggeError):
    """Something cannot be done with a parcel; `code` is one of rules.Refusal, worded by wording.word_refusal."""

    code = "shipment_refused"

    def __init__(self, refusal: Refusal, name: str) -> None:
        """Name the document or parcel that it is about."""
        super().__init__(f"{name}: {refusal.value}.")
        self.refusal = refusal
        self.code = refusal.value
        self.name = name
