"""The calls to Amazon: one HTTP request each, every refusal a typed error. Orders (v2026-01-01) and reports."""

import gzip
import json
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from kogge_cloud.adapters.errors import (
    AccessDenied,
    AccessTokenRejected,
    OrderNotFound,
    PlatformError,
    PlatformUnavailable,
    QuotaExhausted,
    RequestRefused,
)
from kogge_cloud.amazon.marketplaces import REGION_URLS
from kogge_cloud.infrastructure.http import http_client
from kogge_cloud.infrastructure.settings import spapi_url

ORDERS_PATH = "/orders/2026-01-01/orders"
REPORTS_PATH = "/reports/2021-06-30"
MAX_ORDERS = 100
_RATE_HEADER = "x-amzn-RateLimit-Limit"


@dataclass(frozen=True, slots=True)
class Answer:
    """What Amazon said: the JSON object (numbers exact), and the quota's rate (calls a second) where it was told."""

    body: dict[str, Any] = field(repr=False)
    rate: float | None


@dataclass(frozen=True, slots=True)
class Document:
    """A downloaded document and the charset its header names."""

    content: bytes = field(repr=False)
    charset: str


def search_orders(region: str, access_token: str, parameters: dict[str, str]) -> Answer:
    """Call searchOrders. Raises the errors of this package."""
    return send("GET", region, ORDERS_PATH, access_token, parameters | {"maxResultsPerPage": str(MAX_ORDERS)})


def get_order(region: str, access_token: str, order_reference: str, groups: tuple[str, ...]) -> Answer:
    """Call getOrder. Raises OrderNotFound and the other errors of this package."""
    path = f"{ORDERS_PATH}/{quote(order_reference, safe='')}"
    return send("GET", region, path, access_token, {"includedData": ",".join(groups)})


def create_report(region: str, access_token: str, wanted: dict[str, Any]) -> Answer:
    """Call createReport. Raises the errors of this package."""
    return send("POST", region, f"{REPORTS_PATH}/reports", access_token, body=wanted)


def get_report(region: str, access_token: str, report_id: str) -> Answer:
    """Call getReport. Raises the errors of this package."""
    return send("GET", region, f"{REPORTS_PATH}/reports/{quote(report_id, safe='')}", access_token)


def get_report_schedules(region: str, access_token: str, report_types: tuple[str, ...]) -> Answer:
    """Call getReportSchedules: what is made again and again, by whomever. Raises the errors of this package."""
    return send("GET", region, f"{REPORTS_PATH}/schedules", access_token, {"reportTypes": ",".join(report_types)})


def get_report_document(region: str, access_token: str, document_id: str) -> Answer:
    """Call getReportDocument: where the document lies, for five minutes. Raises the errors of this package."""
    return send("GET", region, f"{REPORTS_PATH}/documents/{quote(document_id, safe='')}", access_token)


def create_restricted_token(region: str, access_token: str, document_id: str) -> Answer:
    """Call createRestrictedDataToken for a report's document with personal data. Raises the errors of this package."""
    path = f"{REPORTS_PATH}/documents/{document_id}"
    wanted = {"restrictedResources": [{"method": "GET", "path": path}]}
    return send("POST", region, "/tokens/2021-03-01/restrictedDataToken", access_token, body=wanted)


def download(url: str, compression: str) -> Document:
    """Download a document from its own address, which needs no token. Raises PlatformUnavailable."""
    try:
        response = http_client().get(url)
        response.raise_for_status()
        content = gzip.decompress(response.content) if compression == "GZIP" else response.content
    except (httpx.HTTPError, OSError, EOFError) as error:
        message = f"Amazon's document could not be downloaded ({type(error).__name__})."
        raise PlatformUnavailable(message) from error
    return Document(content, response.charset_encoding or "")


def upload(url: str, content: bytes, content_type: str) -> None:
    """Upload a document to its own address, which needs no token. Raises PlatformUnavailable."""
    try:
        http_client().put(url, content=content, headers={"Content-Type": content_type}).raise_for_status()
    except httpx.HTTPError as error:
        message = f"The document could not be uploaded to Amazon ({type(error).__name__})."
        raise PlatformUnavailable(message) from error


def send(
    method: str,
    region: str,
    path: str,
    access_token: str,
    parameters: dict[str, str] | None = None,
    body: dict[str, Any] | None = None,
) -> Answer:
    """Make one call and return its answer; an empty one is an empty object. Raises the errors of this package."""
    url = f"{spapi_url() or REGION_URLS[region]}{path}"
    headers = {"x-amz-access-token": access_token}
    try:
        response = http_client().request(method, url, params=parameters, headers=headers, json=body)
    except httpx.HTTPError as error:
        message = f"Amazon could not be reached ({type(error).__name__})."
        raise PlatformUnavailable(message) from error
    if not response.is_success:
        raise _refusal(response)
    return Answer(_read_object(response) if response.content else {}, _read_rate(response))


def _read_object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = json.loads(response.content, parse_float=Decimal)
    except ValueError as error:
        message = f"Amazon's answer is not JSON ({len(response.content)} bytes, HTTP {response.status_code})."
        raise PlatformUnavailable(message) from error
    if not isinstance(body, dict):
        message = "Amazon's answer is not a JSON object."
        raise PlatformUnavailable(message)
    return body


def _read_rate(response: httpx.Response) -> float | None:
    try:
        rate = float(response.headers.get(_RATE_HEADER, ""))
    except ValueError:
        return None
    return rate if 0 < rate < float("inf") else None


def _refusal(response: httpx.Response) -> PlatformError:
    status, (code, text, details) = response.status_code, _read_error(response)
    said = f"{code}: {text}".strip(": ") or f"HTTP {status}"
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return _denial(said, details)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return QuotaExhausted(0)
    if status == HTTPStatus.NOT_FOUND:
        return OrderNotFound(f"Amazon knows nothing under this number or address ({said}).")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return PlatformUnavailable(f"Amazon is not available at the moment ({said}).")
    return RequestRefused(f"Amazon refuses the request ({said}).", said=said)


def _denial(said: str, details: str) -> PlatformError:
    if "access token" in details.lower():
        return AccessTokenRejected(f"Amazon rejects the access token ({details}).")
    return AccessDenied(
        f"Amazon denies access ({said}). The application needs a role that allows this; after a role was added the "
        "seller must authorize it again. Check the region, too."
    )


def _read_error(response: httpx.Response) -> tuple[str, str, str]:
    """Return code, message and details of Amazon's first error; empty where the body is something else."""
    try:
        first = response.json()["errors"][0]
        return tuple(str(first.get(name) or "")[:300] for name in ("code", "message", "details"))  # type: ignore[return-value]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return "", "", ""
