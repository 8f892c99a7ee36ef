"""Reads of transfers."""

from datetime import datetime

from django.db.models import Count

from kogge_cloud.accounts.models import Registration
from kogge_cloud.listings.errors import TransferUnknown
from kogge_cloud.listings.models import Transfer, TransferItem
from kogge_cloud.listings.rules import OPEN, ItemState
from kogge_contract.listings import (
    ItemOutcome,
    ItemResult,
    ItemResultPage,
    TransferProgress,
    TransferState,
)
from kogge_contract.messages import Problem
from kogge_contract.orders import Remark

PAGE = 1000
_OUTCOMES = {each.value: ItemOutcome.OPEN for each in OPEN} | {
    ItemState.ACCEPTED.value: ItemOutcome.ACCEPTED,
    ItemState.REJECTED.value: ItemOutcome.REJECTED,
    ItemState.FAILED.value: ItemOutcome.FAILED,
}


def get_transfer(registration: Registration, reference: str) -> Transfer:
    """Return a platform's transfer by the caller's reference. Raises TransferUnknown."""
    found = Transfer.objects.select_related("registration").filter(
        tenant_id=registration.tenant_id, registration=registration, reference=reference
    )
    transfer = found.first()
    if transfer is None:
        message = f"Platform “{registration.name}” has no transfer {reference}."
        raise TransferUnknown(message)
    return transfer


def find_obstacle(transfer: Transfer) -> Transfer | None:
    """Return the platform's oldest running transfer that came before this one: an old value must not come last."""
    running = Transfer.objects.select_related("registration").filter(
        registration_id=transfer.registration_id, progress=TransferProgress.RUNNING, pk__lt=transfer.pk
    )
    return running.order_by("pk").first()


def count_items(transfer: Transfer) -> dict[str, int]:
    """Return how many items there are by state."""
    counted = transfer.items.order_by().values("state").annotate(number=Count("pk"))
    return {each["state"]: each["number"] for each in counted}


def list_items(transfer: Transfer, state: ItemState, limit: int | None = None) -> list[TransferItem]:
    """Return the items of a state in their order."""
    return list(transfer.items.filter(state=state).order_by("position")[:limit])


def describe_transfer(
    transfer: Transfer, now: datetime, *, retry_after_s: float = 0, waiting_for: str = ""
) -> TransferState:
    """Return the transfer as the contract shows it; a wait that was noted is told as what is left of it."""
    noted_s = (transfer.retry_at - now).total_seconds() if transfer.retry_at else 0
    wait_s = max(retry_after_s, noted_s, 0) if transfer.progress == TransferProgress.RUNNING else 0
    counts = count_items(transfer)
    problem = Problem(
        code=transfer.problem_code, message=transfer.problem_message, permanent=transfer.problem_is_permanent
    )
    return TransferState(
        reference=transfer.reference,
        marketplace=transfer.marketplace,
        progress=TransferProgress(transfer.progress),
        items=sum(counts.values()),
        accepted=counts.get(ItemState.ACCEPTED, 0),
        rejected=counts.get(ItemState.REJECTED, 0),
        failed=counts.get(ItemState.FAILED, 0),
        way=transfer.way,
        retry_after_s=wait_s,
        waiting_for=(waiting_for or transfer.waiting_for) if wait_s else "",
        problem=problem if transfer.problem_code else None,
        finished_at=transfer.finished_at,
    )


def read_results(transfer: Transfer, after: int) -> ItemResultPage:
    """Return the results of up to a thousand items behind a position; -1 begins."""
    items = list(transfer.items.filter(position__gt=after).order_by("position")[: PAGE + 1])
    page = items[:PAGE]
    return ItemResultPage(
        results=tuple(_describe(each) for each in page),
        next_after=page[-1].position if len(items) > PAGE else None,
    )


def _describe(item: TransferItem) -> ItemResult:
    return ItemResult(
        sku=item.content["sku"],
        outcome=_OUTCOMES[item.state],
        code=item.code,
        message=item.message,
        remarks=tuple(Remark.model_validate(each) for each in item.remarks),
    )
