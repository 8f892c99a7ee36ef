"""Unmodified client libraries of others ask a running Emulator for reports, wait for them and read their documents."""

import csv
import gzip
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sp_api.api import Reports
from sp_api.auth import access_token_client
from sp_api.auth.access_token_client import AccessTokenClient
from sp_api.base import Marketplaces, SellingApiException
from sp_api.base.reportTypes import ReportType
from spapi import SPAPIClient, SPAPIConfig
from spapi.api.reports_v2021_06_30.reports_api import ReportsApi
from spapi.models.reports_v2021_06_30 import CreateReportSpecification
from spapi.rest import ApiException

from amazon_emulator.accounts import DEMO
from tests.emulators import RunningEmulator, running_emulator

GERMANY = "A1PA6795UKMFR9"
SINCE = (datetime.now(UTC) - timedelta(days=29)).replace(microsecond=0)
BY_CREATION = ReportType.GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL
MADE_WITHIN_S = 10


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator("--orders", "60", "--quota", "1000") as running:
        httpx.post(f"{running.url}/emulator/reports", json={"seconds": 0.2}).raise_for_status()
        yield running


@pytest.fixture(scope="module")
def truth(emulator: RunningEmulator) -> set[str]:
    listed = httpx.get(f"{emulator.url}/emulator/orders").json()["orders"]
    return {order["orderId"] for order in listed if order["marketplaceId"] == GERMANY}


@pytest.fixture
def python_amazon(emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch) -> Reports:
    access_token_client.cache.clear()
    monkeypatch.setattr(AccessTokenClient, "scheme", "http://")
    monkeypatch.setattr(AccessTokenClient, "host", emulator.url.removeprefix("http://"))
    credentials = {
        "lwa_app_id": DEMO.client_id,
        "lwa_client_secret": DEMO.client_secret,
        "refresh_token": DEMO.refresh_token,
    }
    client = Reports(credentials=credentials, marketplace=Marketplaces.DE)
    client.endpoint = emulator.url
    return client


@pytest.fixture
def amazons_own(emulator: RunningEmulator) -> ReportsApi:
    config = SPAPIConfig(
        client_id=DEMO.client_id, client_secret=DEMO.client_secret, refresh_token=DEMO.refresh_token, region="EU"
    )
    client = SPAPIClient(config, oauth_endpoint=emulator.login_url, endpoint=emulator.url)
    return ReportsApi(client.api_client)


def read_order_ids(text: str) -> set[str]:
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["amazon-order-id"] for row in rows}


def wait_for_python_amazon(client: Reports, report_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + MADE_WITHIN_S
    while time.monotonic() < deadline:
        report = dict(client.get_report(report_id).payload)
        if report["processingStatus"] not in {"IN_QUEUE", "IN_PROGRESS"}:
            return report
        time.sleep(0.1)
    raise AssertionError(report_id)


@pytest.mark.parametrize(
    ("settings", "charset"),
    [({"compress": False, "charset": ""}, "cp1252"), ({"compress": True, "charset": "UTF-8"}, "utf-8")],
)
def test_python_amazon_reads_a_report(
    emulator: RunningEmulator, python_amazon: Reports, truth: set[str], settings: dict[str, Any], charset: str
) -> None:
    httpx.post(f"{emulator.url}/emulator/reports", json=settings).raise_for_status()
    created = python_amazon.create_report(
        reportType=BY_CREATION, dataStartTime=SINCE.isoformat(), marketplaceIds=[GERMANY]
    )
    report = wait_for_python_amazon(python_amazon, created.payload["reportId"])
    answer = python_amazon.get_report_document(report["reportDocumentId"], download=True)
    assert answer.character_code.lower() == charset
    assert read_order_ids(answer.payload["document"]) == truth
    assert "ü" in answer.payload["document"]


def test_python_amazon_lists_and_cancels(emulator: RunningEmulator, python_amazon: Reports) -> None:
    httpx.post(f"{emulator.url}/emulator/reports", json={"seconds": 600}).raise_for_status()
    report_id = python_amazon.create_report(reportType=BY_CREATION, marketplaceIds=[GERMANY]).payload["reportId"]
    python_amazon.cancel_report(report_id)
    listed = python_amazon.get_reports(reportTypes=[BY_CREATION], processingStatuses=["CANCELLED"]).payload["reports"]
    assert report_id in {each["reportId"] for each in listed}
    with pytest.raises(SellingApiException) as refusal:
        python_amazon.cancel_report(report_id)
    assert refusal.value.code == 400
    httpx.post(f"{emulator.url}/emulator/reports", json={"seconds": 0.2}).raise_for_status()


def test_amazons_own_client_reads_a_report(emulator: RunningEmulator, amazons_own: ReportsApi, truth: set[str]) -> None:
    httpx.post(f"{emulator.url}/emulator/reports", json={"compress": True, "charset": ""}).raise_for_status()
    wanted = CreateReportSpecification(report_type=BY_CREATION.value, data_start_time=SINCE, marketplace_ids=[GERMANY])
    report_id = amazons_own.create_report(wanted).report_id
    deadline = time.monotonic() + MADE_WITHIN_S
    while amazons_own.get_report(report_id).processing_status != "DONE":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    report = amazons_own.get_report(report_id)
    document = amazons_own.get_report_document(report.report_document_id)
    assert document.compression_algorithm == "GZIP"
    content = gzip.decompress(httpx.get(document.url).raise_for_status().content)
    assert read_order_ids(content.decode("cp1252")) == truth
    listed = amazons_own.get_reports(report_types=[BY_CREATION.value], page_size=100)
    assert report_id in {each.report_id for each in listed.reports}


def test_amazons_own_client_is_told_what_is_missing(amazons_own: ReportsApi) -> None:
    with pytest.raises(ApiException) as refusal:
        amazons_own.get_report("1")
    assert refusal.value.status == 404
    assert json.loads(refusal.value.body)["errors"][0]["code"] == "NotFound"
