"""The token endpoint, for form and JSON bodies."""

import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import Request

from amazon_emulator.accounts import Accounts, Application, Authorization, Caller, RestrictedResource, Seller
from amazon_emulator.clock import Clock
from amazon_emulator.errors import unauthorized

TOKEN_LIFE = timedelta(hours=1)
CODE_LIFE = timedelta(minutes=5)
GRANTLESS_SCOPES = {
    "sellingpartnerapi::notifications",
    "sellingpartnerapi::client_credential:rotation",
    "sellingpartnerapi::migration",
}

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


@dataclass(slots=True)
class Issued:
    """What an access token stands for: a consent, or an application and a scope. `expires_at` is UTC."""

    application: Application
    expires_at: datetime
    authorization: Authorization | None = None
    scope: str = ""
    resources: tuple[RestrictedResource, ...] | None = None


@dataclass(slots=True)
class Code:
    """A one-time code that waits to be exchanged. `expires_at` is UTC."""

    application: Application
    seller: Seller
    redirect_uri: str
    expires_at: datetime


class Login:
    """Issues access tokens and knows whom each one stands for."""

    def __init__(self, accounts: Accounts, clock: Clock) -> None:
        """Start with no tokens issued."""
        self._accounts = accounts
        self._clock = clock
        self._issued: dict[str, Issued] = {}
        self._codes: dict[str, Code] = {}

    def exchange(self, fields: dict[str, str]) -> dict[str, object]:
        """Answer a token request. Raises LoginError."""
        grant = _required(fields, "grant_type")
        answers = {
            "authorization_code": self._exchange_code,
            "refresh_token": self._refresh,
            "client_credentials": self._grant_scope,
        }
        if grant not in answers:
            raise LoginError(
                HTTPStatus.BAD_REQUEST, "unsupported_grant_type", f"The grant type {grant} is not supported."
            )
        return answers[grant](self._authenticate(fields), fields)

    def issue_code(self, application: Application, seller: Seller, redirect_uri: str) -> str:
        """Return a code for a consent just given: good for five minutes, once."""
        code = f"ANDM{secrets.token_urlsafe(15)}"
        self._codes[code] = Code(application, seller, redirect_uri, self._clock.now() + CODE_LIFE)
        return code

    def issue_restricted(self, caller: Caller, resources: tuple[RestrictedResource, ...]) -> str:
        """Return a restricted data token for a caller. It ends with the consent, and after an hour."""
        authorization = self._accounts.authorizations[caller.client_id, caller.seller_id]
        issued = Issued(caller.application, self._clock.now() + TOKEN_LIFE, authorization, resources=resources)
        return self._keep("Atz.sprdt|", issued)

    def identify(self, token: str | None, scope: str = "") -> Caller:
        """Return whose access token it is. A `scope` asks for a grantless token. Raises ApiError (403)."""
        if not token:
            raise unauthorized(MISSING)
        issued = self._issued.get(token)
        if issued is None:
            raise unauthorized(MALFORMED)
        if issued.scope != scope:
            # A grantless token stands for the application, not for a seller, and the other way round.
            raise unauthorized("")
        now = self._clock.now()
        authorization = issued.authorization
        if authorization is not None and not authorization.is_valid(now):
            raise unauthorized(MALFORMED)
        if issued.expires_at <= now:
            raise unauthorized(EXPIRED)
        if authorization is None:
            return Caller(issued.application, None, issued.application.roles)
        return Caller(issued.application, authorization.seller, authorization.roles, issued.resources)

    def expire_tokens(self, authorizations: Iterable[Authorization]) -> None:
        """Let the access tokens of some consents run out now."""
        chosen = {id(each) for each in authorizations}
        for issued in self._issued.values():
            if id(issued.authorization) in chosen:
                issued.expires_at = self._clock.now()

    def expire_codes(self) -> None:
        """Let all codes run out now."""
        for code in self._codes.values():
            code.expires_at = self._clock.now()

    def _exchange_code(self, application: Application, fields: dict[str, str]) -> dict[str, object]:
        given = _required(fields, "code")
        code = self._codes.get(given)
        if code is None or code.application is not application:
            raise _invalid_grant("code")
        # Whatever comes of it, a code is worth one attempt of its application.
        del self._codes[given]
        if code.expires_at <= self._clock.now() or fields.get("redirect_uri", code.redirect_uri) != code.redirect_uri:
            raise _invalid_grant("code")
        token = self._accounts.authorize(application, code.seller)
        authorization = self._accounts.authorizations[application.client_id, code.seller.seller_id]
        return self._issue(application, authorization) | {"refresh_token": token}

    def _refresh(self, application: Application, fields: dict[str, str]) -> dict[str, object]:
        token = _required(fields, "refresh_token")
        authorization = self._accounts.find_authorization(application, token)
        if authorization is None:
            raise _invalid_grant("refresh_token")
        return self._issue(application, authorization) | {"refresh_token": token}

    def _grant_scope(self, application: Application, fields: dict[str, str]) -> dict[str, object]:
        scope = _required(fields, "scope")
        if scope not in GRANTLESS_SCOPES:
            raise LoginError(HTTPStatus.BAD_REQUEST, "invalid_scope", "The requested scope is invalid or not granted.")
        return self._issue(application, None, scope) | {"scope": scope}

    def _authenticate(self, fields: dict[str, str]) -> Application:
        application = self._accounts.applications.get(_required(fields, "client_id"))
        given = _required(fields, "client_secret")
        now = self._clock.now()
        if application is None or not any(
            _is_same(given, secret.text) and secret.is_valid(now) for secret in application.secrets
        ):
            raise LoginError(HTTPStatus.UNAUTHORIZED, "invalid_client", "Client authentication failed")
        return application

    def _issue(
        self, application: Application, authorization: Authorization | None, scope: str = ""
    ) -> dict[str, object]:
        token = self._keep("Atza|", Issued(application, self._clock.now() + TOKEN_LIFE, authorization, scope))
        return {"access_token": token, "token_type": "bearer", "expires_in": int(TOKEN_LIFE.total_seconds())}

    def _keep(self, prefix: str, issued: Issued) -> str:
        token = f"{prefix}{secrets.token_urlsafe(48)}"
        self._issued[token] = issued
        return token


def narrow_to_request(caller: Caller, method: str, path: str) -> Caller:
    """Return the caller with what his restricted data token opens here. Raises ApiError (403) where it opens nothing.

    An ordinary token passes as it is.
    """
    if caller.resources is None:
        return caller
    matching = [each for each in caller.resources if each.matches(method, path)]
    if not matching:
        raise unauthorized("")
    return replace(caller, data_elements=frozenset().union(*(each.data_elements for each in matching)))


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


def _invalid_grant(parameter: str) -> LoginError:
    description = (
        f"The request has an invalid grant parameter : {parameter}. "
        "User may have revoked or didn't grant the permission."
    )
    return LoginError(HTTPStatus.BAD_REQUEST, "invalid_grant", description)


def _is_same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def _required(fields: dict[str, str], name: str) -> str:
    if not fields.get(name):
        description = f"The request is missing a required parameter : {name}"
        raise LoginError(HTTPStatus.BAD_REQUEST, "invalid_request", description)
    return fields[name]
