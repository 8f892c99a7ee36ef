"""Shipments on their way to the platform, and its answers on their way back."""

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from kogge_contract.messages import Problem
from kogge_contract.orders import Remark
from kogge_contract.platforms import CancelReason, ReportKind, ReportValue

OTHER_CARRIER = "Other"
"""The carrier code for carriers without a code of their own: the carrier's name says who it is."""


NO_PARCEL = 0
"""The package number of what is told of the whole order."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ShippedLine(_Message):
    """How much of an order's line is in the parcel."""

    line_reference: str = Field(min_length=1)
    quantity: int = Field(ge=1)


class NewShipment(_Message):
    """One parcel of one order, to be confirmed at the platform; or a status of the parcel, or of the whole order.

    `reference` is the sender's own id of this message: the same one again names the same confirmation and must carry
    the same content. `package_number` names the parcel within the order: the same one in another message corrects it;
    0 stands for a status of the whole order, or of its payment, which has neither carrier nor lines. `shipped_at` is
    when the parcel left, or when the status came to be. `carrier_name` is needed where `carrier_code` is “Other”,
    `cancel_reason` where an order is cancelled.
    """

    reference: str = Field(min_length=1, max_length=100)
    order_reference: str = Field(min_length=1, max_length=100)
    package_number: int = Field(default=NO_PARCEL, ge=NO_PARCEL)
    carrier_code: str = Field(default="", max_length=100)
    carrier_name: str = Field(default="", max_length=100)
    shipping_service: str = Field(default="", max_length=100)
    tracking_number: str = Field(default="", max_length=100)
    shipped_at: AwareDatetime
    lines: tuple[ShippedLine, ...] = ()
    kind: ReportKind = ReportKind.FULFILLMENT
    value: ReportValue = ReportValue.COMPLETE
    cancel_reason: CancelReason | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        """Refuse a parcel without number, carrier or contents."""
        is_parcel = bool(self.package_number and self.carrier_code and self.lines)
        if self.kind is ReportKind.FULFILLMENT and not is_parcel:
            message = "a parcel has a package_number, a carrier_code and lines"
            raise ValueError(message)
        return self

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
