"""What goes up to Amazon, held against its own schemas, and what its answers mean."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kogge_cloud.amazon.transfer_mapping import (
    read_listing,
    read_product,
    read_report,
    read_submission,
    write_body,
    write_feed,
    write_message,
)
from kogge_cloud.listings.rules import Finding, ItemState
from kogge_contract.listings import ListingOffer

MODELS = Path(__file__).parents[5] / "shared/models/amazon"
FEEDS = MODELS / "schemas/feeds"
GERMANY = "A1PA6795UKMFR9"
OFFER = ListingOffer.model_validate(
    {
        "sku": "Öl & Tee/1",
        "quantity": 7,
        "price": {"amount": "29.99", "currency": "EUR"},
        "match": {"ean": "4006381333931"},
    }
)
LISTED = Finding(ItemState.READY, is_listed=True, product_type="TEA")
MATCHED = Finding(ItemState.READY, product_type="TEA", asin="B0TEE")


def validate(document: Any, schema: str) -> None:
    if FEEDS.exists():
        jsonschema.Draft7Validator(json.loads((FEEDS / schema).read_text())).validate(document)


def issue(number: int | None, code: str = "90220", severity: str = "ERROR", message: str = "It is wrong.") -> Any:
    place = {} if number is None else {"messageId": number, "sku": "A-1"}
    return place | {"code": code, "severity": severity, "message": message}


def report(processed: int, accepted: int, *issues: Any) -> Any:
    summary = {
        "errors": sum(each["severity"] == "ERROR" for each in issues),
        "warnings": sum(each["severity"] == "WARNING" for each in issues),
        "messagesProcessed": processed,
        "messagesAccepted": accepted,
        "messagesInvalid": processed - accepted,
    }
    written = {"header": {"sellerId": "A", "version": "2.0", "feedId": "1"}, "issues": list(issues), "summary": summary}
    validate(written, "listings-feed-processing-report-schema-v2.json")
    return written


def test_a_listing_is_changed_by_merging() -> None:
    body = write_body(OFFER, GERMANY, LISTED)
    assert body == {
        "productType": "TEA",
        "patches": [
            {
                "op": "merge",
                "path": "/attributes/fulfillment_availability",
                "value": [{"fulfillment_channel_code": "DEFAULT", "quantity": 7}],
            },
            {
                "op": "merge",
                "path": "/attributes/purchasable_offer",
                "value": [
                    {
                        "marketplace_id": GERMANY,
                        "currency": "EUR",
                        "audience": "ALL",
                        "our_price": [{"schedule": [{"value_with_tax": 29.99}]}],
                    }
                ],
            },
        ],
    }
    assert [each["path"] for each in write_body(OFFER, GERMANY, LISTED, withholds_stock=True)["patches"]] == [
        "/attributes/purchasable_offer"
    ]
    assert '"value_with_tax": 29.99}' in json.dumps(body)


def test_a_new_listing_offers_a_product_that_is_there() -> None:
    body = write_body(OFFER, GERMANY, MATCHED)
    assert body["requirements"] == "LISTING_OFFER_ONLY"
    assert body["attributes"].keys() == {
        "merchant_suggested_asin", "condition_type", "fulfillment_availability", "purchasable_offer",
    }  # fmt: skip
    assert body["attributes"]["merchant_suggested_asin"] == [{"value": "B0TEE", "marketplace_id": GERMANY}]
    assert write_body(OFFER, GERMANY, Finding(ItemState.READY, is_listed=True))["productType"] == "PRODUCT"


def test_a_feed_holds_to_amazons_schema() -> None:
    messages = [write_message(n + 1, OFFER.sku, write_body(OFFER, GERMANY, k)) for n, k in enumerate((LISTED, MATCHED))]
    feed = write_feed("A2SELLER", "de_DE", messages)
    assert [each["operationType"] for each in feed["messages"]] == ["PATCH", "UPDATE"]
    validate(feed, "listings-feed-schema-v2.json")
    for message in messages:
        validate(message, "listings-feed-message-schema-v2.json")


def test_a_look_tells_product_type_and_who_ships() -> None:
    shown = {
        "sku": "A-1",
        "summaries": [
            {"marketplaceId": "OTHER", "productType": "HAT"},
            {"marketplaceId": GERMANY, "productType": "TEA"},
        ],
        "fulfillmentAvailability": [{"fulfillmentChannelCode": "AMAZON_EU"}],
    }
    listing = read_listing(shown, GERMANY)
    assert (listing.sku, listing.product_type, listing.is_fulfilled_by_platform) == ("A-1", "TEA", True)
    assert not read_listing({"sku": "A-1", "summaries": None}, GERMANY).is_fulfilled_by_platform
    product = {"asin": "B01", "productTypes": [{"marketplaceId": GERMANY, "productType": "TEA"}]}
    assert read_product(product, GERMANY) == ("B01", "TEA")


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [
        ({"status": "ACCEPTED", "issues": []}, ItemState.ACCEPTED, ""),
        ({"status": "INVALID", "issues": [issue(None)]}, ItemState.REJECTED, "90220"),
        ({"status": "INVALID"}, ItemState.REJECTED, ""),
        ({}, ItemState.REJECTED, ""),
    ],
)
def test_a_200_may_be_a_refusal(answer: Any, state: ItemState, code: str) -> None:
    finding = read_submission(answer)
    assert (finding.state, finding.code) == (state, code)
    assert (state is ItemState.REJECTED) == bool(finding.message)


def test_warnings_are_kept_beside_an_acceptance() -> None:
    answer = {"status": "ACCEPTED", "issues": [issue(None, "18448", "WARNING", "Weight is missing.")]}
    assert read_submission(answer).remarks == (("18448", "Weight is missing."),)


def test_a_report_names_only_those_it_complains_of() -> None:
    issues = (issue(2), issue(2, message="And so is that."), issue(3, "18448", "WARNING", "Weight is missing."))
    found = read_report(report(3, 2, *issues), [1, 2, 3])
    assert {number: each.state for number, each in found.items()} == {
        1: ItemState.ACCEPTED, 2: ItemState.REJECTED, 3: ItemState.ACCEPTED,
    }  # fmt: skip
    assert found[2].message == "It is wrong. And so is that."
    assert found[3].remarks == (("18448", "Weight is missing."),)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (report(2, 1, issue(2)), "report_incomplete"),  # one of three is missing
        (report(3, 1, issue(2)), "report_incomplete"),  # one more is invalid than named
        (report(0, 0, issue(None, "4000001")), "4000001"),  # the document as a whole was refused
        ({}, "report_incomplete"),
    ],
)
def test_where_sums_do_not_add_up_nobody_is_taken_for_accepted(written: Any, code: str) -> None:
    found = read_report(written, [1, 2, 3])
    assert {found[1].state, found[3].state} == {ItemState.FAILED}
    assert {found[1].code, found[3].code} == {code}
    assert all(each.message for each in found.values())


def test_amazons_own_example_is_understood() -> None:
    example = FEEDS / "listings-feed-processing-report-schema-v2.example.json"
    if not example.exists():
        pytest.skip("Amazon's models are not at hand")
    found = read_report(json.loads(example.read_text()), [2, 3, 4, 5])
    assert {number: each.state.value for number, each in found.items()} == {
        2: "accepted", 3: "accepted", 4: "rejected", 5: "rejected",
    }  # fmt: skip
    assert "batteries_required" in found[4].message
