"""The contract's HTTP API, version 1, put together from the features."""

import logging
from importlib.metadata import version
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from kogge_cloud.accounts.api import kinds, token_router
from kogge_cloud.accounts.api import router as platforms
from kogge_cloud.accounts.authentication import BearerToken
from kogge_cloud.accounts.errors import ClientRejected
from kogge_cloud.delivery.api import router as shipments
from kogge_cloud.errors import CloudError
from kogge_cloud.feed.api import router as feed
from kogge_cloud.fetches.api import quotas
from kogge_cloud.fetches.api import router as fetches
from kogge_cloud.invoices.api import router as invoices
from kogge_cloud.listings.api import router as transfers
from kogge_cloud.notifications.api import due_work, webhooks
from kogge_cloud.notifications.api import router as notifications
from kogge_cloud.signin.api import router as sign_ins
from kogge_contract.messages import CONTRACT_VERSION, Problem, Status

_logger = logging.getLogger(__name__)

api = NinjaAPI(
    title="Kogge Cloud",
    version=CONTRACT_VERSION,
    urls_namespace="kogge_cloud",
    auth=BearerToken(),
    docs_url=None,
    openapi_url="/v1/openapi.json",
)
api.add_router("/oauth", token_router)
api.add_router("/v1/kinds", kinds)
api.add_router("/v1/platforms", platforms)
api.add_router("/v1/platforms/{uuid:reference}/authorization/sessions", sign_ins)
api.add_router("/v1/platforms/{uuid:reference}", fetches)
api.add_router("/v1/platforms/{uuid:reference}/feed", feed)
api.add_router("/v1/platforms/{uuid:reference}/shipments", shipments)
api.add_router("/v1/platforms/{uuid:reference}/invoices", invoices)
api.add_router("/v1/platforms/{uuid:reference}/transfers", transfers)
api.add_router("/v1/platforms/{uuid:reference}/notifications", notifications)
api.add_router("/v1/due-work", due_work)
api.add_router("/v1/quotas", quotas)
api.add_router("/v1/webhooks", webhooks)


@api.get("/v1/status", auth=None, response=Status)
def show_status(request: HttpRequest) -> Status:  # noqa: ARG001 - the signature is ninja's
    """Say who answers, and its clock (UTC)."""
    return Status(name="Kogge Cloud", version=version("kogge"), time=timezone.now())


@api.exception_handler(CloudError)
def answer_refusal(request: HttpRequest, error: CloudError) -> HttpResponse:
    """Answer what the Cloud refuses on purpose; the token endpoint also in the words of RFC 6749."""
    problem = Problem(code=error.code, message=error.message, permanent=error.permanent, details=error.details)
    body = problem.model_dump()
    if request.path.endswith("/oauth/token"):
        body |= {"error": error.code, "error_description": error.message}
    response = JsonResponse(body, status=error.status)
    if isinstance(error, ClientRejected):
        response["WWW-Authenticate"] = 'Basic realm="Kogge Cloud"'
    return response


@api.exception_handler(AuthenticationError)
def answer_unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    """Answer a request without a bearer token."""
    problem = Problem(code="invalid_token", message="This address needs a bearer token.", permanent=False)
    response = JsonResponse(problem.model_dump(), status=401)
    response["WWW-Authenticate"] = 'Bearer realm="Kogge Cloud"'
    return response


@api.exception_handler(ValidationError)
def answer_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    """Answer a malformed request: which fields are wrong and how, never what stood in them (it may be a secret)."""
    details = {_place(each): str(each.get("msg", "")) for each in error.errors}
    message = "The request is not valid: " + "; ".join(f"{place}: {what}" for place, what in details.items())
    problem = Problem(code="invalid_request", message=message, details=details)
    return JsonResponse(problem.model_dump(), status=422)


@api.exception_handler(HttpError)
def answer_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001
    """Answer a body that is not JSON, and the like."""
    problem = Problem(code="invalid_request", message=str(error))
    return JsonResponse(problem.model_dump(), status=error.status_code)


@api.exception_handler(OperationalError)
def answer_overloaded(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """Answer while the database is locked, restarting or away: nothing was changed, later is fine."""
    # The pattern, not the path: a webhook's path is its secret.
    route = request.resolver_match.route if request.resolver_match else ""
    _logger.warning("database not available at %s: %s", route, type(error).__name__)
    message = "The Cloud's database is not available at the moment."
    problem = Problem(code="database_unavailable", message=message, permanent=False)
    return JsonResponse(problem.model_dump(), status=503)


def _place(error: dict[str, Any]) -> str:
    return ".".join(str(part) for part in error.get("loc", ()))
