"""When the next listing of changes is worth its quota, for many platforms at once."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Max

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.services import read_authorization
from kogge_cloud.amazon.models import Fetch
from kogge_cloud.amazon.planning import LISTING_BESIDE_BACKFILL, Supply, listing_due_at
from kogge_cloud.amazon.quotas import BucketKey, read_supplies
from kogge_cloud.amazon.rules import SEARCH_ORDERS


def find_due(registrations: Sequence[Registration], notified: Collection[int], now: datetime) -> dict[int, datetime]:
    """Return by the platforms' keys when their next listing is sensible; as many reads for one as for a hundred."""
    ids = [each.pk for each in registrations]
    unfinished = Fetch.objects.filter(registration_id__in=ids, finished_at=None, is_backfill=True)
    backfilling = set(unfinished.values_list("registration_id", flat=True))
    listings, supplies = _last_listings(ids, now), _search_supplies(registrations, now)
    return {
        each.pk: listing_due_at(
            max(filter(None, (each.listed_until, listings.get(each.pk))), default=None),
            now,
            supplies[each.pk],
            is_notified=each.pk in notified,
            is_backfilling=each.pk in backfilling,
        )
        for each in registrations
    }


def _last_listings(registration_ids: list[int], now: datetime) -> dict[int, datetime]:
    """Return when platforms were last listed, in vain or not: one that refuses must not be asked every second."""
    recent: timedelta = LISTING_BESIDE_BACKFILL
    rows = (
        Fetch.objects.filter(registration_id__in=registration_ids, finished_at__gte=now - recent, is_windowed=True)
        .values("registration_id")
        .annotate(finished=Max("finished_at"))
    )
    return {row["registration_id"]: row["finished"] for row in rows}


def _search_supplies(registrations: Sequence[Registration], now: datetime) -> dict[int, Supply]:
    keys = {
        each.pk: BucketKey.of(read_authorization(each).client_id, each.seller_reference, SEARCH_ORDERS)
        for each in registrations
    }
    supplies = read_supplies(list(keys.values()), now)
    return {pk: supplies[key] for pk, key in keys.items()}
