"""The Office's interface for programs, version 1, put together from the features (see docs/api.md)."""

from typing import Any

import structlog
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from kogge.documents.api import router as documents
from kogge.kernel.errors import KoggeError
from kogge.orders.api import router as retrievals
from kogge.printing.api import router as papers
from kogge.shipping.api import router as parcels
from kogge.status.api import router as reports
from kogge_contract.messages import Problem

VERSION = "1"

log = structlog.get_logger(__name__)

api = NinjaAPI(
    title="Kogge Office",
    version=VERSION,
    description="Every operation needs an access key of an account with the role for programs, as a bearer token.",
    urls_namespace="kogge",
    docs_url=None,
    openapi_url="/openapi.json",
)
api.add_router("/documents", documents)
api.add_router("", papers)
api.add_router("", parcels)
api.add_router("/status-reports", reports)
api.add_router("/retrievals", retrievals)


@api.exception_handler(KoggeError)
def answer_refusal(request: HttpRequest, error: KoggeError) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    """Answer what is refused on purpose; nothing was changed."""
    return _answer(Problem(code=error.code, message=str(error), permanent=error.permanent), 409)


@api.exception_handler(ObjectDoesNotExist)
def answer_unknown(request: HttpRequest, error: ObjectDoesNotExist) -> HttpResponse:  # noqa: ARG001
    """Answer that there is no such thing in the account's company."""
    return _answer(Problem(code="unknown", message="There is no such thing in the account's company."), 404)


@api.exception_handler(PermissionDenied)
def answer_forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:  # noqa: ARG001
    """Answer that the account may not do that."""
    return _answer(Problem(code="no_right", message=f"{error} An administrator can grant it."), 403)


@api.exception_handler(AuthenticationError)
def answer_unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    """Answer a request without a valid access key."""
    message = "This address needs a valid access key as a bearer token; administrators make them (Users)."
    response = _answer(Problem(code="invalid_key", message=message), 401)
    response["WWW-Authenticate"] = 'Bearer realm="Kogge"'
    return response


@api.exception_handler(ValidationError)
def answer_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    """Answer a malformed request: which fields are wrong and how, never what stood in them."""
    details = {_place(each): str(each.get("msg", "")) for each in error.errors}
    message = "The request is not valid: " + "; ".join(f"{place}: {what}" for place, what in details.items())
    return _answer(Problem(code="invalid_request", message=message, details=details), 422)


@api.exception_handler(HttpError)
def answer_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001
    """Answer a body that is not JSON, and the like."""
    return _answer(Problem(code="invalid_request", message=str(error)), error.status_code)


@api.exception_handler(OperationalError)
def answer_overloaded(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """Answer while the database is locked, restarting or away: nothing was changed, later is fine."""
    log.warning("api.database_unavailable", path=request.path, problem=type(error).__name__)
    message = "The database is not available at the moment: try again."
    return _answer(Problem(code="database_unavailable", message=message, permanent=False), 503)


def _answer(problem: Problem, status: int) -> JsonResponse:
    return JsonResponse(problem.model_dump(), status=status)


def _place(error: dict[str, Any]) -> str:
    return ".".join(str(part) for part in error.get("loc", ()))
