"""Routes that Amazon does not have: sellers, applications, consents and secrets, as tests need them."""

import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amazon_emulator.accounts import (
    DEMO,
    Accounts,
    Application,
    Authorization,
    Secret,
    Seller,
    list_marketplace_ids,
    make_seller_id,
)
from amazon_emulator.emulator import Emulator
from amazon_emulator.errors import invalid_input
from amazon_emulator.regions import REGIONS
from amazon_emulator.roles import ALL_ROLES, Role
from amazon_emulator.times import format_time

Body = dict[str, Any]


def account_routes(emulator: Emulator) -> list[Route]:
    """Return the routes under /emulator that are about accounts."""
    accounts = emulator.accounts

    def revoke(body: Body, _request: Request) -> None:
        for authorization in _choose(accounts, body):
            accounts.revoke(authorization)

    def expire(body: Body, _request: Request) -> None:
        _expire(emulator, body)

    def add_seller(body: Body, _request: Request) -> Body:
        return _add_seller(accounts, body)

    def add_application(body: Body, _request: Request) -> Body:
        application = _read_application(body)
        accounts.applications[application.client_id] = application
        return _describe_application(application)

    def set_roles(body: Body, request: Request) -> Body:
        application = accounts.applications[request.path_params["client_id"]]
        application.roles = _read_roles(body["roles"])
        return _describe_application(application)

    def list_sellers(_request: Request) -> Response:
        return JSONResponse({"sellers": [_describe_seller(each, accounts) for each in accounts.sellers.values()]})

    def list_applications(_request: Request) -> Response:
        return JSONResponse({"applications": [_describe_application(e) for e in accounts.applications.values()]})

    return [
        Route("/emulator/revoke", _accept(revoke), methods=["POST"]),
        Route("/emulator/expire", _accept(expire), methods=["POST"]),
        Route("/emulator/sellers", list_sellers),
        Route("/emulator/sellers", _accept(add_seller), methods=["POST"]),
        Route("/emulator/applications", list_applications),
        Route("/emulator/applications", _accept(add_application), methods=["POST"]),
        Route("/emulator/applications/{client_id}/roles", _accept(set_roles), methods=["PUT"]),
    ]


def _accept(act: Callable[[Body, Request], Body | None]) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that reads a JSON object (nothing means {}) and refuses what cannot be used."""

    async def endpoint(request: Request) -> Response:
        try:
            body = await request.json() if await request.body() else {}
            answer = act(body, request)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            return invalid_input(f"cannot be used: {error!r}").response({})
        return Response(status_code=HTTPStatus.NO_CONTENT) if answer is None else JSONResponse(answer)

    return endpoint


def _choose(accounts: Accounts, body: Body) -> list[Authorization]:
    return accounts.list_authorizations(
        client_id=str(body.get("client_id", "")), seller_id=str(body.get("seller_id", ""))
    )


def _expire(emulator: Emulator, body: Body) -> None:
    what, now = body["what"], emulator.clock.now()
    chosen = _choose(emulator.accounts, body)
    if what == "access_tokens":
        emulator.login.expire_tokens(chosen)
    elif what == "authorization":
        for authorization in chosen:
            authorization.expires_at = now
    elif what == "codes":
        emulator.login.expire_codes()
    elif what == "secret":
        for secret in emulator.accounts.applications[body.get("client_id", DEMO.client_id)].secrets:
            secret.valid_until = now
    else:
        raise ValueError("what is one of access_tokens, authorization, codes, secret")


def _add_seller(accounts: Accounts, body: Body) -> Body:
    application = accounts.applications[body.get("client_id", DEMO.client_id)]
    region = body.get("region", "EU")
    if region not in REGIONS:
        raise ValueError(f"region is one of {', '.join(REGIONS)}")
    seller_id = str(body.get("seller_id") or make_seller_id())
    if seller_id in accounts.sellers:
        raise ValueError(f"seller {seller_id} exists")
    seller = Seller(
        seller_id=seller_id,
        name=str(body.get("name", seller_id)),
        email=str(body.get("email", f"{seller_id.lower()}@kogge.example")),
        password=str(body.get("password", secrets.token_urlsafe(9))),
        region=region,
        marketplace_ids=tuple(map(str, body.get("marketplaces") or list_marketplace_ids(region))),
    )
    if not set(seller.marketplace_ids) <= set(list_marketplace_ids(region)):
        raise ValueError(f"marketplaces are ids of region {region}")
    accounts.sellers[seller.seller_id] = seller
    if not body.get("authorize", True):
        return _describe_seller(seller, accounts)
    token = accounts.authorize(application, seller)
    return _describe_seller(seller, accounts) | {
        "client_id": application.client_id,
        "client_secret": application.secrets[-1].text,
        "refresh_token": token,
    }


def _read_application(body: Body) -> Application:
    name = str(body["name"])
    return Application(
        application_id=f"amzn1.sp.solution.{secrets.token_hex(16)}",
        client_id=f"amzn1.application-oa2-client.{secrets.token_hex(16)}",
        name=name,
        secrets=[Secret(f"amzn1.oa2-cs.v1.{secrets.token_hex(32)}")],
        redirect_uris=[str(uri) for uri in body["redirect_uris"]],
        roles=_read_roles(body["roles"]) if "roles" in body else ALL_ROLES,
        is_draft=bool(body.get("is_draft", False)),
    )


def _read_roles(names: list[str]) -> frozenset[Role]:
    return frozenset(map(Role, names))


def _describe_seller(seller: Seller, accounts: Accounts) -> Body:
    return {
        "seller_id": seller.seller_id,
        "name": seller.name,
        "email": seller.email,
        "password": seller.password,
        "one_time_code": seller.one_time_code,
        "region": seller.region,
        "marketplaces": list(seller.marketplace_ids),
        "authorizations": [
            {
                "client_id": each.application.client_id,
                "granted_at": format_time(each.granted_at),
                "expires_at": format_time(each.expires_at),
                "revoked_at": format_time(each.revoked_at) if each.revoked_at else None,
                "roles": sorted(each.roles),
            }
            for each in accounts.list_authorizations(seller_id=seller.seller_id)
        ],
    }


def _describe_application(application: Application) -> Body:
    return {
        "application_id": application.application_id,
        "client_id": application.client_id,
        "name": application.name,
        "redirect_uris": application.redirect_uris,
        "roles": sorted(application.roles),
        "is_draft": application.is_draft,
        "secrets": [
            {"secret": each.text, "valid_until": format_time(each.valid_until) if each.valid_until else None}
            for each in application.secrets
        ],
    }
