"""What an import needs to know beside the orders: the platform's settings, as the plan of its documents."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from kogge.companies.models import Company
from kogge.customers.models import CustomerStatus
from kogge.guards.rules import Ownership, RejectReason, Way, judge
from kogge.kernel.errors import KoggeError
from kogge.orders.importing.planning import load_plan
from kogge.orders.models import ChangeHandling, DocumentCreation, RetrievalRun
from kogge.orders.plans import DocumentPlan
from kogge.orders.rules import Wishes
from kogge.platforms.models import Platform
from kogge_contract.orders import FeedEntry, Order


class SettingsIncomplete(KoggeError):
    """The platform's settings do not say how its orders become documents."""

    code = "settings_incomplete"


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """Everything that is the same for all orders of a page. `way` delivers them, under the guard's `ownership`."""

    company: Company
    platform: Platform
    customer_status: CustomerStatus
    plan: DocumentPlan
    wishes: Wishes
    since: datetime | None
    until: datetime | None
    ownership: Ownership
    way: Way = Way.NEW
    held_epoch: int | None = None

    def may_not_create(self, order: Order) -> RejectReason | None:
        """Tell why no document may be made of the order by this way; None when it may."""
        return judge(self.way, self.ownership, order.placed_at, self.held_epoch)

    def wishes_for(self, order: Order) -> Wishes:
        """Return what is wanted for an order: a backfill is of those that were placed in its window."""
        starts_later = self.since is not None and order.placed_at < self.since
        ended_before = self.until is not None and order.placed_at > self.until
        return replace(self.wishes, is_backfill=False) if starts_later or ended_before else self.wishes


def load_settings(run: RetrievalRun, entries: Iterable[FeedEntry], ownership: Ownership) -> ImportSettings:
    """Read the settings for a page that is taken under the guard's ownership. Raises SettingsIncomplete."""
    platform = run.platform
    creation = get_creation(platform)
    status = platform.customer_status
    if status is None:
        raise _incomplete(platform)
    return ImportSettings(
        company=platform.company,
        platform=platform,
        customer_status=status,
        plan=load_plan(platform.company, creation, entries),
        wishes=Wishes(
            is_backfill=run.is_backfill,
            is_explicit=bool(run.order_reference),
            takes_platform_fulfilled=creation.takes_platform_fulfilled,
            asks_before_changes=creation.change_handling == ChangeHandling.ASK,
        ),
        since=run.since,
        until=run.until,
        ownership=ownership,
    )


def get_creation(platform: Platform) -> DocumentCreation:
    """Return the platform's standard configuration. Raises SettingsIncomplete."""
    creation = (
        DocumentCreation.objects.select_related(
            "warehouse",
            "platform_warehouse",
            "freight_article",
            "service_article",
            "discount_article",
            "placeholder_article",
            "payment_method__freight_article",
            "shipping_method__freight_article",
        )
        .filter(platform=platform)
        .first()
    )
    if creation is None:
        raise _incomplete(platform)
    return creation


def _incomplete(platform: Platform) -> SettingsIncomplete:
    return SettingsIncomplete(
        f"Platform “{platform}” does not say yet how its orders become documents (Vorgangserzeugung, Vorgaben)."
    )
