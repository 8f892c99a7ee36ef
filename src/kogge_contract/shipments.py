"""Shipments on their way to the platform, and its answers on their way back."""

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kogge_contract.messages import Problem
from kogge_contract.orders import Remark
from kogge_contract.platforms import ReportKind, ReportValue

OTHER_CARRIER = "Other"
"""The carrier code for carriers without a code of their own: the carrier's name says who it is."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ShippedLine(_Message):
    """How much of an order's line is in the parcel."""

    line_reference: str = Field(min_length=1)
    quantity: int = Field(ge=1)


class NewShipment(_Message):
    """One parcel of one order, to be confirmed at the platform, or another status that hangs on the parcel.

    `reference` is the sender's own id of this message: the same one again names the same confirmation and must carry
    the same content. `package_number` names the parcel within the order: the same one in another message corrects it.
    `carrier_name` is needed where `carrier_code` is “Other”.
    """

    reference: str = Field(min_length=1, max_length=100)
    order_reference: str = Field(min_length=1, max_length=100)
    package_number: int = Field(ge=1)
    carrier_code: str = Field(min_length=1, max_length=100)
    carrier_name: str = Field(default="", max_length=100)
    shipping_service: str = Field(default="", max_length=100)
    tracking_number: str = Field(default="", max_length=100)
    shipped_at: AwareDatetime
    lines: tuple[ShippedLine, ...] = Field(min_length=1)
    kind: ReportKind = ReportKind.FULFILLMENT
    value: ReportValue = ReportValue.COMPLETE

    @property
    def is_other_carrier(self) -> bool:
        """Whether the carrier has no code of its own at the platform."""
        return self.carrier_code == OTHER_CARRIER


class ShipmentProgress(StrEnum):
    """How far a confirmation is: taken over, handed to the platform, read back there, or refused by it."""

    QUEUED = "queued"
    SENT = "sent"
    ACCEPTED = "accepted"
    VERIFIED = "verified"
    REJECTED = "rejected"


class ShipmentState(_Message):
    """A confirmation so far. `retry_after_s` > 0 says that nothing was called: advance it again then.

    `problem` is the platform's own text where it refused, or what stands in the way of trying again.
    `remarks` are what somebody may want to know all the same: `carrier_unchecked`, `confirmed_elsewhere`.
    """

    reference: str
    order_reference: str
    package_number: int
    progress: ShipmentProgress
    attempts: int = 0
    retry_after_s: float = 0
    waiting_for: str = ""
    problem: Problem | None = None
    remarks: tuple[Remark, ...] = ()
    sent_at: AwareDatetime | None = None
    accepted_at: AwareDatetime | None = None
    verified_at: AwareDatetime | None = None
