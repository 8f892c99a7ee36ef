"""Platforms that call an address of this Cloud: what they say is not read, only that they called."""

import hashlib
import secrets
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import F

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.registry import get_adapter
from kogge_cloud.infrastructure.settings import public_url
from kogge_cloud.notifications.errors import NotificationsUnavailable
from kogge_cloud.notifications.models import Subscription
from kogge_contract.notifications import NotificationProgress

WEBHOOKS_PATH = "/v1/webhooks"
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_NO_ADDRESS = (
    "This Cloud has no public address that the shop could call. Set KOGGE_CLOUD_PUBLIC_URL to its address (https://…) "
    "and start anew; until then changes come with each retrieval."
)


def has_public_address() -> bool:
    """Tell whether platforms can call this Cloud: by https, or on this machine."""
    parts = urlsplit(public_url())
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)


def require_public_address() -> str:
    """Return the address that platforms can call. Raises NotificationsUnavailable, naming the setting."""
    if not has_public_address():
        raise NotificationsUnavailable(_NO_ADDRESS)
    return public_url()


def put_webhooks(registration: Registration, address: str) -> str:
    """Have the platform call an address that nobody else knows; return how it is recognised. Raises PlatformError."""
    token = secrets.token_urlsafe(32)
    get_adapter(registration.kind).put_webhooks(registration, f"{address}{WEBHOOKS_PATH}/{token}")
    return digest_of(token)


def note_call(token: str, now: datetime) -> bool:
    """Note that a platform called; tell whether the address is one of ours."""
    known = Subscription.objects.filter(subscription_id=digest_of(token), progress=NotificationProgress.ON)
    return known.update(received=F("received") + 1, last_received_at=now) > 0


def digest_of(token: str) -> str:
    """Return what is kept of a token: nobody who reads the database can call in a shop's name."""
    return f"sha256:{hashlib.sha256(token.encode()).hexdigest()}"
