"""Unmodified clients of others hand feeds in at a running Emulator, and read what became of them."""

import io
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from sp_api.api import Feeds, ListingsItems
from sp_api.base import SellingApiException
from spapi.api.feeds_v2021_06_30.feeds_api import FeedsApi
from spapi.models.feeds_v2021_06_30 import CreateFeedDocumentSpecification, CreateFeedSpecification
from spapi.rest import ApiException

from amazon_emulator.accounts import DEMO
from tests.conformance.test_emulator_model import Model
from tests.emulators import RunningEmulator, running_emulator
from tests.foreign_clients import GERMANY, amazons_own, code_of, place_order, point_at, python_amazon

MODELS = Path(__file__).parents[2].parent / "shared/models/amazon"
LISTINGS, SHIPMENTS = "JSON_LISTINGS_FEED", "POST_FLAT_FILE_FULFILLMENT_DATA"
CANCELLATIONS, LEGACY = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA", "POST_PRODUCT_PRICING_DATA"
INVOICES = "UPLOAD_VAT_INVOICE"
SKU = "TROYER-M"
DONE_WITHIN_S = 20


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator("--orders", "0", "--quota", "10000") as running:
        for path in ("feeds", "listings"):
            httpx.post(f"{running.url}/emulator/{path}", json={"seconds": 0.4}).raise_for_status()
        yield running


@pytest.fixture
def feeds(emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch) -> Any:
    point_at(emulator, monkeypatch)
    return python_amazon(Feeds, emulator)


@pytest.fixture
def amazons(emulator: RunningEmulator) -> FeedsApi:
    return FeedsApi(amazons_own(emulator).api_client)


def hand_in(
    feeds: Any, feed_type: str, text: str, content_type: str = "text/tab-separated-values; charset=UTF-8"
) -> str:
    _, made = feeds.submit_feed(feed_type, io.BytesIO(text.encode()), content_type, marketplaceIds=[GERMANY])
    return str(made.payload["feedId"])


def wait_for(read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    deadline = time.monotonic() + DONE_WITHIN_S
    while (feed := read())["processingStatus"] in {"IN_QUEUE", "IN_PROGRESS"} and time.monotonic() < deadline:
        time.sleep(0.1)
    return feed


def finish(feeds: Any, feed_id: str) -> dict[str, Any]:
    return wait_for(lambda: feeds.get_feed(feed_id).payload)


def listings_feed(*messages: dict[str, Any], seller: str = DEMO.seller_id) -> str:
    return json.dumps({"header": {"sellerId": seller, "version": "2.0"}, "messages": list(messages)})


def quantity(message_id: int, sku: str, pieces: int) -> dict[str, Any]:
    value = [{"fulfillment_channel_code": "DEFAULT", "quantity": pieces}]
    patch = {"op": "replace", "path": "/attributes/fulfillment_availability", "value": value}
    return {"messageId": message_id, "sku": sku, "operationType": "PATCH", "productType": "PRODUCT", "patches": [patch]}


def test_listings_are_changed_by_the_hundred(
    feeds: Any, emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    point_at(emulator, monkeypatch)
    text = listings_feed(quantity(1, SKU, 17), quantity(2, SKU, -1), quantity(3, "NOBODY-KNOWS", 1), {"messageId": 4})
    feed = finish(feeds, hand_in(feeds, LISTINGS, text, "application/json; charset=UTF-8"))
    assert feed["processingStatus"] == "DONE"
    report = json.loads(feeds.get_feed_document(feed["resultFeedDocumentId"]))
    assert report["summary"] == {
        "errors": 3, "warnings": 0, "messagesProcessed": 4, "messagesAccepted": 1, "messagesInvalid": 3,
    }  # fmt: skip
    assert [(each["messageId"], each["severity"]) for each in report["issues"]] == [
        (2, "ERROR"), (3, "ERROR"), (4, "ERROR"),
    ]  # fmt: skip
    schema = MODELS / "schemas/feeds/listings-feed-processing-report-schema-v2.json"
    if schema.exists():
        jsonschema.Draft7Validator(json.loads(schema.read_text())).validate(report)
    items = python_amazon(ListingsItems, emulator)
    time.sleep(0.5)
    shown = items.get_listings_item(
        DEMO.seller_id, SKU, marketplaceIds=[GERMANY], includedData=["fulfillmentAvailability"]
    ).payload
    assert [each["quantity"] for each in shown["fulfillmentAvailability"]] == [17]


def test_a_feed_for_another_seller_changes_nothing(feeds: Any) -> None:
    text = listings_feed(quantity(1, SKU, 99), seller="A0SOMEBODYELSE")
    feed = finish(feeds, hand_in(feeds, LISTINGS, text, "application/json"))
    report = json.loads(feeds.get_feed_document(feed["resultFeedDocumentId"]))
    assert (report["summary"]["messagesProcessed"], len(report["issues"])) == (0, 1)


def test_parcels_are_confirmed_by_flat_file(feeds: Any, emulator: RunningEmulator) -> None:
    place_order(emulator, "302-0000001-0000001")
    place_order(emulator, "302-0000002-0000002")
    columns = ("order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "tracking-number", "ship-method")
    rows = (
        ("302-0000001-0000001", "1", "2", "2026-01-03", "DHL", "JJD1", "Paket"),
        ("302-0000001-0000001", "2", "5", "2026-01-03", "DHL", "JJD2", "Paket"),
        ("302-0000002-0000002", "", "", "2026-01-03T10:00:00+01:00", "DHL", "JJD3", ""),
        ("302-9999999-9999999", "", "", "2026-01-03", "DHL", "JJD4", ""),
        ("302-0000001-0000001", "", "", "", "DHL", "JJD5", ""),
    )
    text = "\n".join("\t".join(row) for row in (columns, *rows))
    feed = finish(feeds, hand_in(feeds, SHIPMENTS, text))
    report = feeds.get_feed_document(feed["resultFeedDocumentId"])
    assert "Number of records processed\t\t5" in report
    assert "Number of records successful\t\t2" in report
    wrong = [line.split("\t")[:2] for line in report.splitlines()[5:]]
    assert wrong == [["2", "302-0000001-0000001"], ["4", "302-9999999-9999999"], ["5", "302-0000001-0000001"]]
    told = httpx.get(f"{emulator.url}/emulator/orders").json()["orders"]
    states = {each["orderId"]: each["fulfillmentStatus"] for each in told}
    assert states["302-0000001-0000001"] == "PARTIALLY_SHIPPED"
    assert states["302-0000002-0000002"] == "SHIPPED"


def test_orders_are_cancelled_by_flat_file(feeds: Any, emulator: RunningEmulator) -> None:
    place_order(emulator, "302-0000003-0000003")
    rows = [
        "TemplateType=OrderCancellation\tVersion=1.0/1.0.3\tThis row for Amazon.com use only.",
        "order-id\tcancellation-reason-code\tamazon-order-item-code",
        *(f"302-0000003-0000003\t{reason}\t" for reason in ("JustSo", "NoInventory", "NoInventory")),
    ]
    report = feeds.get_feed_document(
        finish(feeds, hand_in(feeds, CANCELLATIONS, "\r\n".join(rows)))["resultFeedDocumentId"]
    )
    assert "Number of records successful\t\t1" in report
    assert "1\t302-0000003-0000003\t99022\tError\tcancellation-reason-code is not one that is known" in report
    assert "3\t302-0000003-0000003\t99022\tError\torder 302-0000003-0000003 is CANCELLED" in report
    told = httpx.get(f"{emulator.url}/emulator/orders").json()["orders"]
    assert {each["fulfillmentStatus"] for each in told if each["orderId"] == "302-0000003-0000003"} == {"CANCELLED"}


def test_invoices_are_uploaded_as_pdf(feeds: Any, emulator: RunningEmulator) -> None:
    place_order(emulator, "302-0000004-0000004")
    options = {
        "metadata:orderid": "302-0000004-0000004", "metadata:invoicenumber": "RE1", "metadata:totalamount": "11.90",
        "metadata:totalvatamount": "1.90", "metadata:documenttype": "Invoice",
    }  # fmt: skip

    def upload(content: bytes = b"%PDF-1.7", **changed: str) -> str:
        file = io.BytesIO(content)
        changed = {f"metadata:{name}": value for name, value in changed.items()}
        wish = {"marketplaceIds": [GERMANY], "feedOptions": options | changed}
        _, made = feeds.submit_feed(INVOICES, file, "application/pdf", **wish)
        return str(feeds.get_feed_document(finish(feeds, made.payload["feedId"])["resultFeedDocumentId"]))

    assert "Number of records successful\t\t1" in upload()
    assert "79513\tError\tPlease provide metadata:shippingid or metadata:orderid" in upload(totalvatamount="")
    assert "The order 302-9 does not exist." in upload(orderid="302-9")
    assert "not a PDF" in upload(b"hello")
    assert "needs metadata:transactionid" in upload(documenttype="CreditNote")
    shown = httpx.get(f"{emulator.url}/emulator/invoices").json()["invoices"]
    assert [(each["orderId"], each["invoiceNumber"], each["totalVATAmount"]) for each in shown] == [
        ("302-0000004-0000004", "RE1", "1.90")
    ]
    assert httpx.get(f"{emulator.url}/emulator/invoices/{shown[0]['feedId']}").content == b"%PDF-1.7"
    httpx.post(f"{emulator.url}/emulator/invoices", json={"amazon_issues": True}).raise_for_status()
    assert "79525\tError\tAmazon will generate invoice" in upload()


def test_listing_feeds_of_old_end_fatal(feeds: Any) -> None:
    feed = finish(feeds, hand_in(feeds, LEGACY, "<AmazonEnvelope/>", "text/xml"))
    assert feed["processingStatus"] == "FATAL"
    assert "resultFeedDocumentId" not in feed


def test_amazons_own_client_hands_a_feed_in(amazons: FeedsApi) -> None:
    made = amazons.create_feed_document(CreateFeedDocumentSpecification(content_type="application/json"))
    upload = httpx.put(
        made.url, content=listings_feed(quantity(1, SKU, 5)), headers={"Content-Type": "application/json"}
    )
    assert upload.status_code == 200
    wish = CreateFeedSpecification(
        feed_type=LISTINGS, marketplace_ids=[GERMANY], input_feed_document_id=made.feed_document_id
    )
    earlier, feed_id = amazons.create_feed(wish).feed_id, amazons.create_feed(wish).feed_id
    feed = wait_for(lambda: amazons.api_client.sanitize_for_serialization(amazons.get_feed(feed_id)))
    assert feed["processingStatus"] == "DONE"
    result = amazons.get_feed_document(feed["resultFeedDocumentId"])
    assert httpx.get(result.url).json()["summary"]["messagesAccepted"] == 1
    listed = amazons.get_feeds(feed_types=[LISTINGS], page_size=1)
    assert listed.feeds[0].feed_id == feed_id
    assert amazons.get_feeds(next_token=listed.next_token).feeds[0].feed_id == earlier


def test_what_is_wrong_is_refused(feeds: Any, amazons: FeedsApi) -> None:
    with pytest.raises(SellingApiException, match="feedType is not one of"):
        feeds.create_feed("POST_NOTHING", "x", marketplaceIds=[GERMANY])
    with pytest.raises(SellingApiException, match="names no document that was uploaded"):
        feeds.create_feed(LISTINGS, "amzn1.spdoc.unknown", marketplaceIds=[GERMANY])
    made = amazons.create_feed_document(CreateFeedDocumentSpecification(content_type="application/json"))
    assert httpx.put(made.url, content="{}", headers={"Content-Type": "text/plain"}).status_code == 403
    with pytest.raises(ApiException) as caught:
        amazons.get_feed("1")
    assert (caught.value.status, code_of(caught.value)) == (404, "NotFound")


def test_a_feed_that_waits_can_be_cancelled(feeds: Any, emulator: RunningEmulator) -> None:
    httpx.post(f"{emulator.url}/emulator/feeds", json={"seconds": 60}).raise_for_status()
    try:
        feed_id = hand_in(feeds, LISTINGS, listings_feed(quantity(1, SKU, 1000)), "application/json")
        feeds.cancel_feed(feed_id)
        assert feeds.get_feed(feed_id).payload["processingStatus"] == "CANCELLED"
    finally:
        httpx.post(f"{emulator.url}/emulator/feeds", json={"seconds": 0.4}).raise_for_status()


def test_answers_hold_to_amazons_model(feeds: Any) -> None:
    path = MODELS / "feeds_2021-06-30.json"
    if not path.exists():
        pytest.skip("Amazon's models are not at hand")
    model = Model(path)
    feed = finish(feeds, hand_in(feeds, LISTINGS, listings_feed(quantity(1, SKU, 4)), "application/json"))
    assert list(model.faults(feed, {"$ref": "#/definitions/Feed"})) == []
