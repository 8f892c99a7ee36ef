"""The token endpoint, for form and JSON bodies."""

import hmac
import json
import secrets
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import Request

from amazon_emulator.accounts import Accounts, SellerAccount
from amazon_emulator.clock import Clock
from amazon_emulator.errors import unauthorized

TOKEN_LIFE = timedelta(hours=1)
GRANTLESS_SCOPES = {"sellingpartnerapi::notifications", "sellingpartnerapi::client_credential:rotation"}

MISSING = "Access token is missing in the request header."
MALFORMED = "The access token you provided is revoked, malformed or invalid."
EXPIRED = "The access token you provided has expired."


class LoginError(Exception):
    """An answer in the shape of OAuth's errors."""

    def __init__(self, status: int, error: str, description: str) -> None:
        """Keep what Amazon says."""
        super().__init__(description)
        self.status = status
        self.body = {"error": error, "error_description": description}


class Login:
    """Issues access tokens and knows whom each one stands for."""

    def __init__(self, accounts: Accounts, clock: Clock) -> None:
        """Start with no tokens issued."""
        self._accounts = accounts
        self._clock = clock
        self._issued: dict[str, tuple[SellerAccount, datetime]] = {}
        self._grantless: dict[str, str] = {}

    def exchange(self, fields: dict[str, str]) -> dict[str, object]:
        """Answer a token request. Raises LoginError."""
        grant = _required(fields, "grant_type")
        if grant not in {"refresh_token", "client_credentials"}:
            raise LoginError(
                HTTPStatus.BAD_REQUEST, "unsupported_grant_type", f"The grant type {grant} is not supported."
            )
        account = self._authenticate(fields)
        if grant == "client_credentials":
            scope = _required(fields, "scope")
            if scope not in GRANTLESS_SCOPES:
                raise LoginError(
                    HTTPStatus.BAD_REQUEST, "invalid_scope", "The requested scope is invalid or not granted."
                )
            issued = self._issue(account)
            self._grantless[str(issued["access_token"])] = scope
            return issued | {"scope": scope}
        token = _required(fields, "refresh_token")
        if not _is_same(token, account.refresh_token) or account.client_id in self._accounts.revoked:
            description = (
                "The request has an invalid grant parameter : refresh_token. "
                "User may have revoked or didn't grant the permission."
            )
            raise LoginError(HTTPStatus.BAD_REQUEST, "invalid_grant", description)
        return self._issue(account) | {"refresh_token": token}

    def identify(self, token: str | None, scope: str = "") -> SellerAccount:
        """Return whose access token it is. A `scope` asks for a grantless token. Raises ApiError (403)."""
        if not token:
            raise unauthorized(MISSING)
        if token not in self._issued:
            raise unauthorized(MALFORMED)
        account, expires_at = self._issued[token]
        if self._grantless.get(token, "") != scope:
            # A grantless token stands for the application, not for a seller, and the other way round.
            raise unauthorized("")
        if account.client_id in self._accounts.revoked:
            raise unauthorized(MALFORMED)
        if expires_at <= self._clock.now():
            raise unauthorized(EXPIRED)
        return account

    def _authenticate(self, fields: dict[str, str]) -> SellerAccount:
        account = self._accounts.by_client.get(_required(fields, "client_id"))
        if account is None or not _is_same(_required(fields, "client_secret"), account.client_secret):
            raise LoginError(HTTPStatus.UNAUTHORIZED, "invalid_client", "Client authentication failed")
        return account

    def _issue(self, account: SellerAccount) -> dict[str, object]:
        token = f"Atza|{secrets.token_urlsafe(48)}"
        self._issued[token] = (account, self._clock.now() + TOKEN_LIFE)
        return {"access_token": token, "token_type": "bearer", "expires_in": int(TOKEN_LIFE.total_seconds())}


async def read_fields(request: Request) -> dict[str, str]:
    """Read a token request's fields from a form or JSON body. Raises LoginError."""
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = json.loads(await request.body())
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise LoginError(HTTPStatus.BAD_REQUEST, "invalid_request", "The request body is not a JSON object.")
        return {str(name): str(value) for name, value in body.items()}
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))


def _is_same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def _required(fields: dict[str, str], name: str) -> str:
    if not fields.get(name):
        description = f"The request is missing a required parameter : {name}"
        raise LoginError(HTTPStatus.BAD_REQUEST, "invalid_request", description)
    return fields[name]
