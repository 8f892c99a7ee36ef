"""What every adapter of a kind of platform can do: the questions that the Cloud's features ask.

Each question gets its moment (`now`, UTC) passed in. Calls to the platform raise the errors of `errors.py`, and what
they raise is told to the caller by the contract. A new kind of platform is one class with these methods:
docs/new-platform.md.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from kogge_cloud.adapters.values import Earlier, Parcel, Refusal, StartedFetch, Wait
from kogge_contract.audits import AuditPage, AuditState, NewAudit
from kogge_contract.authorization import SelfAuthorization
from kogge_contract.foreign_work import ForeignWork
from kogge_contract.messages import FetchState, ListingPage, NewFetch
from kogge_contract.order_reports import CollectionPage, CollectionState, NewCollection
from kogge_contract.orders import Order, Remark
from kogge_contract.platforms import KeyAuthorization, MethodNames, PlatformTraits
from kogge_contract.quotas import Quota
from kogge_contract.shipments import NewShipment

if TYPE_CHECKING:
    # The tables lie above: what is a platform's own is asked of its row.
    from kogge_cloud.accounts.models import Registration
    from kogge_cloud.delivery.models import Shipment
    from kogge_cloud.listings.models import Transfer


class Access(Protocol):
    """Registering and signing in."""

    @property
    def traits(self) -> PlatformTraits:
        """What this kind of platform is like."""

    def check_registration(self, region: str, marketplaces: tuple[str, ...]) -> None:
        """Refuse a region or marketplaces that do not exist. Raises RegionUnknown, MarketplaceUnknown."""

    def check_keys(self, keys: KeyAuthorization) -> SelfAuthorization:
        """Try a shop's keys and return them as they are kept. Raises NotOffered, ShopUnreachable, KeysRejected."""


class Fetching(Protocol):
    """Orders on their way into the feed."""

    def start_fetch(self, registration: "Registration", new: NewFetch, now: datetime) -> StartedFetch:
        """Begin a fetch, or return the one of this reference. Raises FetchContradictory, NotAuthenticated."""

    def advance_fetch(self, registration: "Registration", reference: str, now: datetime) -> FetchState:
        """Make a fetch's next call, at most one. Raises FetchUnknown."""

    def read_listing(
        self, registration: "Registration", since: datetime | None, token: str, now: datetime
    ) -> ListingPage:
        """List a page of what the platform shows at this moment, without personal data."""

    def start_audit(self, registration: "Registration", new: NewAudit, now: datetime) -> tuple[AuditState, bool]:
        """Ask in a second way which orders there are; return whether that is new. Raises NotOffered."""

    def advance_audit(self, registration: "Registration", reference: str, now: datetime) -> AuditState:
        """Make an audit's next call. Raises NotOffered, AuditUnknown."""

    def read_audit(self, registration: "Registration", reference: str, after: str, limit: int) -> AuditPage:
        """Return a page of an audit's orders. Raises NotOffered, AuditUnknown."""

    def find_due(
        self, registrations: Sequence["Registration"], notified: Mapping[int, datetime | None], now: datetime
    ) -> dict[int, datetime]:
        """Return when the next listing of changes is sensible, by the platforms' keys; few reads for many platforms.

        `notified` has those that tell of changes themselves, with when they last did (UTC).
        """

    def list_methods(self, registration: "Registration", now: datetime) -> MethodNames:
        """Return by which payment and shipping methods orders may come, in the words of orders. Raises NotOffered."""

    def find_foreign_work(self, registration: "Registration", now: datetime) -> ForeignWork:
        """Return what at the platform is not of the Cloud's doing, with at most one call. Raises NotOffered."""

    def list_quotas(self, registrations: Sequence["Registration"], now: datetime) -> list[Quota]:
        """Return how many calls each platform still allows; none where calls are not counted."""


class Collecting(Protocol):
    """Orders as the platform's own reports tell of them: the old way."""

    def start_collection(
        self, registration: "Registration", new: NewCollection, now: datetime
    ) -> tuple[CollectionState, bool]:
        """Begin to read the order reports; return whether that is new. Raises NotOffered, NotAuthenticated."""

    def advance_collection(self, registration: "Registration", reference: str, now: datetime) -> CollectionState:
        """Make a collection's next call. Raises NotOffered, CollectionUnknown."""

    def read_collection(self, registration: "Registration", reference: str, after: int, limit: int) -> CollectionPage:
        """Return some of a collection's orders. Raises NotOffered, CollectionUnknown."""

    def forget_collection(self, registration: "Registration", reference: str) -> None:
        """Delete a collection that was taken over. Raises NotOffered."""


class Reporting(Protocol):
    """Parcels and states on their way back."""

    @property
    def first_look_s(self) -> float:
        """How soon the platform shows what it accepted."""

    @property
    def lost_message(self) -> str:
        """What to say when the platform accepted a report and never showed it."""

    def find_refusal(self, shipment: NewShipment, order: Order) -> Refusal | None:
        """Return what the platform itself would have against a report, None where nothing speaks against it."""

    def list_remarks(self, shipment: NewShipment, order: Order) -> tuple[Remark, ...]:
        """Return what could not be checked before sending."""

    def advance_together(self, shipment: "Shipment", now: datetime) -> Wait | None:
        """Make the next call of a report that the platform takes only together with others, and record its answer.

        None for what is told by itself, and once nothing is left but to look. See delivery/README.md.
        """

    def send_report(
        self, registration: "Registration", shipment: NewShipment, order: Order, earlier: Earlier, now: datetime
    ) -> None:
        """Tell the platform; doing it twice is harmless. After PlatformUnavailable it may have been done."""

    def read_parcels(self, registration: "Registration", shipment: NewShipment, now: datetime) -> list[Parcel]:
        """Look what the platform shows: for a report that is no parcel, the parcel as it was sent once it is so."""

    def may_be_done(self, refused: str) -> bool:
        """Tell whether a refusal in these words may mean that it is done already."""


class Offering(Protocol):
    """Stock and prices on their way up."""

    def currency_of(self, marketplace: str) -> str | None:
        """Return the currency of a marketplace's prices, None where any may be sent. Raises MarketplaceUnknown."""

    def advance_transfer(self, transfer: "Transfer", now: datetime) -> None:
        """Make a transfer's next call, record its answer; the caller looks after order and leases."""


class Calling(Protocol):
    """Platforms that call an address of ours when something changed."""

    @property
    def has_webhooks(self) -> bool:
        """Whether they do; others that notify write to a queue."""

    def put_webhooks(self, registration: "Registration", url: str) -> None:
        """Have the platform call an address, and no other one of ours; twice is harmless. Raises NotOffered."""

    def remove_webhooks(self, registration: "Registration") -> None:
        """Have the platform call us no longer. Raises NotOffered."""


class Adapter(Access, Fetching, Collecting, Reporting, Offering, Calling, Protocol):
    """A kind of platform."""
