"""Offers on their way up to the platform: stock, prices, new listings, and what became of each."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from kogge_contract.messages import Problem
from kogge_contract.money import Amount, CurrencyCode
from kogge_contract.orders import FulfilledBy, Remark

MOST_ITEMS = 5000
"""Items of one transfer: what is more goes into a second one."""
LARGEST_QUANTITY = 999_999_999


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class OfferPrice(_Message):
    """What a customer of the marketplace pays for one piece, tax as the marketplace shows it; decimal text."""

    amount: Annotated[Amount, Field(gt=0, max_digits=12)]
    currency: CurrencyCode


class ListingMatch(_Message):
    """By what a listing that is not there yet finds the platform's product, and in what condition it is sold."""

    ean: str = Field(pattern=r"^\d{8}$|^\d{12,14}$")
    condition: str = Field(default="new_new", min_length=1, max_length=50)


class ListingOffer(_Message):
    """One offer as it is to be: what is None is left as it is.

    The price is that of the transfer's marketplace; stock is one for all marketplaces of the account. What the platform
    ships itself has no stock here: the platform counts its own. With `match` a listing is made where there is none.
    """

    sku: str = Field(min_length=1, max_length=200)
    fulfilled_by: FulfilledBy = FulfilledBy.MERCHANT
    quantity: int | None = Field(default=None, ge=0, le=LARGEST_QUANTITY)
    price: OfferPrice | None = None
    match: ListingMatch | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.quantity is not None and self.fulfilled_by is not FulfilledBy.MERCHANT:
            message = "stock of an offer that the platform ships itself is never sent"
            raise ValueError(message)
        return self


class NewTransfer(_Message):
    """Offers for one marketplace (a country code), each SKU once.

    `reference` is the sender's own id: the same one again names the same transfer and must carry the same content.
    `language` (`de_DE`) is what the platform's complaints are wished in.
    """

    reference: str = Field(min_length=1, max_length=100)
    marketplace: str = Field(min_length=2, max_length=10)
    language: str = Field(default="de_DE", pattern=r"^[a-z]{2}_[A-Z]{2}$")
    items: tuple[ListingOffer, ...] = Field(min_length=1, max_length=MOST_ITEMS)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len({each.sku for each in self.items}) != len(self.items):
            message = "a SKU stands twice in the transfer"
            raise ValueError(message)
        return self


class TransferProgress(StrEnum):
    """How far a transfer is. DONE: each item has its own result; FAILED: given up, with the reason in `problem`."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ItemOutcome(StrEnum):
    """What became of an item.

    ACCEPTED by the platform, which shows it some minutes later; REJECTED: not without a change; FAILED: nobody knows
    whether it arrived, or it was not sent at all, so it is to be sent again.
    """

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FAILED = "failed"


class ItemResult(_Message):
    """What became of one item; code and message are the platform's own where it complained.

    `remarks` are what somebody may want to know all the same: `stock_withheld`, or the platform's warnings by code.
    """

    sku: str
    outcome: ItemOutcome
    code: str = ""
    message: str = ""
    remarks: tuple[Remark, ...] = ()


class TransferState(_Message):
    """A transfer so far. `retry_after_s` > 0 says that nothing was called: advance it again then."""

    reference: str
    marketplace: str
    progress: TransferProgress
    items: int
    accepted: int = 0
    rejected: int = 0
    failed: int = 0
    way: str = ""
    retry_after_s: float = 0
    waiting_for: str = ""
    problem: Problem | None = None
    finished_at: AwareDatetime | None = None


class ItemResultPage(_Message):
    """Results in the order of the items; `next_after` asks for the page after it, None on the last one."""

    results: tuple[ItemResult, ...] = ()
    next_after: int | None = None
