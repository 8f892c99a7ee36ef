"""What can go wrong between the Cloud and a platform, whichever it is."""

from http import HTTPStatus

from kogge_cloud.errors import CloudError


class FetchUnknown(CloudError):
    """The platform has no fetch of this name."""

    code = "fetch_unknown"
    status = HTTPStatus.NOT_FOUND


class FetchContradictory(CloudError):
    """The wishes of a new fetch exclude each other."""

    code = "fetch_contradictory"


class AuditUnknown(CloudError):
    """The platform has no audit of this name."""

    code = "audit_unknown"
    status = HTTPStatus.NOT_FOUND


class CollectionUnknown(CloudError):
    """The platform has no collection of order reports of this name, or it was taken over and forgotten."""

    code = "collection_unknown"
    status = HTTPStatus.NOT_FOUND


class NotOffered(CloudError):
    """The kind of platform has no such thing: no reports, no sign-in by consent, no keys, no messages."""

    code = "not_offered"
    status = HTTPStatus.CONFLICT


class PlatformError(CloudError):
    """The platform did not answer a call as hoped."""

    code = "platform_error"
    status = HTTPStatus.CONFLICT


class QuotaExhausted(PlatformError):
    """No call is allowed before `retry_after_s` seconds have passed."""

    code = "quota_exhausted"
    permanent = False
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, retry_after_s: float) -> None:
        """Say how long to wait, in seconds."""
        super().__init__(f"The platform's quota allows the next call in {retry_after_s:.0f} s.")
        self.retry_after_s = retry_after_s


class PlatformUnavailable(PlatformError):
    """The platform could not be reached, was overloaded, or answered something unreadable; later may be better."""

    code = "platform_unavailable"
    permanent = False
    status = HTTPStatus.SERVICE_UNAVAILABLE


class AccessTokenRejected(PlatformError):
    """The platform no longer takes an access token that should still be good; a fresh one helps, or tells why not."""

    code = "access_token_rejected"
    permanent = False
    status = HTTPStatus.SERVICE_UNAVAILABLE


class AuthorizationRevoked(PlatformError):
    """The seller withdrew the authorization, or it ran out."""

    code = "authorization_revoked"


class ApplicationRejected(PlatformError):
    """The platform does not know the client id and secret, or the keys (any more)."""

    code = "application_rejected"


class AccessDenied(PlatformError):
    """A role or right is missing, or the seller's account is of another region."""

    code = "access_denied"


class RequestRefused(PlatformError):
    """The platform calls the request invalid."""

    code = "request_refused"


class OrderNotFound(PlatformError):
    """The platform has no such order."""

    code = "order_not_found"
    status = HTTPStatus.NOT_FOUND


class ReportFailed(PlatformError):
    """The platform could not make a report, or made one that cannot be read; later may be better."""

    code = "report_failed"
    permanent = False
