"""Login with Amazon: access tokens from a seller's refresh token, cached until shortly before they end."""

import hashlib
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx
import stamina

from kogge_cloud.accounts.rules import Credentials
from kogge_cloud.adapters.errors import ApplicationRejected, AuthorizationRevoked, PlatformUnavailable
from kogge_cloud.amazon.marketplaces import LOGIN_URL
from kogge_cloud.infrastructure.http import http_client
from kogge_cloud.infrastructure.settings import lwa_url

CACHE_SHARE = 0.92
_SERVER_ERRORS = 500


@dataclass
class _Cached:
    token: str = field(default="", repr=False)
    good_until_s: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


_cache: defaultdict[str, _Cached] = defaultdict(_Cached)


def get_access_token(authorization: Credentials) -> str:
    """Return a good access token; of several threads one asks Amazon, the others wait for its answer.

    Raises AuthorizationRevoked, ApplicationRejected, PlatformUnavailable.
    """
    cached = _cache[_cache_key(authorization)]
    with cached.lock:
        if time.monotonic() >= cached.good_until_s:
            _renew(cached, {"grant_type": "refresh_token", "refresh_token": authorization.refresh_token}, authorization)
        return cached.token


def get_grantless_token(authorization: Credentials, scope: str) -> str:
    """Return a good access token of the application itself, for operations that concern no seller.

    Raises ApplicationRejected, PlatformUnavailable.
    """
    cached = _cache[_grantless_key(authorization, scope)]
    with cached.lock:
        if time.monotonic() >= cached.good_until_s:
            _renew(cached, {"grant_type": "client_credentials", "scope": scope}, authorization)
        return cached.token


def drop_grantless_token(authorization: Credentials, scope: str, token: str) -> None:
    """Forget an application's token that Amazon rejected; a newer one, fetched meanwhile, stays."""
    _drop(_cache[_grantless_key(authorization, scope)], token)


def drop_access_token(authorization: Credentials, token: str) -> None:
    """Forget a token that Amazon rejected; a newer one, fetched meanwhile, stays."""
    _drop(_cache[_cache_key(authorization)], token)


def _drop(cached: _Cached, token: str) -> None:
    with cached.lock:
        if cached.token == token:
            cached.good_until_s = 0


def _renew(cached: _Cached, grant: dict[str, str], authorization: Credentials) -> None:
    answer = _request_with_either_secret(grant, authorization)
    cached.token, lifetime_s = str(answer["access_token"]), float(answer.get("expires_in", 3600))
    cached.good_until_s = time.monotonic() + lifetime_s * CACHE_SHARE


def exchange_code(authorization: Credentials, code: str, redirect_uri: str) -> tuple[str, str]:
    """Exchange the code of a seller's consent (five minutes, once) for a refresh token and an access token.

    Raises AuthorizationRevoked (the code is used, expired or not ours), ApplicationRejected, PlatformUnavailable.
    """
    grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    answer = _request_with_either_secret(grant, authorization)
    return str(answer.get("refresh_token", "")), str(answer["access_token"])


def _request_with_either_secret(grant: dict[str, str], authorization: Credentials) -> dict[str, Any]:
    """Try the newest client secret and, where Amazon does not know it (yet), the one before."""
    application = {"client_id": authorization.client_id, "client_secret": authorization.client_secret}
    try:
        return _request_token(grant | application)
    except ApplicationRejected:
        if not authorization.older_secret:
            raise
        return _request_token(grant | application | {"client_secret": authorization.older_secret})


def _cache_key(authorization: Credentials) -> str:
    secret = f"{_login_url()}\n{authorization.model_dump_json()}"
    return hashlib.sha256(secret.encode()).hexdigest()


def _grantless_key(authorization: Credentials, scope: str) -> str:
    secret = f"{_login_url()}\n{scope}\n{authorization.client_id}\n{authorization.client_secret}"
    return hashlib.sha256(secret.encode()).hexdigest()


def _login_url() -> str:
    return lwa_url() or LOGIN_URL


@stamina.retry(on=PlatformUnavailable, attempts=3, timeout=12, wait_initial=0.2, wait_max=1)
def _request_token(form: dict[str, str]) -> dict[str, Any]:
    try:
        response = http_client().post(_login_url(), data=form)
        body = response.json()
    except (httpx.HTTPError, ValueError) as error:
        message = f"Login with Amazon could not be reached ({type(error).__name__})."
        raise PlatformUnavailable(message) from error
    if response.is_success and isinstance(body, dict) and body.get("access_token"):
        return body
    raise _refusal(response.status_code, body)


def _refusal(status: int, body: object) -> ApplicationRejected | AuthorizationRevoked | PlatformUnavailable:
    code = body.get("error", "") if isinstance(body, dict) else ""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return PlatformUnavailable("Login with Amazon asks for patience (HTTP 429).")
    if code == "invalid_grant":
        message = (
            "The seller's authorization was withdrawn or has run out. Authorize the application again in Seller "
            "Central and enter the new refresh token."
        )
        return AuthorizationRevoked(message)
    if code in {"invalid_client", "unauthorized_client", "access_denied", "invalid_scope"}:
        message = (
            f"Amazon rejects the application's client ID and secret ({code}). Client secrets run out after 180 days: "
            "create a new one in the Solution Provider Portal and enter it."
        )
        return ApplicationRejected(message)
    if status >= _SERVER_ERRORS or not code:
        message = f"Login with Amazon is not available (HTTP {status})."
        return PlatformUnavailable(message)
    message = f"Login with Amazon refuses the request ({code}). Check client ID, client secret and refresh token."
    return ApplicationRejected(message)
