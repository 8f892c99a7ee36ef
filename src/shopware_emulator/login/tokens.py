"""POST /api/oauth/token: access tokens for an integration's key and secret."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from shopware_emulator.clock import Clock
from shopware_emulator.errors import ShopwareError, access_denied, oauth_failure

TOKEN_LIFE_S = 600
DEMO_KEY = "SWIAKOGGEDEMOINTEGRATION01"
DEMO_SECRET = "kogge-demo-secret"  # noqa: S105 - public, opens nothing but an emulator


@dataclass(slots=True)
class Integration:
    """A program that may use the Admin API."""

    access_key: str
    secret: str
    label: str


class Login:
    """Hands out access tokens, and knows who holds one."""

    def __init__(self, clock: Clock) -> None:
        """Begin with the demo integration."""
        self._clock = clock
        self.integrations = {DEMO_KEY: Integration(DEMO_KEY, DEMO_SECRET, "Kogge")}
        self._expires_at: dict[str, datetime] = {}

    def issue(self, fields: Mapping[str, object]) -> dict[str, object]:
        """Answer a token request. Raises ShopwareError, worded as the authorization server does."""
        grant = fields.get("grant_type")
        if grant != "client_credentials":
            raise _unsupported_grant()
        key, secret = fields.get("client_id"), fields.get("client_secret")
        if not isinstance(key, str) or not key:
            raise _invalid_request("client_id")
        known = self.integrations.get(key)
        if known is None or not isinstance(secret, str) or not secrets.compare_digest(known.secret, secret):
            raise oauth_failure(HTTPStatus.UNAUTHORIZED, 4, "Client authentication failed", None)
        token = self._write_token(key)
        return {"token_type": "Bearer", "expires_in": TOKEN_LIFE_S, "access_token": token}

    def identify(self, header: str | None) -> None:
        """Accept the header of a request. Raises ShopwareError (401)."""
        if header is None:
            raise access_denied('Missing "Authorization" header')
        token = header.strip().removeprefix("Bearer").strip()
        if not token:
            raise access_denied('Missing token in "Authorization" header')
        if token.count(".") != 2:  # noqa: PLR2004 - a token has three parts
            raise access_denied("The JWT string must have two dots")
        expires_at = self._expires_at.get(token)
        if expires_at is None or expires_at <= self._clock.now():
            raise access_denied("Access token could not be verified")

    def expire(self) -> int:
        """Let all tokens run out; return how many there were."""
        count = len(self._expires_at)
        self._expires_at.clear()
        return count

    def _write_token(self, key: str) -> str:
        now = self._clock.now()
        until = now + timedelta(seconds=TOKEN_LIFE_S)
        claims = {"aud": key, "jti": secrets.token_hex(40), "exp": until.timestamp(), "sub": "", "scopes": ["write"]}
        parts = [
            json.dumps({"typ": "JWT", "alg": "HS256"}).encode(),
            json.dumps(claims).encode(),
            secrets.token_bytes(32),
        ]
        token = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
        self._expires_at = {each: moment for each, moment in self._expires_at.items() if moment > now} | {token: until}
        return token


def _unsupported_grant() -> ShopwareError:
    title = "The authorization grant type is not supported by the authorization server."
    return oauth_failure(HTTPStatus.BAD_REQUEST, 2, title, "Check that all required parameters have been provided")


def _invalid_request(parameter: str) -> ShopwareError:
    title = (
        "The request is missing a required parameter, includes an invalid parameter value, "
        "includes a parameter more than once, or is otherwise malformed."
    )
    return oauth_failure(HTTPStatus.BAD_REQUEST, 3, title, f"Check the `{parameter}` parameter")
