"""The Reports API in one process: from the wish to the document, by the clock."""

import csv
import gzip
import time
from datetime import timedelta
from typing import Any

import pytest

from amazon_emulator.faults import Faults
from amazon_emulator.regions import list_marketplaces
from amazon_emulator.reports import rendering
from amazon_emulator.times import format_time
from tests.unit.amazon_emulator.test_app import Amazon

REPORTS = "/reports/2021-06-30/reports"
DOCUMENTS = "/reports/2021-06-30/documents"
BY_CREATION = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
BY_CHANGE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
EUROPE = [each.marketplace_id for each in list_marketplaces("EU")]
ACTIONABLE = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"
GERMANY, US = "A1PA6795UKMFR9", "ATVPDKIKX0DER"


class Reporter(Amazon):
    """Asks for reports and waits for them."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(quota_factor=1000, **settings)
        self.sign_in()

    def wish(self, days: float = 30, **changes: Any) -> dict[str, Any]:
        now = self.emulator.clock.now()
        span = {"dataStartTime": format_time(now - timedelta(days=days)), "dataEndTime": format_time(now)}
        return {"reportType": BY_CREATION, "marketplaceIds": EUROPE} | span | changes

    def create(self, **changes: Any) -> str:
        answer = self.ask("POST", REPORTS, json=self.wish(**changes))
        assert answer.status_code == 202, answer.text
        return str(answer.json()["reportId"])

    def show(self, report_id: str) -> dict[str, Any]:
        return dict(self.ask("GET", f"{REPORTS}/{report_id}").json())

    def finish(self, report_id: str) -> dict[str, Any]:
        self.emulator.clock.advance(5)
        return self.show(report_id)

    def address(self, **changes: Any) -> dict[str, Any]:
        report = self.finish(self.create(**changes))
        return dict(self.ask("GET", f"{DOCUMENTS}/{report['reportDocumentId']}").json())

    def rows(self, **changes: Any) -> list[dict[str, str]]:
        answer = self.ask("GET", self.address(**changes)["url"])
        return list(csv.DictReader(answer.text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture
def amazon() -> Reporter:
    return Reporter()


def test_a_report_passes_the_queue_and_is_made(amazon: Reporter) -> None:
    report_id = amazon.create()
    queued = amazon.show(report_id)
    assert queued["processingStatus"] == "IN_QUEUE"
    assert "processingStartTime" not in queued
    amazon.emulator.clock.advance(3)
    assert amazon.show(report_id)["processingStatus"] == "IN_PROGRESS"
    assert "reportDocumentId" not in amazon.show(report_id)
    amazon.emulator.clock.advance(2)
    done = amazon.show(report_id)
    assert done["processingStatus"] == "DONE"
    assert done["createdTime"] < done["processingStartTime"] < done["processingEndTime"]


def test_a_long_report_is_written_meanwhile_of_the_orders_as_they_were(
    amazon: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "WRITTEN_AT_ONCE", 0)
    report_id = amazon.create()
    before = {order["orderId"] for order in amazon.emulator.store}
    amazon.emulator.generate(5)
    for _ in range(200):
        if amazon.finish(report_id)["processingStatus"] == "DONE":
            break
        time.sleep(0.01)
    address = amazon.ask("GET", f"{DOCUMENTS}/{amazon.show(report_id)['reportDocumentId']}").json()["url"]
    rows = csv.DictReader(amazon.ask("GET", address).text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    told = {row["amazon-order-id"] for row in rows}
    assert told
    assert told < before, "with the other regions' orders, and without those that came since"


@pytest.mark.parametrize(("kind", "field"), [(BY_CREATION, "createdTime"), (BY_CHANGE, "lastUpdatedTime")])
def test_it_tells_of_every_item_in_its_window(amazon: Reporter, kind: str, field: str) -> None:
    since = format_time(amazon.emulator.clock.now() - timedelta(days=5))
    expected = {
        (order["orderId"], item["product"]["sellerSku"])
        for order in amazon.emulator.store
        if order[field] >= since and order["salesChannel"]["marketplaceId"] in EUROPE
        for item in order["orderItems"]
    }
    told = {(row["amazon-order-id"], row["sku"]) for row in amazon.rows(days=5, reportType=kind)}
    assert told == expected
    assert 0 < len({order_id for order_id, _ in told}) < len(amazon.emulator.store)


def test_marketplaces_are_chosen(amazon: Reporter) -> None:
    assert {row["sales-channel"] for row in amazon.rows(marketplaceIds=[GERMANY])} == {"Amazon.de"}


def test_hidden_orders_are_told_of(amazon: Reporter) -> None:
    order = next(each for each in amazon.emulator.store if each["salesChannel"]["marketplaceId"] in EUROPE)
    amazon.emulator.store.hide(order["orderId"], amazon.emulator.clock.now() + timedelta(days=1))
    assert order["orderId"] in {row["amazon-order-id"] for row in amazon.rows()}


def test_documents_are_written_in_the_charset_of_the_region(amazon: Reporter) -> None:
    address = amazon.address()
    answer = amazon.ask("GET", address["url"])
    assert "compressionAlgorithm" not in address
    assert answer.headers["content-type"] == "text/plain;charset=Cp1252"
    assert "ü".encode("cp1252") in answer.content
    amazon.ask("POST", "/emulator/reports", json={"charset": "UTF-8", "compress": True})
    address = amazon.address()
    answer = amazon.ask("GET", address["url"])
    assert address["compressionAlgorithm"] == "GZIP"
    assert "content-encoding" not in answer.headers
    assert "ü" in gzip.decompress(answer.content).decode()


def test_clients_may_have_the_gzip_undone_for_them(amazon: Reporter) -> None:
    amazon.ask("POST", "/emulator/reports", json={"compress": True})
    report = amazon.finish(amazon.create())
    path = f"{DOCUMENTS}/{report['reportDocumentId']}"
    url = amazon.ask("GET", path, params={"enableContentEncodingUrlHeader": "true"}).json()["url"]
    assert amazon.ask("GET", url).text.startswith("amazon-order-id\t")


def test_addresses_work_without_a_token_for_five_minutes(amazon: Reporter) -> None:
    url = amazon.address()["url"]
    amazon.headers = {}
    assert amazon.ask("GET", url).status_code == 200
    assert amazon.ask("PUT", url, content=b"x").status_code == 403
    assert amazon.ask("GET", url.replace("token=", "token=x")).status_code == 403
    amazon.emulator.clock.advance(300)
    expired = amazon.ask("GET", url)
    assert (expired.status_code, expired.headers["content-type"]) == (403, "application/xml")
    assert "<Message>Request has expired</Message>" in expired.text


def test_addresses_of_buyers_want_a_restricted_data_token(amazon: Reporter) -> None:
    amazon.ask("POST", "/emulator/reports", json={"columns": ["address-type"], "charset": "UTF-8"})
    report = amazon.finish(amazon.create(reportType=ACTIONABLE))
    path = f"{DOCUMENTS}/{report['reportDocumentId']}"
    assert amazon.ask("GET", path).status_code == 403
    wanted = {"restrictedResources": [{"method": "GET", "path": path}]}
    token = amazon.ask("POST", "/tokens/2021-03-01/restrictedDataToken", json=wanted).json()["restrictedDataToken"]
    url = amazon.ask("GET", path, headers={"x-amz-access-token": token}).json()["url"]
    rows = list(csv.DictReader(amazon.ask("GET", url).text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    waiting = {
        order["orderId"]: order
        for order in amazon.emulator.store
        if order["fulfillment"]["fulfillmentStatus"] in {"UNSHIPPED", "PARTIALLY_SHIPPED"}
        and order["fulfillment"]["fulfilledBy"] == "MERCHANT"
        and order["salesChannel"]["marketplaceId"] in EUROPE
    }
    assert waiting
    assert {row["order-id"] for row in rows} == waiting.keys()
    for row in rows:
        address = waiting[row["order-id"]]["recipient"]["deliveryAddress"]
        assert (row["ship-city"], row["ship-postal-code"]) == (address["city"], address["postalCode"])
        assert row["address-type"].upper() == address["addressType"]
        assert "order-channel" not in row


def test_without_data_a_report_is_cancelled(amazon: Reporter) -> None:
    report = amazon.finish(amazon.create(dataEndTime="2020-01-02T00:00:00Z", dataStartTime="2020-01-01T00:00:00Z"))
    assert report["processingStatus"] == "CANCELLED"
    assert "reportDocumentId" not in report


def test_more_than_thirty_days_are_fatal(amazon: Reporter) -> None:
    assert amazon.finish(amazon.create(days=30.1))["processingStatus"] == "FATAL"


def test_only_queued_reports_can_be_cancelled(amazon: Reporter) -> None:
    report_id = amazon.create()
    answer = amazon.ask("DELETE", f"{REPORTS}/{report_id}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert amazon.show(report_id)["processingStatus"] == "CANCELLED"
    assert amazon.ask("DELETE", f"{REPORTS}/{report_id}").status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"reportType": "GET_NOTHING"},
        {"reportType": None},
        {"marketplaceIds": []},
        {"marketplaceIds": None},
        {"marketplaceIds": [GERMANY] * 26},
        {"marketplaceIds": [US]},
        {"dataStartTime": "yesterday"},
        {"dataStartTime": 5},
        {"dataEndTime": "2999-01-01T00:00:00Z"},
        {"dataEndTime": "2020-01-01T00:00:00Z"},
        {"reportOptions": {"custom": 1}},
        {"reportOptions": "custom"},
    ],
)
def test_wishes_are_checked(amazon: Reporter, change: dict[str, Any]) -> None:
    answer = amazon.ask("POST", REPORTS, json=amazon.wish() | change)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


def test_reports_and_documents_belong_to_one_seller(amazon: Reporter) -> None:
    report = amazon.finish(amazon.create())
    amazon.emulator.reports.find(report_id=report["reportId"], seller_id="A2KOGGEDEMOSELLER").seller_id = "A9"
    amazon.emulator.documents.find("A2KOGGEDEMOSELLER", report["reportDocumentId"]).seller_id = "A9"
    assert amazon.ask("GET", f"{REPORTS}/{report['reportId']}").status_code == 404
    assert amazon.ask("GET", f"{DOCUMENTS}/{report['reportDocumentId']}").status_code == 404
    assert amazon.ask("GET", REPORTS, params={"reportTypes": BY_CREATION}).json() == {"reports": []}


def test_lists_come_newest_first_in_pages(amazon: Reporter) -> None:
    created = [amazon.create() for _ in range(5)]
    amazon.create(reportType=BY_CHANGE)
    query = {"reportTypes": BY_CREATION, "pageSize": "2", "processingStatuses": "IN_QUEUE,DONE"}
    seen = []
    while True:
        answer = amazon.ask("GET", REPORTS, params=query).json()
        seen += [each["reportId"] for each in answer["reports"]]
        if "nextToken" not in answer:
            break
        query = {"nextToken": answer["nextToken"]}
    assert seen == created[::-1]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"reportTypes": BY_CREATION, "pageSize": "0"},
        {"reportTypes": BY_CREATION, "pageSize": "101"},
        {"reportTypes": BY_CREATION, "processingStatuses": "READY"},
        {"reportTypes": BY_CREATION, "createdSince": "?"},
        {"reportTypes": ",".join("ABCDEFGHIJK")},
        {"nextToken": "?"},
        {"nextToken": "W10=", "pageSize": "1"},
    ],
)
def test_lists_are_checked(amazon: Reporter, query: dict[str, str]) -> None:
    assert amazon.ask("GET", REPORTS, params=query).status_code == 400


def test_tests_choose_how_reports_end(amazon: Reporter) -> None:
    settings = amazon.ask("POST", "/emulator/reports", json={"seconds": 60, "outcome": "FATAL"}).json()
    assert (settings["seconds"], settings["outcome"]) == (60, "FATAL")
    report_id = amazon.create()
    assert amazon.finish(report_id)["processingStatus"] == "IN_QUEUE"
    amazon.emulator.clock.advance(60)
    assert amazon.show(report_id)["processingStatus"] == "FATAL"


@pytest.mark.parametrize(
    "settings",
    [
        {"seconds": -1},
        {"seconds": "x"},
        {"outcome": "?"},
        {"charset": "?"},
        {"size": 1},
        [],
        {"compress": 3},
        {"columns": ["x"]},
    ],
)
def test_settings_are_checked(amazon: Reporter, settings: Any) -> None:
    assert amazon.ask("POST", "/emulator/reports", json=settings).status_code == 400


def test_trapped_orders_can_be_reported() -> None:
    amazon = Reporter(faults=Faults("data", 3))
    amazon.emulator.generate(300)
    assert len(amazon.rows()) > 200
    assert amazon.finish(amazon.create(reportType=ACTIONABLE))["processingStatus"] == "DONE"
