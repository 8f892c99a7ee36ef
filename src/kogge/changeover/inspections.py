"""Searches that a worker does piece by piece: begun once at a time, gone on with from where they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from kogge.audit.services import record
from kogge.changeover.adoption.search import forget_proposals, propose_page, settle_proposals
from kogge.changeover.adoption.services import adopt_all, list_sure
from kogge.changeover.duplicates.search import forget_open, write_groups, write_purchases
from kogge.changeover.errors import InspectionRunning
from kogge.changeover.models import Inspection, InspectionKind, InspectionState
from kogge.changeover.queries import count_exactly
from kogge.changeover.shadow.comparison import compare_page, forget_findings, write_missing
from kogge.changeover.shadow.rules import Verdict
from kogge.companies.models import User
from kogge.infrastructure.work import get_work
from kogge.kernel.errors import KoggeError
from kogge.orders.fetching import PAGE_SIZE
from kogge.orders.importing import parse_page
from kogge.platforms.models import Platform
from kogge.platforms.services import connect_platform
from kogge_contract.orders import FeedEntry

ADOPTED_AT_ONCE = 100

ACTIONS: dict[InspectionKind, str] = {
    InspectionKind.ADOPTION: "changeover.look_for_adoption",
    InspectionKind.ADOPT_SURE: "changeover.adopt_all_sure",
    InspectionKind.DUPLICATES: "changeover.look_for_duplicates",
    InspectionKind.SHADOW: "changeover.start_shadow_run",
}
"""What the journal says of a search that begins."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a piece of a search brought: where the next one begins, None at the end."""

    next_position: int | None
    looked_at: int = 0
    counts: Mapping[str, int] | None = None


def start_inspection(
    platform: Platform, kind: InspectionKind, *, actor: User, now: datetime, since: datetime | None = None
) -> Inspection:
    """Begin a search; doing it is the workflow's work. Raises InspectionRunning."""
    try:
        with transaction.atomic():
            inspection = Inspection.objects.create(
                company_id=platform.company_id, platform=platform, kind=kind, since=since, started_by=actor,
                started_at=now,
            )  # fmt: skip
            record(
                company_id=platform.company_id, at=now, actor=actor, action=ACTIONS[kind],
                subject_kind="platform", subject_id=platform.pk, before={}, after={},
            )  # fmt: skip
    except IntegrityError as error:
        message = f"This is being looked for at platform “{platform}” already. Wait until it is done."
        raise InspectionRunning(message) from error
    return inspection


def go_on(inspection_id: int, now: datetime) -> bool:
    """Do the next piece of a search, and return whether there is more. Doing a piece twice is once.

    Not to be called in a transaction: the orders come from the Cloud. Raises WorkLost.
    """
    rows = Inspection.objects.select_related("platform__company", "platform__credentials", "started_by")
    inspection = get_work(rows, pk=inspection_id)
    if inspection.state != InspectionState.RUNNING:
        return False
    piece = WORK[InspectionKind(inspection.kind)](inspection, now)
    counts = dict(inspection.counts)
    for name, number in (piece.counts or {}).items():
        counts[name] = counts.get(name, 0) + number
    changes = {"looked_at": inspection.looked_at + piece.looked_at, "counts": counts}
    mine = Inspection.objects.filter(
        pk=inspection_id, state=InspectionState.RUNNING, position=inspection.position, looked_at=inspection.looked_at
    )
    if piece.next_position is None:
        mine.update(**changes, state=InspectionState.DONE, finished_at=now)
        return False
    mine.update(**changes, position=piece.next_position)
    return True


def fail_inspection(inspection_id: int, error: KoggeError, now: datetime) -> None:
    """Close a search that cannot go on."""
    running = Inspection.objects.filter(pk=inspection_id, state=InspectionState.RUNNING)
    running.update(state=InspectionState.FAILED, problem=str(error), finished_at=now)


def read_entries(inspection: Inspection) -> tuple[list[FeedEntry], int | None]:
    """Return the next page of the feed, and where the one after it begins; None at the feed's end."""
    platform = inspection.platform
    after = inspection.position
    page = parse_page(connect_platform(platform).read_feed(platform.cloud_reference, after=after, limit=PAGE_SIZE))
    latest = {each.order_reference: each for each in sorted(page.entries, key=lambda each: each.sequence)}
    next_after = max(page.next_after, after + (not page.entries))
    return list(latest.values()), next_after if next_after < page.head else None


def _propose(inspection: Inspection, now: datetime) -> Piece:
    if inspection.position == 0:
        forget_proposals(inspection.platform)
    entries, next_position = read_entries(inspection)
    proposed = propose_page(inspection, entries, now)
    if next_position is None:
        settle_proposals(inspection.platform)
    return Piece(next_position, len(entries), {"proposed": proposed})


def _adopt_sure(inspection: Inspection, now: datetime) -> Piece:
    ids = list_sure(inspection.platform, inspection.position, ADOPTED_AT_ONCE)
    outcome = adopt_all(ids, actor=inspection.started_by, now=now)
    counts = {"adopted": outcome.done, "refused": sum(outcome.refused.values())}
    return Piece(ids[-1] if ids else None, len(ids), counts)


def _find_duplicates(inspection: Inspection, now: datetime) -> Piece:
    """Look for groups first, then at the documents that no order leads to, by their ids; at the end count exactly."""
    found = 0
    if inspection.position == 0:
        forget_open(inspection.platform)
        found = write_groups(inspection, now)
    purchases, next_position, looked_at = write_purchases(inspection, now)
    counts = {"duplicates": found + purchases}
    return Piece(
        next_position, looked_at, counts | (count_exactly(inspection.platform) if next_position is None else {})
    )


def _compare(inspection: Inspection, now: datetime) -> Piece:
    if inspection.position == 0:
        forget_findings(inspection.platform)
    entries, next_position = read_entries(inspection)
    counts = compare_page(inspection, entries, now)
    if next_position is None:
        counts[Verdict.ONLY_OLD.value] += write_missing(inspection, now)
    return Piece(next_position, len(entries), counts)


WORK: dict[InspectionKind, Callable[[Inspection, datetime], Piece]] = {
    InspectionKind.ADOPTION: _propose,
    InspectionKind.ADOPT_SURE: _adopt_sure,
    InspectionKind.DUPLICATES: _find_duplicates,
    InspectionKind.SHADOW: _compare,
}
"""How a piece of each kind is done."""
