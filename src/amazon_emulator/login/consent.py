"""The pages on which a seller signs in and consents: password, second factor, roles, and back to the application."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from amazon_emulator.accounts import Accounts, Seller
from amazon_emulator.clock import Clock
from amazon_emulator.login.rules import ConsentRefused, ConsentRequest, extend_address, read_consent_request
from amazon_emulator.login.texts import choose_language, get_texts
from amazon_emulator.login.tokens import Login

CONSENT_PATH = "/apps/authorize/consent"
COOKIE = "emulator_seller"
SESSION_LIFE = timedelta(hours=1)

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}

_TEMPLATES = Environment(
    loader=PackageLoader("amazon_emulator", "login/templates"), autoescape=True, undefined=StrictUndefined
)


@dataclass(slots=True)
class SellerSession:
    """A seller's sign-in in a browser. `expires_at` is UTC."""

    seller: Seller
    expires_at: datetime
    is_verified: bool = False


@dataclass(slots=True)
class ConsentPages:
    """The consent pages and the sellers' sessions."""

    accounts: Accounts
    login: Login
    clock: Clock
    _sessions: dict[str, SellerSession] = field(default_factory=dict)

    async def serve(self, request: Request) -> Response:
        """Show the step at which the seller is, or take what he filled in."""
        try:
            asked = self._read(request)
        except ConsentRefused as refusal:
            return self._refuse(request, refusal)
        if request.method != "POST":
            return self._show_step(request, asked)
        fields = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        return self._take(request, asked, fields)

    def _take(self, request: Request, asked: ConsentRequest, fields: Mapping[str, str]) -> Response:
        step = fields.get("step")
        if step == "sign_in":
            return self._sign_in(request, fields)
        if step == "sign_out":
            return self._sign_out(request)
        session = self._find_session(request)
        if session is not None and step == "second_factor":
            return self._verify(request, session, fields)
        if session is not None and session.is_verified and step == "consent":
            return self._decide(request, session.seller, asked, fields)
        return _back(request)

    def _read(self, request: Request) -> ConsentRequest:
        query = request.query_params
        return read_consent_request(self.accounts.find_application(query.get("application_id", "")), query)

    def _show_step(self, request: Request, asked: ConsentRequest, problem: str = "", status: int = 200) -> Response:
        session = self._find_session(request)
        if session is None:
            return _render(request, "sign_in.html", {"email": ""})
        if not session.is_verified:
            return _render(request, "second_factor.html", {})
        seller = session.seller
        if asked.region not in {"", seller.region}:
            details = {"seller_region": seller.region, "region": asked.region}
            return self._refuse(request, ConsentRefused("wrong_region", HTTPStatus.FORBIDDEN), details)
        values = {
            "names": {
                "application": asked.application.name,
                "seller": seller.name,
                "seller_id": seller.seller_id,
                "region": seller.region,
            },
            "roles": sorted(asked.application.roles),
        }
        return _render(request, "consent.html", values, problem, status)

    def _sign_in(self, request: Request, fields: Mapping[str, str]) -> Response:
        email = fields.get("email", "")
        seller = self.accounts.find_seller(email)
        if seller is None or not _is_same(fields.get("password", ""), seller.password):
            return _render(request, "sign_in.html", {"email": email}, "wrong_password", HTTPStatus.FORBIDDEN)
        key = secrets.token_urlsafe(32)
        self._sessions[key] = SellerSession(seller, self.clock.now() + SESSION_LIFE)
        answer = _back(request)
        answer.set_cookie(COOKIE, key, path=CONSENT_PATH, httponly=True, samesite="lax")
        return answer

    def _verify(self, request: Request, session: SellerSession, fields: Mapping[str, str]) -> Response:
        if not _is_same(fields.get("code", "").replace(" ", ""), session.seller.one_time_code):
            return _render(request, "second_factor.html", {}, "wrong_code", HTTPStatus.FORBIDDEN)
        session.is_verified = True
        return _back(request)

    def _decide(self, request: Request, seller: Seller, asked: ConsentRequest, fields: Mapping[str, str]) -> Response:
        decision = fields.get("decision")
        if decision == "cancel":
            return _leave(asked.redirect_uri, {"error": "access_denied", "state": asked.state})
        if asked.region not in {"", seller.region}:
            return self._show_step(request, asked)
        if decision != "confirm" or fields.get("agreed") != "yes":
            return self._show_step(request, asked, "not_agreed", HTTPStatus.BAD_REQUEST)
        code = self.login.issue_code(asked.application, seller, asked.redirect_uri)
        parameters = {"state": asked.state, "selling_partner_id": seller.seller_id, "spapi_oauth_code": code}
        return _leave(asked.redirect_uri, parameters)

    def _sign_out(self, request: Request) -> Response:
        self._sessions.pop(request.cookies.get(COOKIE, ""), None)
        answer = _back(request)
        answer.delete_cookie(COOKIE, path=CONSENT_PATH)
        return answer

    def _find_session(self, request: Request) -> SellerSession | None:
        session = self._sessions.get(request.cookies.get(COOKIE, ""))
        return session if session and self.clock.now() < session.expires_at else None

    def _refuse(self, request: Request, refusal: ConsentRefused, details: Mapping[str, str] | None = None) -> Response:
        values = {"is_signed_in": self._find_session(request) is not None, "details": details or {}}
        return _render(request, "problem.html", values, refusal.reason, refusal.status)


def _render(request: Request, template: str, values: dict[str, Any], problem: str = "", status: int = 200) -> Response:
    language = choose_language(request.headers.get("accept-language", ""))
    texts = get_texts(language)
    told = texts[problem].format(**values.get("details", {})) if problem else ""
    html = _TEMPLATES.get_template(template).render(values | {"language": language, "texts": texts, "problem": told})
    return HTMLResponse(html, status_code=status, headers=HEADERS)


def _back(request: Request) -> Response:
    """Let the browser ask for the page again, so that reloading repeats nothing."""
    address = f"{request.url.path}?{request.url.query}"
    return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER, headers=HEADERS)


def _leave(redirect_uri: str, parameters: Mapping[str, str]) -> Response:
    address = extend_address(redirect_uri, parameters)
    return RedirectResponse(address, status_code=HTTPStatus.FOUND, headers=HEADERS)


def _is_same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
