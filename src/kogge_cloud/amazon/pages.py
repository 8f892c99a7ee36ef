"""One answer of Amazon, read for a fetch or a listing: which request to make, and what came back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import PlatformUnavailable
from kogge_cloud.amazon.calls import call_amazon
from kogge_cloud.amazon.client import Answer, get_order, search_orders
from kogge_cloud.amazon.mapping import FULFILLERS, STATUSES, read_version
from kogge_cloud.amazon.mapping_payloads import SearchAnswer, read_time
from kogge_cloud.amazon.marketplaces import get_marketplace
from kogge_cloud.amazon.models import Fetch
from kogge_cloud.amazon.planning import PATIENT_GET_FLOOR, PATIENT_SEARCH_FLOOR
from kogge_cloud.amazon.rules import (
    ALL_GROUPS,
    BEGINNING,
    ESSENTIAL_GROUPS,
    GET_ORDER,
    LISTING_GROUPS,
    SEARCH_ORDERS,
    format_time,
)
from kogge_cloud.feed.rules import Version
from kogge_contract.messages import ListedOrder, ListingPage
from kogge_contract.orders import FulfilledBy, Order, OrderStatus


@dataclass(frozen=True, slots=True)
class Page:
    """What a call brought: versions of orders, and how the listing goes on. `is_single`: one order, asked for by id."""

    versions: list[Version]
    next_token: str = ""
    complete_until: datetime | None = None
    highest_at: datetime | None = None
    is_single: bool = False


def read_order(fetch: Fetch, order_reference: str, now: datetime) -> Page:
    """Read one order by its number. Raises OrderNotFound and the other errors of this package; writes no orders."""
    registration = fetch.registration
    groups = _groups(fetch)
    answer = call_amazon(
        registration,
        GET_ORDER,
        lambda token: get_order(registration.region, token, order_reference, groups),
        now,
        PATIENT_GET_FLOOR if fetch.is_backfill else 0,
    )
    return _single_page(answer, omitted_groups=fetch.essential_groups_only)


def read_page(fetch: Fetch, now: datetime) -> Page:
    """Read the next page of the fetch's listing. Raises the errors of this package; writes no orders."""
    registration = fetch.registration
    parameters = _search_parameters(fetch, _groups(fetch))
    answer = call_amazon(
        registration,
        SEARCH_ORDERS,
        lambda token: search_orders(registration.region, token, parameters),
        now,
        PATIENT_SEARCH_FLOOR if fetch.is_backfill else 0,
    )
    found = _read_search(answer)
    versions = [read_version(raw, omitted_groups=fetch.essential_groups_only) for raw in found.orders]
    return Page(versions, found.next_token, found.complete_until, _highest(versions, by_creation=fetch.is_backfill))


def read_listing(registration: Registration, since: datetime | None, token: str, now: datetime) -> ListingPage:
    """List what the platform shows at this moment, one call a page, no personal data. Raises this package's errors."""
    first = "lastUpdatedAfter" if since else "createdAfter"
    parameters = {"includedData": ",".join(LISTING_GROUPS), first: format_time(since or BEGINNING)}
    parameters |= _marketplaces(registration)
    if token:
        parameters["paginationToken"] = token
    answer = call_amazon(
        registration, SEARCH_ORDERS, lambda access: search_orders(registration.region, access, parameters), now
    )
    found = _read_search(answer)
    return ListingPage(orders=tuple(_listed(raw) for raw in found.orders), next_token=found.next_token or None)


def _search_parameters(fetch: Fetch, groups: tuple[str, ...]) -> dict[str, str]:
    """Return searchOrders' parameters: the same for every page of a listing, since its token hangs on them."""
    since = fetch.resumed_since or fetch.since or BEGINNING
    parameters = {"includedData": ",".join(groups)}
    family = "created" if fetch.is_backfill else "lastUpdated"
    parameters[f"{family}After"] = format_time(since)
    if fetch.until:
        parameters[f"{family}Before"] = format_time(max(fetch.until, since))
    # A backfill takes every order that the seller has, wherever it was placed.
    if not fetch.is_backfill:
        parameters |= _marketplaces(fetch.registration)
    if fetch.pagination_token:
        parameters["paginationToken"] = fetch.pagination_token
    return parameters


def _marketplaces(registration: Registration) -> dict[str, str]:
    """Restrict a listing to the registration's marketplaces; without any, all of the seller's count."""
    ids = [get_marketplace(country).id for country in registration.marketplaces]
    return {"marketplaceIds": ",".join(ids)} if ids else {}


def _read_search(answer: Answer) -> SearchAnswer:
    try:
        return SearchAnswer.model_validate(answer.body)
    except ValidationError as error:
        message = "Amazon's answer is not a page of orders."
        raise PlatformUnavailable(message) from error


def _single_page(answer: Answer, *, omitted_groups: bool) -> Page:
    if "order" not in answer.body:
        message = "Amazon's answer holds no order."
        raise PlatformUnavailable(message)
    version = read_version(answer.body["order"], omitted_groups=omitted_groups)
    return Page([version], is_single=True)


def _groups(fetch: Fetch) -> tuple[str, ...]:
    return ESSENTIAL_GROUPS if fetch.essential_groups_only else ALL_GROUPS


def _highest(versions: list[Version], *, by_creation: bool) -> datetime | None:
    """Return the latest of the times that the listing is sorted by."""
    orders = [version.content for version in versions if isinstance(version.content, Order)]
    return max((order.placed_at if by_creation else order.updated_at for order in orders), default=None)


def _listed(raw: Any) -> ListedOrder:  # noqa: ANN401 - JSON of somebody else
    """Read the little that reconciliation needs; an order that cannot be mapped is listed all the same."""
    version = read_version(raw)
    if isinstance(version.content, Order):
        order = version.content
        return ListedOrder(
            reference=order.reference,
            status=order.status,
            fulfilled_by=order.fulfilled_by,
            updated_at=order.updated_at,
            currency=order.currency,
            total=order.total,
        )
    fields = raw if isinstance(raw, dict) else {}
    nested = fields.get("fulfillment")
    fulfillment = nested if isinstance(nested, dict) else {}
    return ListedOrder(
        reference=version.order_reference,
        status=STATUSES.get(str(fulfillment.get("fulfillmentStatus")), OrderStatus.OPEN),
        fulfilled_by=FULFILLERS.get(str(fulfillment.get("fulfilledBy")), FulfilledBy.MERCHANT),
        updated_at=read_time(str(fields.get("lastUpdatedTime", ""))) or datetime.fromtimestamp(0, UTC),
    )
