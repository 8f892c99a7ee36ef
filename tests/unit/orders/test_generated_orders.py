"""Generated orders of all marketplaces, with every trap, against Amazon's own figures."""

from bench.documents import Outcome, compare_orders, find_difference
from kogge.orders.drafting import draft_document
from kogge_cloud.amazon.mapping import read_version
from kogge_cloud.amazon.marketplaces import MARKETPLACES
from kogge_contract.orders import Order
from tests.plans import OSS, plan


def test_every_order_is_a_document_to_the_cent_or_parked_with_a_cause() -> None:
    outcome = compare_orders(4000, seed=7)
    assert outcome.is_clean, (outcome.different[:5], outcome.lost[:5], outcome.parked, outcome.spoilt)
    assert outcome.orders == 4000
    assert outcome.documents > 3000
    assert outcome.parked > 0
    assert {each.country for each in MARKETPLACES} == outcome.marketplaces.keys()
    assert {each.currency for each in MARKETPLACES} == outcome.currencies.keys()
    assert {"domestic", "oss", "export", "marketplace", "reverse_charge"} <= outcome.schemes.keys()


def test_the_comparison_sees_a_wrong_cent() -> None:
    price = {"amount": "10.00", "currencyCode": "EUR"}
    raw = {
        "orderId": "302-0000000-0000001",
        "createdTime": "2026-11-20T12:00:00Z",
        "lastUpdatedTime": "2026-11-20T12:00:00Z",
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9"},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"},
        "orderItems": [{"orderItemId": "L1", "quantityOrdered": 1, "proceeds": {"proceedsTotal": price}}],
        "proceeds": {"grandTotal": price},
    }
    content = read_version(raw).content
    assert isinstance(content, Order)
    draft = draft_document(content, plan(OSS))
    assert find_difference(raw, draft) == ""
    other = raw | {"proceeds": {"grandTotal": {"amount": "10.01", "currencyCode": "EUR"}}}
    assert "1000 EUR instead of 1001 EUR" in find_difference(other, draft)
    lost = raw | {"orderItems": [{"orderItemId": "L2", "quantityOrdered": 1}]}
    assert find_difference(lost, draft) == "item L2 is missing"
    unpaid = raw | {"fulfillment": {"fulfillmentStatus": "PENDING"}}
    assert "a document of an order that is PENDING" in find_difference(unpaid, draft)


def test_what_is_parked_without_a_cause_is_no_clean_outcome() -> None:
    assert Outcome().is_clean
    assert not Outcome(parked=1).is_clean
    assert not Outcome(lost=["302-1"]).is_clean
