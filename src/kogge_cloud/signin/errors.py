"""Why a sign-in in the browser is refused; `code` names the page's text."""

from http import HTTPStatus

from kogge_cloud.errors import CloudError


class ReturnUrlInvalid(CloudError):
    """The address to return to is no web address."""

    code = "return_url_invalid"


class SignInRefused(CloudError):
    """The seller's browser came back with something that signs nothing in. Nothing was changed."""

    def __init__(self, reason: str, status: HTTPStatus, **details: str) -> None:
        """Name the reason, a key of the pages' texts."""
        super().__init__(reason, **details)
        self.reason = reason
        self.page_status = status
