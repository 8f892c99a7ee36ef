"""Shopware's error answers, word for word."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

Problem = dict[str, Any]


class ShopwareError(Exception):
    """An answer in Shopware's shape: a list of problems under `errors`."""

    def __init__(self, status: int, *problems: Problem, headers: Mapping[str, str] | None = None) -> None:
        """Keep what Shopware says."""
        super().__init__("; ".join(str(each.get("detail") or each.get("title")) for each in problems))
        self.status = status
        self.problems = problems
        self.headers = dict(headers or {})

    def response(self) -> JSONResponse:
        """Render the answer."""
        return JSONResponse({"errors": list(self.problems)}, status_code=self.status, headers=self.headers)


def problem(status: int, code: str, detail: str, parameters: Mapping[str, Any] | None = None) -> Problem:
    """Return one problem; `meta.parameters` is an empty list where there are none, as PHP writes it."""
    return {
        "status": str(int(status)),
        "code": code,
        "title": HTTPStatus(status).phrase,
        "detail": detail,
        "meta": {"parameters": dict(parameters) if parameters else []},
    }


def failure(status: int, code: str, detail: str, parameters: Mapping[str, Any] | None = None) -> ShopwareError:
    """Return the answer with one problem."""
    return ShopwareError(status, problem(status, code, detail, parameters))


def oauth_failure(status: int, code: int, title: str, detail: str | None) -> ShopwareError:
    """Return an answer of the authorization server: its code is a number, `detail` its hint."""
    return ShopwareError(status, {"code": str(code), "status": str(int(status)), "title": title, "detail": detail})


def access_denied(hint: str) -> ShopwareError:
    """Return the answer to a missing, broken or expired token."""
    title = "The resource owner or authorization server denied the request."
    return oauth_failure(HTTPStatus.UNAUTHORIZED, 9, title, hint)


def bad_request(detail: str) -> ShopwareError:
    """Return the answer to a request that cannot be read."""
    return ShopwareError(
        HTTPStatus.BAD_REQUEST, {"code": "0", "status": "400", "title": "Bad Request", "detail": detail}
    )


def resource_not_found(entity: str, row_id: str) -> ShopwareError:
    """Return the answer to an id that does not exist."""
    key = f"id({row_id})"
    return failure(
        HTTPStatus.NOT_FOUND,
        "FRAMEWORK__RESOURCE_NOT_FOUND",
        f"The {entity} resource with the following primary key was not found: {key}",
        {"type": entity, "primaryKey": {"id": row_id}, "primaryKeyString": key},
    )


def definition_not_found(entity: str) -> ShopwareError:
    """Return the answer to an entity that does not exist."""
    detail = f'Definition for entity "{entity}" does not exist.'
    return failure(HTTPStatus.NOT_FOUND, "FRAMEWORK__DEFINITION_NOT_FOUND", detail)


def rate_limited(wait_s: int) -> ShopwareError:
    """Return the answer to too many requests."""
    detail = f"Too many requests, try again in {wait_s} seconds."
    return failure(HTTPStatus.TOO_MANY_REQUESTS, "FRAMEWORK__RATE_LIMIT_EXCEEDED", detail, {"seconds": wait_s})


def server_failure(status: int) -> ShopwareError:
    """Return the answer of a server that fails or is overloaded."""
    phrase = HTTPStatus(status).phrase
    return ShopwareError(status, {"code": "0", "status": str(status), "title": phrase, "detail": phrase})
