"""Shopware 6 as the Cloud's features see it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NoReturn

from kogge_cloud.accounts.errors import MarketplaceUnknown, RegionUnknown
from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import AccessDenied, ApplicationRejected, NotOffered, PlatformError
from kogge_cloud.adapters.values import Earlier, Parcel, Refusal, StartedFetch
from kogge_cloud.delivery.models import Shipment
from kogge_cloud.fetches.queries import find_due, get_fetch
from kogge_cloud.fetches.services import advance_fetch, start_fetch
from kogge_cloud.listings.models import Transfer
from kogge_cloud.shopware.client import send
from kogge_cloud.shopware.errors import AddressInvalid, KeysRejected, RightsMissing, ShopPrivate, ShopUnreachable
from kogge_cloud.shopware.login import request_token
from kogge_cloud.shopware.pages import list_methods, read_listing, read_page
from kogge_cloud.shopware.reports import read_parcels, send_report
from kogge_cloud.shopware.rules import read_address
from kogge_cloud.shopware.states import REPORTS
from kogge_cloud.shopware.transfers import take_step
from kogge_cloud.shopware.webhooks import put_webhooks, remove_webhooks
from kogge_contract.audits import AuditPage, AuditState, NewAudit
from kogge_contract.authorization import SelfAuthorization
from kogge_contract.foreign_work import ForeignWork
from kogge_contract.messages import FetchState, ListingPage, NewFetch
from kogge_contract.order_reports import CollectionPage, CollectionState, NewCollection
from kogge_contract.orders import Order, OrderStatus, Remark
from kogge_contract.platforms import KeyAuthorization, MethodNames, PlatformTraits, SignIn
from kogge_contract.quotas import Quota
from kogge_contract.shipments import NewShipment

TRAITS = PlatformTraits(
    kind="shopware", name="Shopware 6", sign_in=SignIn.KEYS, reports=REPORTS, names_methods=True, notifies=True
)
_ILLEGAL = "ILLEGAL_STATE_TRANSITION"


class ShopwareAdapter:
    """Answers for every platform of the kind “shopware”."""

    traits = TRAITS
    has_webhooks = True
    first_look_s = 0.0
    lost_message = (
        "The shop accepted the report twice, but does not show it. Look at the order in its administration: a plug-in "
        "or a flow may put the state back."
    )

    def check_registration(self, region: str, marketplaces: tuple[str, ...]) -> None:
        """Refuse both: a shop has neither. Raises RegionUnknown, MarketplaceUnknown."""
        if region:
            message = "A shop has no region: leave it empty."
            raise RegionUnknown(message)
        if marketplaces:
            message = "A shop has no marketplaces: leave them empty."
            raise MarketplaceUnknown(message, marketplace=marketplaces[0])

    def check_keys(self, keys: KeyAuthorization) -> SelfAuthorization:
        """Sign in with a shop's keys and look at one order, so that what is wrong is told where it was entered.

        Raises AddressInvalid, ShopPrivate, ShopUnreachable, KeysRejected, RightsMissing.
        """
        try:
            address = read_address(keys.address)
        except ValueError as error:
            message = "This is no address of a shop: it begins with https:// and has neither a name nor a query in it."
            raise AddressInvalid(message) from error
        credentials = SelfAuthorization(
            client_id=keys.access_key.strip(),
            client_secret=keys.secret.strip(),
            refresh_token="",
            seller_reference=address,
        )
        try:
            token = str(request_token(credentials)["access_token"])
            send(address, token, "POST", "/api/search/order", {"limit": 1, "includes": {"order": ["id"]}})
        except ApplicationRejected as error:
            raise KeysRejected(error.message) from error
        except AccessDenied as error:
            raise RightsMissing(error.message) from error
        except ShopPrivate:
            raise
        except PlatformError as error:
            raise ShopUnreachable(f"{error.message} Is this the address of a Shopware 6 shop?") from error
        return credentials

    def start_fetch(self, registration: Registration, new: NewFetch, now: datetime) -> StartedFetch:
        """Begin a fetch, or return the one of this reference. Raises FetchContradictory, NotAuthenticated."""
        return start_fetch(registration, new, now)

    def advance_fetch(self, registration: Registration, reference: str, now: datetime) -> FetchState:
        """Read a fetch's next page. Raises FetchUnknown."""
        return advance_fetch(get_fetch(registration, reference), read_page, now)

    def read_listing(
        self,
        registration: Registration,
        since: datetime | None,
        token: str,
        now: datetime,  # noqa: ARG002 - the protocol's
    ) -> ListingPage:
        """List a page of what the shop shows at this moment."""
        return read_listing(registration, since, token)

    def start_audit(self, registration: Registration, new: NewAudit, now: datetime) -> tuple[AuditState, bool]:  # noqa: ARG002
        """Refuse: a shop has no second way to tell. Raises NotOffered."""
        _refuse_audit()

    def advance_audit(self, registration: Registration, reference: str, now: datetime) -> AuditState:  # noqa: ARG002
        """Refuse: a shop has no second way to tell. Raises NotOffered."""
        _refuse_audit()

    def read_audit(self, registration: Registration, reference: str, after: str, limit: int) -> AuditPage:  # noqa: ARG002
        """Refuse: a shop has no second way to tell. Raises NotOffered."""
        _refuse_audit()

    def start_collection(
        self,
        registration: Registration,  # noqa: ARG002 - the protocol's
        new: NewCollection,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> tuple[CollectionState, bool]:
        """Refuse: a shop makes no order reports. Raises NotOffered."""
        _refuse_collection()

    def advance_collection(self, registration: Registration, reference: str, now: datetime) -> CollectionState:  # noqa: ARG002
        """Refuse: a shop makes no order reports. Raises NotOffered."""
        _refuse_collection()

    def read_collection(self, registration: Registration, reference: str, after: int, limit: int) -> CollectionPage:  # noqa: ARG002
        """Refuse: a shop makes no order reports. Raises NotOffered."""
        _refuse_collection()

    def forget_collection(self, registration: Registration, reference: str) -> None:  # noqa: ARG002
        """Refuse: a shop makes no order reports. Raises NotOffered."""
        _refuse_collection()

    def find_due(
        self,
        registrations: Sequence[Registration],
        notified: Mapping[int, datetime | None],
        now: datetime,
    ) -> dict[int, datetime]:
        """Return when shops are to be listed again: soon after they called, else now and then."""
        return find_due(registrations, notified, now)

    def list_methods(self, registration: Registration, now: datetime) -> MethodNames:  # noqa: ARG002 - the protocol's
        """Return the shop's active payment and shipping methods."""
        return list_methods(registration)

    def find_foreign_work(self, registration: Registration, now: datetime) -> ForeignWork:  # noqa: ARG002 - the protocol's
        """Refuse: a shop tells nothing of other programs. Raises NotOffered."""
        message = "A Shopware shop does not tell what other programs do there."
        raise NotOffered(message)

    def list_quotas(self, registrations: Sequence[Registration], now: datetime) -> list[Quota]:  # noqa: ARG002
        """Return none: a shop counts no calls."""
        return []

    def find_refusal(self, shipment: NewShipment, order: Order) -> Refusal | None:
        """Leave a cancelled order as it is, but for its payment; what else it refuses the shop says itself."""
        if order.status is OrderStatus.CANCELLED and shipment.kind != "PAYMENT" and shipment.value != "CANCELLED":
            return Refusal("order_cancelled", "The order is cancelled in the shop: its state stays as it is.")
        return None

    def list_remarks(self, shipment: NewShipment, order: Order) -> tuple[Remark, ...]:  # noqa: ARG002
        """Return nothing: a shop takes any carrier."""
        return ()

    def advance_together(self, shipment: Shipment, now: datetime) -> None:
        """Return None: a shop is told each by itself."""

    def send_report(
        self,
        registration: Registration,
        shipment: NewShipment,
        order: Order,
        earlier: Earlier,
        now: datetime,  # noqa: ARG002 - the protocol's
    ) -> None:
        """Write tracking codes and move states; doing it twice changes nothing."""
        send_report(registration, shipment, order, earlier)

    def read_parcels(self, registration: Registration, shipment: NewShipment, now: datetime) -> list[Parcel]:  # noqa: ARG002
        """Look what the shop shows."""
        return read_parcels(registration, shipment)

    def may_be_done(self, refused: str) -> bool:
        """Tell whether somebody else may have moved the state meanwhile."""
        return _ILLEGAL in refused

    def currency_of(self, marketplace: str) -> str | None:  # noqa: ARG002
        """Return None: a shop's products have a price for each of its currencies."""
        return None

    def advance_transfer(self, transfer: Transfer, now: datetime) -> None:
        """Bring the next products up to date."""
        take_step(transfer, now)

    def put_webhooks(self, registration: Registration, url: str) -> None:
        """Have the shop call an address when an order was placed or its state changed."""
        put_webhooks(registration, url)

    def remove_webhooks(self, registration: Registration) -> None:
        """Have the shop call us no longer."""
        remove_webhooks(registration)


def _refuse_audit() -> NoReturn:
    message = "A shop has no second way to tell which orders there are: compare with its listing."
    raise NotOffered(message)


def _refuse_collection() -> NoReturn:
    message = "A shop makes no reports of its orders: fetch them."
    raise NotOffered(message)


adapter = ShopwareAdapter()
