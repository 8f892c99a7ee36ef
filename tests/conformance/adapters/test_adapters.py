"""What every adapter has to do, whatever its platform: run on each of them against its emulator."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from kogge_cloud.accounts.models import Registration, Tenant
from kogge_cloud.adapters.errors import FetchContradictory, FetchUnknown, NotOffered
from kogge_cloud.adapters.registry import get_adapter, list_traits
from kogge_cloud.delivery.queries import get_shipment
from kogge_cloud.delivery.services import advance_shipment, take_shipment
from kogge_cloud.feed.queries import read_page
from kogge_cloud.infrastructure.settings import adapters
from kogge_cloud.listings.advancing import advance_transfer
from kogge_cloud.listings.queries import get_transfer, read_results
from kogge_cloud.listings.services import take_transfer
from kogge_contract.feed import FeedPage
from kogge_contract.listings import ListingOffer, NewTransfer
from kogge_contract.messages import FetchState, NewFetch
from kogge_contract.orders import Order, OrderStatus
from kogge_contract.platforms import CANCELLED, INVOICED, SHIPPED, ReportKind, ReportValue
from kogge_contract.shipments import NewShipment, ShipmentState, ShippedLine
from tests.conformance.adapters.stands import STANDS, Stand

pytestmark = pytest.mark.django_db(transaction=True, databases=list(django_settings.DATABASES))


@pytest.fixture(scope="module", params=list(STANDS))
def stand(request: pytest.FixtureRequest) -> Iterator[Stand]:
    with STANDS[request.param]() as running:
        yield running


@pytest.fixture
def registration(stand: Stand, settings: Settings) -> Registration:
    return stand.register(settings, Tenant.objects.create(name="Werft", created_at=datetime.now(UTC)))


class Clock:
    """A clock that goes on as far as somebody is told to wait."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def wait(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


def fetch(registration: Registration, **wishes: object) -> FetchState:
    """Fetch to the end, waiting as told."""
    adapter, clock = get_adapter(registration.kind), Clock()
    registration.refresh_from_db()
    state = adapter.start_fetch(registration, NewFetch.model_validate({"reference": "f"} | wishes), clock.now).state
    for _step in range(50):
        if state.progress != "running":
            return state
        state = adapter.advance_fetch(registration, state.reference, clock.wait(state.retry_after_s))
    pytest.fail("the fetch does not come to its end")


def read_orders(registration: Registration) -> dict[str, Order]:
    """Return the newest version of each order in the feed; none may be unreadable."""
    page = FeedPage.model_validate_json(read_page(registration, 0, 500))
    assert [each.sequence for each in page.entries] == list(range(1, page.head + 1))
    assert not [each.problem for each in page.entries if each.problem]
    return {each.order_reference: each.order for each in page.entries if each.order}


def sum_of(order: Order) -> Decimal:
    charges = [*order.charges, *(each for line in order.lines for each in line.charges)]
    return sum(
        (each.amount + (Decimal(0) if each.tax_included else each.tax or Decimal(0)) for each in charges), Decimal(0)
    )


def test_every_kind_says_what_it_is_like() -> None:
    assert {each.kind for each in list_traits()} == set(adapters()) == set(STANDS)
    for traits in list_traits():
        assert traits.name
        assert SHIPPED in traits.reports


def test_every_order_arrives_once_and_to_the_cent(stand: Stand, registration: Registration) -> None:
    truth = stand.read_truth()
    state = fetch(registration, backfill=True)
    assert (state.progress, state.orders_listed, state.orders_changed) == ("done", len(truth), len(truth))
    orders = read_orders(registration)
    assert orders.keys() == truth.keys()
    for number, order in orders.items():
        assert order.platform_kind == stand.kind
        if order.status is not OrderStatus.PENDING or order.total is not None:
            assert order.total == truth[number]
            assert order.total is None or sum_of(order) == order.total, number
        assert len({line.reference for line in order.lines}) == len(order.lines)
    again = fetch(registration, reference="2", backfill=True)
    assert (again.progress, again.orders_changed) == ("done", 0)


def test_a_listing_has_what_the_feed_has(stand: Stand, registration: Registration) -> None:
    adapter, token, listed = get_adapter(registration.kind), "", {}
    for _page in range(20):
        page = adapter.read_listing(registration, None, token, datetime.now(UTC))
        listed |= {each.reference: each for each in page.orders}
        token = page.next_token or ""
        if not token:
            break
    fetch(registration, backfill=True)
    orders = read_orders(registration)
    assert listed.keys() == orders.keys()
    assert {each.reference: each.status for each in listed.values()} == {n: o.status for n, o in orders.items()}
    assert not stand.read_truth().keys() - listed.keys()


def test_methods_are_called_as_orders_call_them(registration: Registration) -> None:
    adapter = get_adapter(registration.kind)
    if not adapter.traits.names_methods:
        with pytest.raises(NotOffered):
            adapter.list_methods(registration, datetime.now(UTC))
        return
    names = adapter.list_methods(registration, datetime.now(UTC))
    fetch(registration, backfill=True)
    orders = read_orders(registration).values()
    assert {word for each in orders for word in each.payment_methods} <= set(names.payments)
    assert {each.shipping_service for each in orders if each.shipping_service} <= set(names.shippings)


def test_a_change_is_a_new_version(stand: Stand, registration: Registration) -> None:
    fetch(registration, backfill=True)
    number = next(n for n, o in sorted(read_orders(registration).items()) if o.status is OrderStatus.OPEN)
    before = read_orders(registration)[number]
    stand.change_address(number)
    assert fetch(registration, reference="2", order_reference=number).orders_changed == 1
    assert read_orders(registration)[number].delivery_address != before.delivery_address


def test_a_bad_moment_is_waited_out(stand: Stand, registration: Registration) -> None:
    stand.fail(2)
    assert fetch(registration, backfill=True).progress == "done"


def test_who_never_answers_is_given_up_for_now(stand: Stand, registration: Registration) -> None:
    stand.fail(20)
    state = fetch(registration, backfill=True)
    stand.heal()
    assert (state.progress, state.problem and state.problem.permanent) == ("failed", False)
    assert state.problem is not None
    assert state.problem.code == "platform_unavailable"


def test_wishes_that_exclude_each_other_and_unknown_names(registration: Registration) -> None:
    adapter, now = get_adapter(registration.kind), datetime.now(UTC)
    with pytest.raises(FetchContradictory):
        adapter.start_fetch(registration, NewFetch(reference="x", order_reference="1", backfill=True), now)
    with pytest.raises(FetchUnknown):
        adapter.advance_fetch(registration, "nobody", now)
    state = fetch(registration, order_reference="000-0000000-0000000")
    assert (state.progress, state.problem and state.problem.code) == ("failed", "order_not_found")


def test_the_watermark_moves_and_says_when_to_ask_again(registration: Registration) -> None:
    began = datetime.now(UTC)
    fetch(registration)
    registration.refresh_from_db()
    assert registration.listed_until is not None
    assert abs(registration.listed_until - began) < timedelta(minutes=5)
    due = get_adapter(registration.kind).find_due([registration], {}, datetime.now(UTC))
    assert due[registration.pk] > began


def report(registration: Registration, order: Order, **changes: object) -> ShipmentState:
    """Report a parcel with all of an order and see it to its end."""
    fields: dict[str, object] = {
        "reference": "s1",
        "order_reference": order.reference,
        "package_number": 1,
        "carrier_code": "DHL",
        "shipping_service": "DHL Paket",
        "tracking_number": "00340434161094000001",
        "shipped_at": datetime.now(UTC),
        "lines": tuple(
            ShippedLine(line_reference=each.reference, quantity=each.quantity) for each in order.lines if each.quantity
        ),
    }
    new, clock = NewShipment.model_validate(fields | changes), Clock()
    take_shipment(registration, new, clock.now)
    for _step in range(20):
        state = advance_shipment(get_shipment(registration, new.reference), clock.now)
        if state.progress in {"verified", "rejected"}:
            return state
        clock.wait(state.retry_after_s)
    pytest.fail("the report does not come to its end")


def find_open(registration: Registration) -> Order:
    fetch(registration, backfill=True)
    orders = sorted(read_orders(registration).items())
    return next(
        o
        for _n, o in orders
        if o.status is OrderStatus.OPEN
        and o.fulfilled_by == "merchant"
        and not o.ships_with_platform_label
        and o.marketplace.country in {"", "DE"}
        and sum(line.quantity_shipped for line in o.lines) == 0
    )


def test_a_parcel_is_reported_and_read_back(registration: Registration) -> None:
    order = find_open(registration)
    state = report(registration, order)
    assert (state.progress, state.attempts) == ("verified", 1), state.problem
    fetch(registration, reference="2", order_reference=order.reference)
    assert read_orders(registration)[order.reference].status is OrderStatus.SHIPPED
    corrected = report(registration, order, reference="s2", tracking_number="00340434161094000002")
    assert corrected.progress == "verified", corrected.problem


def test_what_a_platform_does_not_take_is_said(registration: Registration) -> None:
    order = find_open(registration)
    taken = {(each.kind, each.value) for each in get_adapter(registration.kind).traits.reports}
    other = next((k, v) for k in ReportKind for v in ReportValue if (k, v) not in taken)
    state = report(registration, order, kind=other[0], value=other[1])
    assert (state.progress, state.problem and state.problem.code) == ("rejected", "report_unsupported")


def test_every_report_that_is_offered_can_be_sent(registration: Registration) -> None:
    for place, each in enumerate(get_adapter(registration.kind).traits.reports):
        if each in {SHIPPED, INVOICED} or each.value in {ReportValue.CANCELLED, ReportValue.RETURNED_PARTIALLY}:
            continue
        order = find_open(registration)
        if each.kind is ReportKind.FULFILLMENT:
            report(registration, order, reference=f"ship-{place}")
        of_order = {} if each.kind is ReportKind.FULFILLMENT else {"package_number": 0, "carrier_code": "", "lines": ()}
        state = report(registration, order, reference=f"r{place}", kind=each.kind, value=each.value, **of_order)
        # A platform may refuse a step that its own order of things forbids; it is never left open, or believed.
        assert state.progress == "verified" or (state.problem and state.problem.code == "request_refused"), each


def test_an_order_is_cancelled_but_none_that_is_shipped(registration: Registration) -> None:
    if CANCELLED not in get_adapter(registration.kind).traits.reports:
        pytest.skip("this kind of platform takes no cancellations")
    of_order = {"package_number": 0, "carrier_code": "", "lines": (), "kind": "ORDER", "value": "CANCELLED"}
    order = find_open(registration)
    assert report(registration, order, **of_order).progress == "verified"
    fetch(registration, reference="2", order_reference=order.reference)
    assert read_orders(registration)[order.reference].status is OrderStatus.CANCELLED
    shipped = find_open(registration)
    report(registration, shipped, reference="s2")
    state = report(registration, shipped, reference="s3", **of_order)
    assert (state.progress, state.problem and state.problem.code) == ("rejected", "order_shipped")


def test_stock_and_prices_go_up(stand: Stand, registration: Registration) -> None:
    price = {"amount": "19.90", "currency": stand.currency}
    offers = ({"sku": stand.sku, "quantity": 7, "price": price}, {"sku": "no such article", "quantity": 1})
    items = tuple(ListingOffer.model_validate(each) for each in offers)
    clock = Clock()
    take_transfer(registration, NewTransfer(reference="t", marketplace=stand.marketplace, items=items), clock.now)
    for _step in range(20):
        state = advance_transfer(get_transfer(registration, "t"), clock.now)
        if state.progress != "running":
            break
        clock.wait(state.retry_after_s)
    results = read_results(get_transfer(registration, "t"), -1).results
    assert [(each.sku, str(each.outcome), each.code) for each in results] == [
        (stand.sku, "accepted", ""),
        ("no such article", "rejected", "not_listed"),
    ]


def test_who_calls_is_told_where_and_told_to_stop(stand: Stand, registration: Registration) -> None:
    adapter = get_adapter(registration.kind)
    if not adapter.has_webhooks:
        with pytest.raises(NotOffered):
            adapter.put_webhooks(registration, "https://cloud.example/hook")
        with pytest.raises(NotOffered):
            adapter.remove_webhooks(registration)
        return
    for _ in range(2):
        adapter.put_webhooks(registration, "https://cloud.example/hook")
    events = [each["event"] for each in httpx.get(f"{stand.url}/emulator/webhooks").json()["webhooks"]]
    assert events
    assert len(events) == len(set(events))
    for _ in range(2):
        adapter.remove_webhooks(registration)
    assert httpx.get(f"{stand.url}/emulator/webhooks").json()["webhooks"] == []
