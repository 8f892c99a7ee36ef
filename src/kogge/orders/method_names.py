"""Reads a platform's payment and shipping methods into empty rows of the mapping tables."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.orders.models import PaymentMapping, ShippingMapping
from kogge.orders.plans import fold_word
from kogge.orders.services import PlatformNotReady
from kogge.platforms.models import Platform
from kogge.platforms.services import connect_platform

LONGEST_WORD = 200


def read_methods(platform: Platform, *, actor: User, now: datetime) -> int:
    """Add the platform's methods that no row names yet, without a meaning here; return how many. Nothing else changes.

    Raises PlatformNotReady, and what the Cloud's client raises.
    """
    if not platform.cloud_reference or platform.credentials_id is None:
        message = f"Platform “{platform}” is not signed in: its methods cannot be read."
        raise PlatformNotReady(message)
    names = connect_platform(platform).list_methods(platform.cloud_reference)
    with transaction.atomic():
        added = [
            *_add_missing(PaymentMapping, platform, names.payments),
            *_add_missing(ShippingMapping, platform, names.shippings),
        ]
        record(
            company_id=platform.company_id,
            at=now,
            actor=actor,
            action="platforms.read_methods",
            subject_kind="platform",
            subject_id=platform.pk,
            before={},
            after={"words": added},
        )
    return len(added)


def _add_missing(
    model: type[PaymentMapping | ShippingMapping], platform: Platform, words: Iterable[str]
) -> Iterable[str]:
    for word in words:
        short = word[:LONGEST_WORD]
        _row, is_new = model.objects.get_or_create(
            platform=platform, folded_word=fold_word(short), defaults={"word": short}
        )
        if is_new:
            yield short
