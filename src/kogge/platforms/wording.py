"""What the pages say when the Cloud does not do what was asked, or has no access."""

from collections import defaultdict

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.infrastructure.cloud_errors import CloudRefused, CloudUnreachable, WrongCredentials
from kogge.kernel.errors import KoggeError
from kogge.platforms.models import AuthorizationState, Platform
from kogge.platforms.services import NoCredentials, OtherAccount

REFUSALS: dict[str, str | Promise] = {
    "name_taken": _("The Cloud account has a platform named “%(name)s” already. Choose another name."),
    "region_fixed": _("The platform is signed in in region %(region)s. End its access before you change the region."),
    "marketplace_unknown": _(
        "The platform has no marketplace “%(marketplace)s” in this region. Check the country codes."
    ),
    "seller_registered": _("The selling account belongs to the platform “%(platform)s” already."),
    "other_seller": _(
        "This platform has orders of the selling account %(former)s. Make a platform of its own for %(seller)s."
    ),
    "application_missing": _("This Cloud has no public application yet. Whoever runs the Cloud has to enter one."),
    "secret_not_own": _("This platform was signed in with the Cloud's application: it has no secret of its own."),
    "not_authenticated": _("The platform is not signed in."),
    "address_invalid": _(
        "This is no address of a shop: it begins with https:// and has neither a user name nor a query in it."
    ),
    "address_private": _(
        "The shop's address leads into a private network, and the Cloud calls public addresses only. "
        "Whoever runs the Cloud can allow it."
    ),
    "shop_unreachable": _("Nobody answers at this address as a shop would. Check the address, and try again later."),
    "secret_missing": _("Enter the access key and the secret key, too: those that are kept belong to another address."),
    "keys_rejected": _("The shop does not accept the access key with this secret. Make a new pair there and enter it."),
    "rights_missing": _("The keys work, but may not read orders: give the integration a role that may."),
}
"""What the Cloud declines, by its code, with the details that it gives."""


WRONG: dict[str, str | Promise] = {
    "client_id": _("The Cloud does not know this client ID."),
    "client_secret": _("The Cloud knows the client ID, but the client secret is wrong."),
    "": _("The Cloud does not know this client ID, or the secret is wrong."),
}
"""Which half of the credentials is wrong, as far as the Cloud says it."""


def word_refusal(error: KoggeError) -> str:
    """Say what went wrong and what to do; the Cloud's own words where it gave some."""
    if isinstance(error, NoCredentials):
        return gettext("Choose the credentials for the Cloud and save first.")
    if isinstance(error, OtherAccount):
        return gettext(
            "These credentials belong to another account of the Cloud, which does not know this platform: its sign-in "
            "and its orders are with the account that it was registered at. Nothing was changed. Keep those "
            "credentials, or create a platform of its own for the other account."
        )
    if isinstance(error, WrongCredentials):
        return str(WRONG.get(error.wrong, WRONG[""]))
    if isinstance(error, CloudUnreachable):
        return gettext("The Cloud cannot be reached: %(reason)s") % {"reason": error}
    if isinstance(error, CloudRefused) and error.code in REFUSALS:
        return str(REFUSALS[error.code]) % defaultdict(str, error.details)
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
            "The platform no longer accepts the application or the keys: the secret is wrong or ran out. Orders wait, "
            "and none is lost: enter a new secret; for the Cloud's own application whoever runs the Cloud does."
        )
    return gettext("The Cloud has no access to the seller's account yet: sign in at the platform.")
