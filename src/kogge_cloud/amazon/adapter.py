"""Amazon as the Cloud's features see it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NoReturn

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import NotOffered, PlatformError
from kogge_cloud.adapters.values import Earlier, Parcel, Refusal, StartedFetch, Wait, is_parcel, sent_parcel
from kogge_cloud.amazon.audits import move_audit, start_audit
from kogge_cloud.amazon.cancelling import advance_cancellation
from kogge_cloud.amazon.carriers import find_carrier_refusal, list_carrier_remarks
from kogge_cloud.amazon.collecting import (
    describe_collection,
    forget_collection,
    get_collection,
    move_collection,
    read_collected,
    start_collection,
)
from kogge_cloud.amazon.due import find_due
from kogge_cloud.amazon.foreign_work import find_foreign_work
from kogge_cloud.amazon.marketplaces import REGION_URLS, get_marketplace, require_known
from kogge_cloud.amazon.pages import read_listing
from kogge_cloud.amazon.parcels import shown_parcel
from kogge_cloud.amazon.queries import describe_audit, describe_fetch, get_audit, get_fetch, read_audit_page
from kogge_cloud.amazon.services import advance_fetch, start_fetch
from kogge_cloud.amazon.shipments import is_cancelled, may_be_confirmed, read_packages, send_confirmation
from kogge_cloud.amazon.supplies import list_quotas
from kogge_cloud.amazon.transfers import take_step
from kogge_cloud.delivery.models import Shipment
from kogge_cloud.listings.models import Transfer
from kogge_contract.audits import AuditPage, AuditState, NewAudit
from kogge_contract.authorization import SelfAuthorization
from kogge_contract.foreign_work import ForeignWork
from kogge_contract.messages import FetchState, ListingPage, NewFetch
from kogge_contract.order_reports import CollectionPage, CollectionState, NewCollection
from kogge_contract.orders import Order, Remark
from kogge_contract.platforms import (
    CANCELLED,
    INVOICED,
    SHIPPED,
    KeyAuthorization,
    MethodNames,
    PlatformTraits,
    SignIn,
    standard,
)
from kogge_contract.quotas import Quota
from kogge_contract.shipments import NO_PARCEL, NewShipment

TRAITS = PlatformTraits(
    kind="amazon",
    name="Amazon",
    sign_in=SignIn.CONSENT,
    takes_own_application=True,
    regions=tuple(REGION_URLS),
    has_marketplaces=True,
    notifies=True,
    has_order_reports=True,
    reports=(SHIPPED, INVOICED, CANCELLED),
    # Amazon's shipping performance policy.
    shipping_standard=standard(late_below="4", tracking_above="95", cancelled_below="2.5"),
)


class AmazonAdapter:
    """Answers for every platform of the kind “amazon”."""

    traits = TRAITS
    has_webhooks = False
    first_look_s = 60.0
    lost_message = (
        "Amazon accepted the confirmation twice, but shows no parcel. Usually it does not know the carrier: look at "
        "the order in Seller Central, and confirm again with a carrier that is offered there, or with “Other” and its "
        "name."
    )

    def check_registration(self, region: str, marketplaces: tuple[str, ...]) -> None:
        """Refuse a region or marketplaces that do not exist. Raises RegionUnknown, MarketplaceUnknown."""
        require_known(region, marketplaces)

    def check_keys(self, keys: KeyAuthorization) -> SelfAuthorization:  # noqa: ARG002 - the protocol's
        """Sellers consent in their browser. Raises NotOffered."""
        message = "Amazon has no keys of a shop: the seller gives access in the browser."
        raise NotOffered(message)

    def start_fetch(self, registration: Registration, new: NewFetch, now: datetime) -> StartedFetch:
        """Begin a fetch, or return the one of this reference. Raises FetchContradictory, NotAuthenticated."""
        started = start_fetch(registration, new, now)
        return StartedFetch(describe_fetch(started.fetch, now), started.is_new)

    def advance_fetch(self, registration: Registration, reference: str, now: datetime) -> FetchState:
        """Make a fetch's next call, at most one. Raises FetchUnknown."""
        return advance_fetch(get_fetch(registration, reference), now)

    def read_listing(
        self, registration: Registration, since: datetime | None, token: str, now: datetime
    ) -> ListingPage:
        """List a page of what Amazon shows at this moment."""
        return read_listing(registration, since, token, now)

    def start_audit(self, registration: Registration, new: NewAudit, now: datetime) -> tuple[AuditState, bool]:
        """Ask for Amazon's report of all orders."""
        audit = start_audit(registration, new, now)
        return describe_audit(audit, now), audit.created_at == now

    def advance_audit(self, registration: Registration, reference: str, now: datetime) -> AuditState:
        """Make an audit's next call. Raises AuditUnknown."""
        move_audit(get_audit(registration, reference), now)
        return describe_audit(get_audit(registration, reference), now)

    def read_audit(self, registration: Registration, reference: str, after: str, limit: int) -> AuditPage:
        """Return a page of an audit's orders. Raises AuditUnknown."""
        return read_audit_page(get_audit(registration, reference), after, limit)

    def start_collection(
        self, registration: Registration, new: NewCollection, now: datetime
    ) -> tuple[CollectionState, bool]:
        """Begin to read Amazon's order reports. Raises NotAuthenticated."""
        collection, is_new = start_collection(registration, new, now)
        return describe_collection(collection, now), is_new

    def advance_collection(self, registration: Registration, reference: str, now: datetime) -> CollectionState:
        """Make a collection's next call. Raises CollectionUnknown."""
        move_collection(get_collection(registration, reference), now)
        return describe_collection(get_collection(registration, reference), now)

    def read_collection(self, registration: Registration, reference: str, after: int, limit: int) -> CollectionPage:
        """Return some of a collection's orders. Raises CollectionUnknown."""
        return read_collected(get_collection(registration, reference), after, limit)

    def forget_collection(self, registration: Registration, reference: str) -> None:
        """Delete a collection that was taken over."""
        forget_collection(registration, reference)

    def find_due(
        self, registrations: Sequence[Registration], notified: Collection[int], now: datetime
    ) -> dict[int, datetime]:
        """Return when the next listing of changes is worth its quota."""
        return find_due(registrations, notified, now)

    def list_methods(self, registration: Registration, now: datetime) -> MethodNames:  # noqa: ARG002 - the protocol's
        """Refuse: Amazon has no list of them. Raises NotOffered."""
        message = "Amazon has no list of payment and shipping methods: the words stand on its orders."
        raise NotOffered(message)

    def list_quotas(self, registrations: Sequence[Registration], now: datetime) -> list[Quota]:
        """Return how many calls each platform still allows."""
        return list_quotas(registrations, now)

    def find_foreign_work(self, registration: Registration, now: datetime) -> ForeignWork:
        """Return what of the account is not our doing."""
        return find_foreign_work(registration, now)

    def find_refusal(self, shipment: NewShipment, order: Order) -> Refusal | None:
        """Return why the marketplace would refuse a parcel, or accept and lose it."""
        return find_carrier_refusal(shipment, order) if is_parcel(shipment) else None

    def list_remarks(self, shipment: NewShipment, order: Order) -> tuple[Remark, ...]:
        """Return what could not be checked before sending."""
        return list_carrier_remarks(shipment, order) if is_parcel(shipment) else ()

    def advance_together(self, shipment: Shipment, now: datetime) -> Wait | None:
        """Cancel orders together, by a feed; parcels go one by one."""
        return advance_cancellation(shipment, now) if shipment.package_number == NO_PARCEL else None

    def send_report(
        self,
        registration: Registration,
        shipment: NewShipment,
        order: Order,
        earlier: Earlier,  # noqa: ARG002 - the protocol's: the same parcel number corrects the parcel
        now: datetime,
    ) -> None:
        """Confirm a shipment; sending it twice is harmless. Raises PlatformError for what goes by a feed."""
        if not is_parcel(shipment):
            message = "Amazon takes cancellations together, by a feed."
            raise PlatformError(message)
        send_confirmation(registration, shipment, order.marketplace.reference, now)

    def read_parcels(self, registration: Registration, shipment: NewShipment, now: datetime) -> list[Parcel]:
        """Look which parcels Amazon shows, or whether it shows the order cancelled."""
        if not is_parcel(shipment):
            return [sent_parcel(shipment)] if is_cancelled(registration, shipment.order_reference, now) else []
        return [shown_parcel(each) for each in read_packages(registration, shipment.order_reference, now)]

    def may_be_done(self, refused: str) -> bool:
        """Tell whether a refusal may mean that the order is shipped already."""
        return may_be_confirmed(refused)

    def currency_of(self, marketplace: str) -> str | None:
        """Return the currency of a marketplace's prices. Raises MarketplaceUnknown."""
        return get_marketplace(marketplace).currency

    def advance_transfer(self, transfer: Transfer, now: datetime) -> None:
        """Make a transfer's next call."""
        take_step(transfer, now)

    def put_webhooks(self, registration: Registration, url: str) -> None:  # noqa: ARG002 - the protocol's
        """Refuse: Amazon writes to a queue. Raises NotOffered."""
        _refuse_webhooks()

    def remove_webhooks(self, registration: Registration) -> None:  # noqa: ARG002
        """Refuse: Amazon writes to a queue. Raises NotOffered."""
        _refuse_webhooks()


def _refuse_webhooks() -> NoReturn:
    message = "Amazon calls no addresses: it writes to a queue."
    raise NotOffered(message)


adapter = AmazonAdapter()
