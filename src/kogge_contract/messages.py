"""Requests and answers of the contract's HTTP API, version 1."""

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kogge_contract.authorization import AuthorizationState, ExpiryWarning
from kogge_contract.money import Amount, CurrencyCode
from kogge_contract.orders import FulfilledBy, OrderStatus

CONTRACT_VERSION = "1"

HIGHEST_SEQUENCE = 2**53
"""Of a feed: what every reader of JSON takes exactly."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Problem(_Message):
    """The body of every refusal. `permanent` tells whether the same request can ever succeed."""

    code: str
    message: str
    permanent: bool = True
    details: dict[str, str] = Field(default_factory=dict)


class Status(_Message):
    """Who answers, and its clock."""

    name: str
    version: str
    time: AwareDatetime


class AccessToken(_Message):
    """Answer of the token endpoint (RFC 6749, section 5.1)."""

    access_token: str = Field(repr=False)
    token_type: str = "Bearer"  # noqa: S105 - a scheme, no secret
    expires_in: int


class NewPlatform(_Message):
    """A sales channel account to be registered; `marketplaces` are country codes."""

    kind: str
    name: str = Field(min_length=1, max_length=200)
    region: str
    marketplaces: tuple[str, ...]


class ChangedPlatform(_Message):
    """New values of a registered platform; what is None stays as it is."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    region: str | None = None
    marketplaces: tuple[str, ...] | None = None


class PlatformState(_Message):
    """A registered platform as the Cloud sees it."""

    reference: str
    kind: str
    name: str
    region: str
    marketplaces: tuple[str, ...]
    state: AuthorizationState
    state_reason: str = ""
    seller_reference: str = ""
    listed_until: AwareDatetime | None = None
    authorized_at: AwareDatetime | None = None
    warnings: tuple[ExpiryWarning, ...] = ()


class NewFetch(_Message):
    """Ask the platform for orders: a window of changes, one order, or (backfill) everything it lists.

    `reference` is the caller's own id: the same one again names the same fetch. `hinted_only` reads just the orders
    that the platform pointed at, and lists nothing. `taken` is up to where the caller has taken the feed over for good:
    a Cloud that was restored from a backup learns by it what its feed has to go on after.
    """

    reference: str = Field(min_length=1, max_length=100)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    order_reference: str | None = None
    backfill: bool = False
    hinted_only: bool = False
    taken: int = Field(default=0, ge=0, le=HIGHEST_SEQUENCE)


class FetchProgress(StrEnum):
    """How far a fetch is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class FetchState(_Message):
    """A fetch so far. `retry_after_s` > 0 says that nothing was called: ask again then."""

    reference: str
    progress: FetchProgress
    pages: int = 0
    orders_listed: int = 0
    orders_changed: int = 0
    retry_after_s: float = 0
    waiting_for: str = ""
    problem: Problem | None = None


class Acknowledgement(_Message):
    """Everything up to and including `sequence` has been taken over for good."""

    sequence: int = Field(ge=0)


class ListedOrder(_Message):
    """An order as the platform lists it at this moment: enough to reconcile, no personal data."""

    reference: str
    status: OrderStatus
    fulfilled_by: FulfilledBy
    updated_at: AwareDatetime
    currency: CurrencyCode | None = None
    total: Amount | None = None


class ListingPage(_Message):
    """One page of a listing; no `next_token` on the last one."""

    orders: tuple[ListedOrder, ...] = ()
    next_token: str | None = None
    retry_after_s: float = 0
