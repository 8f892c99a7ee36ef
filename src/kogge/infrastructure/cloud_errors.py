"""What the Cloud's client raises."""

from kogge.kernel.errors import KoggeError


class CloudUnreachable(KoggeError):
    """Nobody answers at the Cloud's address, or not in a way that can be understood."""

    code = "cloud_unreachable"
    permanent = False


class CloudRefused(KoggeError):
    """The Cloud understood and declined; code, message and permanence are the Cloud's own."""

    code = "cloud_refused"

    def __init__(
        self,
        message: str,
        *,
        code: str = "cloud_refused",
        permanent: bool = True,
        status: int = 0,
        details: dict[str, str] | None = None,
    ) -> None:
        """Keep what the Cloud said. `status` is the HTTP status; `details` are what a text by code may name."""
        super().__init__(message)
        self.code = code
        self.permanent = permanent
        self.status = status
        self.details = details or {}


class WrongCredentials(KoggeError):
    """The Cloud does not know the client id, or the secret is not its own; `wrong` names the one, if it is known."""

    code = "wrong_cloud_credentials"

    def __init__(self, message: str, wrong: str = "") -> None:
        """Keep which of them is wrong: `client_id` or `client_secret`."""
        super().__init__(message)
        self.wrong = wrong
