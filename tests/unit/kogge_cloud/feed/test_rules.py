"""What counts as a new version, and what a version may not take away."""

from datetime import UTC, datetime, timedelta
from typing import Any

from kogge_cloud.amazon.mapping import read_version
from kogge_cloud.feed.rules import Head, Version, digest_of, is_stale, keep_known_data, may_lack_known_data
from kogge_contract.orders import Order, Unreadable
from tests.unit.kogge_cloud.payloads import RELAY, breakdown, item, order

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def mapped(raw: dict[str, Any]) -> Order:
    content = read_version(raw).content
    assert isinstance(content, Order)
    return content


def test_a_new_time_stamp_alone_is_no_new_version() -> None:
    later = order(lastUpdatedTime="2026-11-21T00:00:00Z")
    assert digest_of(read_version(order())) == digest_of(read_version(later))


def test_any_other_change_is_a_new_version() -> None:
    changed = order(fulfillment={"fulfillmentStatus": "SHIPPED", "fulfilledBy": "MERCHANT"})
    assert digest_of(read_version(order())) != digest_of(read_version(changed))


def test_the_same_problem_is_no_new_version() -> None:
    one = read_version(order(fulfillment=None))
    again = read_version(order(fulfillment=None, lastUpdatedTime="2026-11-21T00:00:00Z"))
    other = read_version(order(fulfillment=None, programs=["PRIME"]))
    assert digest_of(one) == digest_of(again) != digest_of(other)


def test_an_answer_that_was_overtaken_is_stale() -> None:
    version = read_version(order())
    assert is_stale(version, Head("x", 1, NOW + timedelta(seconds=1)))
    assert not is_stale(version, Head("x", 1, NOW))
    assert not is_stale(version, None)
    assert not is_stale(Version("1", Unreadable(code="x", message="y"), b""), Head("x", 1, NOW))


def test_what_is_no_longer_shown_is_kept() -> None:
    known = mapped(order(payment={"paymentExecutions": [{"paymentMethod": "Invoice"}]}))
    bare = order(buyer=None, recipient={"deliveryAddress": {"city": "Köln", "countryCode": "DE"}})
    shipped = mapped(bare | {"fulfillment": {"fulfillmentStatus": "SHIPPED", "fulfilledBy": "MERCHANT"}})
    assert may_lack_known_data(shipped)
    kept = keep_known_data(shipped, known)
    assert kept.buyer == known.buyer
    assert kept.buyer.email_is_relay
    assert kept.delivery_address == known.delivery_address
    assert kept.payment_methods == ("Invoice",)
    assert kept.status == shipped.status


def test_new_personal_data_replaces_the_old() -> None:
    known = mapped(order())
    raw = order(buyer={"buyerName": "Jürgen Groß", "buyerEmail": RELAY})
    raw["recipient"]["deliveryAddress"] |= {"addressLine1": "Domstraße 1", "addressLine2": ""}
    moved = mapped(raw)
    assert not may_lack_known_data(moved)
    assert keep_known_data(moved, known) == moved


def test_addresses_are_never_mixed() -> None:
    known = mapped(order(recipient={"deliveryAddress": {"city": "Bonn", "countryCode": "DE"}}))
    newer = mapped(order(recipient={"deliveryAddress": {"city": "Köln", "countryCode": "DE"}}))
    assert keep_known_data(newer, known).delivery_address == newer.delivery_address


def test_only_what_is_missing_is_filled() -> None:
    known = mapped(order(buyer={"buyerName": "Alt", "buyerEmail": RELAY, "buyerCompanyName": "Werft GmbH"}))
    newer = mapped(order(buyer={"buyerName": "Neu"}))
    buyer = keep_known_data(newer, known).buyer
    assert (buyer.name, buyer.email, buyer.reference, buyer.company) == ("Neu", RELAY, RELAY, "Werft GmbH")


def test_an_abridged_version_takes_nothing_away() -> None:
    line = item(
        "19.99",
        breakdown("ITEM", "19.99"),
        promotion={"breakdowns": [{"promotionId": "HERBST"}]},
        tax={"taxCollections": [{"model": "MARKETPLACE_FACILITATOR"}]},
        cancellation={"cancellationRequest": {"cancelReason": "Zu spät"}},
    )
    vat = {"taxRegistrations": [{"entityType": "BUYER", "taxRegistrationNumber": "ATU1"}]}
    known = mapped(order(line, tax=vat, payment={"paymentExecutions": [{"paymentMethod": "Invoice"}]}))
    bare = {k: v for k, v in line.items() if k not in {"promotion", "tax", "cancellation"}}
    abridged = read_version(order(bare), omitted_groups=True).content
    assert isinstance(abridged, Order)
    assert may_lack_known_data(abridged)
    kept = keep_known_data(abridged, known)
    assert kept.model_copy(update={"remarks": ()}) == known
