"""A shop's access tokens: had for an integration's keys, cached until shortly before they end."""

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
from kogge_cloud.adapters.errors import ApplicationRejected, PlatformUnavailable
from kogge_cloud.infrastructure.addresses import AddressPrivate
from kogge_cloud.infrastructure.http import entered_address_client
from kogge_cloud.shopware.errors import ShopPrivate
from kogge_contract.authorization import SelfAuthorization

CACHE_SHARE = 0.9
_LIFETIME_S = 600.0
TOKEN_PATH = "/api/oauth/token"  # noqa: S105 - an address


@dataclass
class _Cached:
    token: str = field(default="", repr=False)
    good_until_s: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


_cache: defaultdict[str, _Cached] = defaultdict(_Cached)


def get_access_token(authorization: Credentials) -> str:
    """Return a good access token; of several threads one asks the shop, the others wait for its answer.

    Raises ApplicationRejected, PlatformUnavailable.
    """
    cached = _cache[_cache_key(authorization)]
    with cached.lock:
        if time.monotonic() >= cached.good_until_s:
            answer = request_token(authorization)
            lifetime_s = float(answer.get("expires_in") or _LIFETIME_S)
            cached.token = str(answer["access_token"])
            cached.good_until_s = time.monotonic() + lifetime_s * CACHE_SHARE
        return cached.token


def drop_access_token(authorization: Credentials, token: str) -> None:
    """Forget a token that the shop rejected; a newer one, fetched meanwhile, stays."""
    cached = _cache[_cache_key(authorization)]
    with cached.lock:
        if cached.token == token:
            cached.good_until_s = 0


def _cache_key(authorization: SelfAuthorization) -> str:
    secret = f"{authorization.seller_reference}\n{authorization.client_id}\n{authorization.client_secret}"
    return hashlib.sha256(secret.encode()).hexdigest()


@stamina.retry(on=PlatformUnavailable, attempts=3, timeout=12, wait_initial=0.2, wait_max=1)
def request_token(authorization: SelfAuthorization) -> dict[str, Any]:
    """Ask the shop for a token (RFC 6749, 4.4). Raises ApplicationRejected, PlatformUnavailable, ShopPrivate."""
    form = {
        "grant_type": "client_credentials",
        "client_id": authorization.client_id,
        "client_secret": authorization.client_secret,
    }
    try:
        response = entered_address_client().post(f"{authorization.seller_reference}{TOKEN_PATH}", json=form)
        body = response.json()
    except AddressPrivate as error:
        raise ShopPrivate(error.message) from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        message = f"The shop's sign-in could not be reached ({type(error).__name__})."
        raise PlatformUnavailable(message) from error
    if response.is_success and isinstance(body, dict) and body.get("access_token"):
        return body
    if response.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        message = (
            "The shop rejects the access key and its secret. Make a new pair under Settings – System – Integrations "
            "and enter it."
        )
        raise ApplicationRejected(message)
    message = f"The shop's sign-in is not available (HTTP {response.status_code})."
    raise PlatformUnavailable(message)
