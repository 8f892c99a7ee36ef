"""Invoices on their way to the platform, and its answers on their way back."""

from pydantic import AwareDatetime, Base64Bytes, BaseModel, ConfigDict, Field

from kogge_contract.messages import Problem
from kogge_contract.money import Money
from kogge_contract.orders import Remark
from kogge_contract.shipments import ShipmentProgress

MOST_BYTES = 1_500_000
"""So large a PDF is at most: invoices of a hundred lines have a tenth of it."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class NewInvoice(_Message):
    """The merchant's own invoice of one order, to be shown to its buyer by the platform.

    `reference` is the sender's own id of this message: the same one again names the same upload and must carry the same
    content. `total` is with tax, `tax` what of it is tax.
    """

    reference: str = Field(min_length=1, max_length=100)
    order_reference: str = Field(min_length=1, max_length=100)
    number: str = Field(min_length=1, max_length=100)
    total: Money
    tax: Money
    pdf: Base64Bytes = Field(min_length=1, max_length=MOST_BYTES, repr=False)


class InvoiceState(_Message):
    """An upload so far. `retry_after_s` > 0 says that nothing was called: advance it again then.

    Accepted is what the platform took on; verified is what its own report says it kept. `problem` is the platform's own
    text where it refused, or what stands in the way of trying again.
    """

    reference: str
    order_reference: str
    number: str
    progress: ShipmentProgress
    attempts: int = 0
    retry_after_s: float = 0
    waiting_for: str = ""
    problem: Problem | None = None
    remarks: tuple[Remark, ...] = ()
    sent_at: AwareDatetime | None = None
    accepted_at: AwareDatetime | None = None
    verified_at: AwareDatetime | None = None
