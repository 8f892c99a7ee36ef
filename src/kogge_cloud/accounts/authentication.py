"""Who is calling: the bearer token of a request, turned into its client."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from kogge_cloud.accounts.models import Client
from kogge_cloud.accounts.queries import get_client
from kogge_cloud.accounts.tokens import read_token


class TenantRequest(HttpRequest):
    """A request that passed authentication."""

    auth: Client


class BearerToken(HttpBearer):
    """OAuth 2.0 bearer tokens, as issued by the token endpoint."""

    def authenticate(self, request: HttpRequest, token: str) -> Client:  # noqa: ARG002 - the signature is ninja's
        """Return the client. Raises TokenRejected."""
        return get_client(read_token(token))
