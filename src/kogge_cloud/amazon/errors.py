"""What can go wrong between the Cloud and Amazon."""

from http import HTTPStatus

from kogge_cloud.errors import CloudError


class FetchUnknown(CloudError):
    """The platform has no fetch of this name."""

    code = "fetch_unknown"
    status = HTTPStatus.NOT_FOUND


class FetchContradictory(CloudError):
    """The wishes of a new fetch exclude each other."""

    code = "fetch_contradictory"


class AmazonError(CloudError):
    """Amazon did not answer a call as hoped."""

    code = "amazon_error"
    status = HTTPStatus.CONFLICT


class QuotaExhausted(AmazonError):
    """No call is allowed before `retry_after_s` seconds have passed."""

    code = "quota_exhausted"
    permanent = False
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, retry_after_s: float) -> None:
        """Say how long to wait, in seconds."""
        super().__init__(f"Amazon's quota allows the next call in {retry_after_s:.0f} s.")
        self.retry_after_s = retry_after_s


class AmazonUnavailable(AmazonError):
    """Amazon could not be reached, was overloaded, or answered something unreadable; later may be better."""

    code = "platform_unavailable"
    permanent = False
    status = HTTPStatus.SERVICE_UNAVAILABLE


class AccessTokenRejected(AmazonError):
    """Amazon no longer takes an access token that should still be good; a fresh one helps, or tells why not."""

    code = "access_token_rejected"
    permanent = False
    status = HTTPStatus.SERVICE_UNAVAILABLE


class AuthorizationRevoked(AmazonError):
    """The seller withdrew the authorization, or it ran out."""

    code = "authorization_revoked"


class ApplicationRejected(AmazonError):
    """Amazon does not know the application's client id and secret (any more)."""

    code = "application_rejected"


class AccessDenied(AmazonError):
    """The application lacks a role, or the seller's account is of another region."""

    code = "access_denied"


class RequestRefused(AmazonError):
    """Amazon calls the request invalid (400)."""

    code = "request_refused"


class OrderNotFound(AmazonError):
    """The seller's account has no such order."""

    code = "order_not_found"
    status = HTTPStatus.NOT_FOUND


class ReportFailed(AmazonError):
    """Amazon could not make a report, or made one that cannot be read; later may be better."""

    code = "report_failed"
    permanent = False


class AuditUnknown(CloudError):
    """The platform has no audit of this name."""

    code = "audit_unknown"
    status = HTTPStatus.NOT_FOUND
