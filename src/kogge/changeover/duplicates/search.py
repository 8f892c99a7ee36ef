"""Looks for two documents of one order among a platform's documents, and those of no platform; writes pairs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from kogge.changeover.duplicates.rules import Copy, Reason, choose_kept, pair_purchases
from kogge.changeover.models import Duplicate, DuplicateState, Inspection, OldIdentity
from kogge.documents.models import Document, DocumentState
from kogge.orders.models import PlatformOrder
from kogge.platforms.models import Platform

AT_ONCE = 500
MOST_GROUPS = 5_000
"""Groups that a search shows at most; the rest follows once these are settled."""
DAY = timedelta(days=1)

Pair = tuple[Copy, Copy, Reason]


def forget_open(platform: Platform) -> None:
    """Forget what earlier searches found and nobody decided about."""
    Duplicate.objects.filter(platform=platform, state=DuplicateState.OPEN).delete()


def list_firsts(platform: Platform) -> QuerySet[Document]:
    """Return the documents that may be an order's: not made of others, not cancelled, of the platform or of none."""
    firsts = Document.objects.filter(company_id=platform.company_id, is_derived=False)
    return firsts.filter(Q(platform=platform) | Q(platform=None)).exclude(state=DocumentState.CANCELLED)


def write_groups(inspection: Inspection, now: datetime) -> int:
    """Write the pairs that an order number or an AucWebID gives away; return how many."""
    platform = inspection.platform
    numbers = (_list_doubled(list_firsts(platform), "order_reference"), "order_reference")
    own = (_list_doubled(list_firsts(platform).filter(platform=platform), "platform_reference"), "platform_reference")
    groups: list[tuple[Reason, set[int]]] = []
    for doubled, column in (numbers, own):
        by_key: dict[str, set[int]] = defaultdict(set)
        for begin in range(0, len(doubled), AT_ONCE):
            rows = list_firsts(platform).filter(**{f"{column}__in": doubled[begin : begin + AT_ONCE]})
            for key, pk in rows.values_list(column, "pk"):
                by_key[key].add(pk)
        groups += [(Reason.SAME_ORDER, ids) for ids in by_key.values()]
    groups += [(Reason.SAME_LEGACY_ID, ids) for ids in _list_same_ids(platform)]
    return _write(platform, _pair_groups(platform, groups), now)


def write_purchases(inspection: Inspection, now: datetime) -> tuple[int, int | None, int]:
    """Write the pairs among the next documents that no order leads to.

    Returns how many, where the next ones begin (None at the end), and how many documents were looked at.
    """
    platform = inspection.platform
    unlinked = list_firsts(platform).filter(platform_order__isnull=True, pk__gt=inspection.position).order_by("pk")
    ones = list(_read(unlinked.filter(customer__is_collective=False)[:AT_ONCE]))
    if not ones:
        return 0, None, 0
    purchases = {each.purchase for each in ones if each.purchase}
    days = [day for _customer, _currency, _total, day in purchases]
    rows = Document.objects.filter(
        company_id=platform.company_id,
        is_derived=False,
        customer__in={customer for customer, *_rest in purchases},
        total_minor__in={total for _customer, _currency, total, _day in purchases},
        ordered_at__date__gte=min(days) - DAY,
        ordered_at__date__lte=max(days) + DAY,
    ).exclude(state=DocumentState.CANCELLED)
    pairs = pair_purchases(ones, list(_read(rows)))
    written = _write(platform, ((kept, surplus, Reason.SAME_PURCHASE) for kept, surplus in pairs), now)
    return written, ones[-1].id, len(ones)


def _list_doubled(rows: QuerySet[Document], column: str) -> list[str]:
    doubled = rows.exclude(**{column: ""}).order_by().values(column).annotate(number=Count("pk")).filter(number__gt=1)
    return list(doubled.order_by(column).values_list(column, flat=True)[:MOST_GROUPS])


def _list_same_ids(platform: Platform) -> Iterator[set[int]]:
    """Yield documents that the old installation filed under one id, or one of them and the order's of that id."""
    identities = OldIdentity.objects.filter(company_id=platform.company_id)
    doubled = identities.order_by().values("legacy_reference").annotate(number=Count("pk")).filter(number__gt=1)
    found: dict[str, set[int]] = defaultdict(set)
    for key, pk in identities.filter(legacy_reference__in=doubled.values("legacy_reference")).values_list(
        "legacy_reference", "document"
    ):
        found[key].add(pk)
    orders = PlatformOrder.objects.filter(platform=platform, document__isnull=False)
    filed = orders.filter(legacy_reference__in=identities.values("legacy_reference")).exclude(legacy_reference="")
    filed = filed.annotate(filed_id=F("document"))
    by_key = dict(filed.values_list("legacy_reference", "filed_id"))
    for key, pk in identities.filter(legacy_reference__in=list(by_key)[:MOST_GROUPS]).values_list(
        "legacy_reference", "document"
    ):
        found[key] |= {pk, by_key[key]}
    yield from (ids for ids in found.values() if len(ids) > 1)


def _pair_groups(platform: Platform, groups: Iterable[tuple[Reason, set[int]]]) -> Iterator[Pair]:
    """Yield each surplus document once, with the one to keep and the most telling reason."""
    seen: set[int] = set()
    for reason, ids in groups:
        copies = choose_kept(_read(list_firsts(platform).filter(pk__in=ids)))
        for surplus in copies[1:]:
            if surplus.id not in seen:
                seen.add(surplus.id)
                yield copies[0], surplus, reason


def _read(rows: QuerySet[Document]) -> Iterator[Copy]:
    names = (
        "pk", "state", "platform_order", "created_at", "order_reference", "customer", "customer__is_collective",
        "currency", "total_minor", "ordered_at",
    )  # fmt: skip
    for (
        pk,
        state,
        order_id,
        created_at,
        number,
        customer,
        is_collective,
        currency,
        total,
        ordered_at,
    ) in rows.values_list(*names):
        purchase = None if is_collective else (customer, currency, total, timezone.localtime(ordered_at).date())
        yield Copy(pk, state, order_id is not None, created_at, number.strip(), purchase)


def _write(platform: Platform, pairs: Iterable[Pair], now: datetime) -> int:
    """Write pairs that nobody has decided about; return how many."""
    found = {(kept.id, surplus.id): reason for kept, surplus, reason in pairs}
    ids = {pk for pair in found for pk in pair}
    known = {
        frozenset(pair)
        for pair in Duplicate.objects.filter(platform=platform, surplus__in=ids).values_list("kept", "surplus")
    }
    rows = [
        Duplicate(
            company_id=platform.company_id, platform=platform, kept_id=kept, surplus_id=surplus, reason=reason.value,
            found_at=now,
        )
        for (kept, surplus), reason in found.items()
        if frozenset({kept, surplus}) not in known
    ]  # fmt: skip
    Duplicate.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
