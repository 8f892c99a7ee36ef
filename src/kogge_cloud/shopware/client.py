"""The calls to a shop's Admin API: one HTTP request each, every refusal a typed error."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import httpx

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.rules import Credentials
from kogge_cloud.accounts.services import read_authorization, withdraw_authorization
from kogge_cloud.adapters.errors import (
    AccessDenied,
    AccessTokenRejected,
    ApplicationRejected,
    OrderNotFound,
    PlatformError,
    PlatformUnavailable,
    QuotaExhausted,
    RequestRefused,
)
from kogge_cloud.infrastructure.addresses import AddressPrivate
from kogge_cloud.infrastructure.http import entered_address_client
from kogge_cloud.shopware.errors import ShopPrivate
from kogge_cloud.shopware.login import drop_access_token, get_access_token
from kogge_contract.authorization import AuthorizationState

THROTTLED_S = 10.0
LONGEST_WAIT_S = 300.0
SEVERAL = (list, dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, in the shop's own words (numbers exact)."""

    rows: list[Any] = field(repr=False)


def search(registration: Registration, entity: str, criteria: dict[str, Any]) -> Found:
    """Call `POST /api/search/{entity}`. Raises PlatformError."""
    return Found(read_rows(call(registration, "POST", search_path(entity), criteria)))


def search_path(entity: str) -> str:
    """Return the address at which an entity's rows are searched."""
    return f"/api/search/{entity}"


def read_rows(body: Any) -> list[Any]:  # noqa: ANN401 - their JSON
    """Return the rows of a search's answer. Raises PlatformUnavailable."""
    rows = body.get("data") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        message = "The shop's answer is not a page of what was searched for."
        raise PlatformUnavailable(message)
    return rows


def transition(registration: Registration, entity: str, entity_id: str, action: str) -> None:
    """Call `POST /api/_action/{entity}/{id}/state/{action}`; the shop's flows send their mails.

    Raises PlatformError; after PlatformUnavailable it may have been done.
    """
    call(registration, "POST", f"/api/_action/{entity}/{entity_id}/state/{action}", {})


def patch(registration: Registration, entity: str, entity_id: str, changes: dict[str, Any]) -> None:
    """Call `PATCH /api/{entity}/{id}`. Raises PlatformError; after PlatformUnavailable it may have been done."""
    call(registration, "PATCH", f"/api/{entity}/{entity_id}", changes)


def synchronise(registration: Registration, operations: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - their JSON
    """Call `POST /api/_action/sync`; all of it is done, or nothing. Raises PlatformError."""
    return call(registration, "POST", "/api/_action/sync", operations)


def call(registration: Registration, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401 - their JSON
    """Make one call with a good access token; a token that has just ended is renewed once.

    Raises PlatformError. Where the shop refuses the keys for good, the platform is signed out and says why.
    """
    authorization = read_authorization(registration)
    try:
        return _call_renewing(authorization, method, path, body)
    except ApplicationRejected as error:
        seen = bytes(registration.credentials_encrypted or b"")
        withdraw_authorization(registration.pk, AuthorizationState.NOT_AUTHENTICATED, error.message, seen)
        raise


def _call_renewing(authorization: Credentials, method: str, path: str, body: Any) -> Any:  # noqa: ANN401
    token = get_access_token(authorization)
    try:
        return send(authorization.seller_reference, token, method, path, body)
    except AccessTokenRejected:
        drop_access_token(authorization, token)
        return send(authorization.seller_reference, get_access_token(authorization), method, path, body)


def send(address: str, token: str, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401
    """Make one request and return its JSON, None for an empty answer. Raises PlatformError."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    try:
        response = entered_address_client().request(method, f"{address}{path}", headers=headers, json=body)
    except AddressPrivate as error:
        raise ShopPrivate(error.message) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        message = f"The shop could not be reached ({type(error).__name__})."
        raise PlatformUnavailable(message) from error
    if not response.is_success:
        raise _refusal(response)
    return _read(response) if response.content else None


def _read(response: httpx.Response) -> Any:  # noqa: ANN401
    try:
        body = json.loads(response.content, parse_float=Decimal)
    except ValueError as error:
        message = f"The shop's answer is not JSON ({len(response.content)} bytes, HTTP {response.status_code})."
        raise PlatformUnavailable(message) from error
    if not isinstance(body, SEVERAL):
        message = "The shop's answer is neither an object nor a list."
        raise PlatformUnavailable(message)
    return body


def _refusal(response: httpx.Response) -> PlatformError:
    status, said = response.status_code, _read_error(response)
    if status == HTTPStatus.UNAUTHORIZED:
        return AccessTokenRejected("The shop rejects an access token that it gave itself.")
    if status == HTTPStatus.FORBIDDEN:
        return AccessDenied(f"The shop denies access ({said}). Give the integration a role that allows this.")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return QuotaExhausted(_read_wait(response))
    if status == HTTPStatus.NOT_FOUND:
        return OrderNotFound(f"The shop knows nothing under this number or address ({said}).")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT or response.is_redirect:
        return PlatformUnavailable(f"The shop is not available at the moment ({said}).")
    return RequestRefused(f"The shop refuses the request ({said}).")


def _read_wait(response: httpx.Response) -> float:
    """Return how long the shop asks to wait, in seconds."""
    try:
        return min(max(float(response.headers["Retry-After"]), 1.0), LONGEST_WAIT_S)
    except (KeyError, ValueError):
        return THROTTLED_S


def _read_error(response: httpx.Response) -> str:
    """Return code and detail of the first error; the HTTP status where the body is something else."""
    try:
        first = response.json()["errors"][0]
        code, detail = str(first.get("code") or ""), str(first.get("detail") or first.get("title") or "")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        code = detail = ""
    return f"{code}: {detail}"[:300].strip(": ") or f"HTTP {response.status_code}"
