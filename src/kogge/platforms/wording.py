"""What the pages say when the Cloud does not do what was asked, or has no access."""

from django.utils.translation import gettext

from kogge.infrastructure.cloud import CloudUnreachable, WrongCredentials
from kogge.kernel.errors import KoggeError
from kogge.platforms.models import AuthorizationState, Platform
from kogge.platforms.services import NoCredentials


def word_refusal(error: KoggeError) -> str:
    """Say what went wrong and what to do; the Cloud's own words where it gave some."""
    if isinstance(error, NoCredentials):
        return gettext("Choose the credentials for the Cloud and save first.")
    if isinstance(error, WrongCredentials):
        return gettext("The Cloud does not know this client ID, or the secret is wrong.")
    if isinstance(error, CloudUnreachable):
        return gettext("The Cloud cannot be reached: %(reason)s") % {"reason": error}
    return gettext("The Cloud declined: %(reason)s") % {"reason": error}


def word_access(platform: Platform) -> str:
    """Say why the Cloud has no access to a platform, and what to do; empty where it has."""
    if platform.authorization == AuthorizationState.AUTHENTICATED:
        return ""
    if platform.authorization == AuthorizationState.REVOKED:
        return gettext(
            "The seller took the access back, or it ran out after a year. Orders wait, and none is lost: sign in again."
        )
    if platform.authorization_reason:
        return gettext(
            "The platform no longer accepts the application: its client secret is wrong or ran out. Orders wait, and "
            "none is lost: enter a new secret."
        )
    return gettext("The Cloud has no access to the seller's account yet: sign in at the platform.")
