"""What the pages say when the Cloud does not do what was asked."""

from django.utils.translation import gettext

from kogge.infrastructure.cloud import CloudUnreachable, WrongCredentials
from kogge.kernel.errors import KoggeError
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
