"""Writes of transfers: take one over, and record what follows from an answer."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.adapters.registry import get_adapter
from kogge_cloud.infrastructure.database import atomic
from kogge_cloud.listings.errors import TransferContradictory
from kogge_cloud.listings.models import Transfer, TransferItem
from kogge_cloud.listings.rules import KEPT, LOOK_SIZE, OPEN, Finding, ItemState, find_price_fault
from kogge_contract.listings import ListingOffer, NewTransfer, TransferProgress

_AT_ONCE = 500
_ITEM_FIELDS = ("state", "code", "message", "remarks", "is_listed", "product_type", "asin")


@dataclass(frozen=True, slots=True)
class TakenTransfer:
    """A transfer, and whether it is new or was known by its reference."""

    transfer: Transfer
    is_new: bool


def take_transfer(registration: Registration, new: NewTransfer, now: datetime) -> TakenTransfer:
    """Take over a transfer, or return the one that has the reference and the content already. Calls nobody.

    Raises TransferContradictory, MarketplaceUnknown, NotAuthenticated.
    """
    digest = hashlib.sha256(new.model_dump_json().encode()).hexdigest()
    with atomic():
        # Under the registration's lock keys are given in commit order: an earlier transfer never turns up later.
        locked = Registration.objects.select_for_update().get(pk=registration.pk)
        known = Transfer.objects.filter(tenant_id=locked.tenant_id, registration=locked, reference=new.reference)
        if (transfer := known.select_related("registration").first()) is not None:
            if transfer.digest != digest:
                message = f"Transfer {new.reference} was taken over with other content: send changes under a new one."
                raise TransferContradictory(message)
            return TakenTransfer(transfer, is_new=False)
        currency = get_adapter(locked.kind).currency_of(new.marketplace)
        require_authenticated(locked)
        _forget_transfers(locked, now)
        transfer = Transfer.objects.create(
            tenant_id=locked.tenant_id,
            registration=locked,
            reference=new.reference,
            marketplace=new.marketplace,
            language=new.language,
            digest=digest,
            progress=TransferProgress.RUNNING,
            look_size=LOOK_SIZE,
            created_at=now,
        )
        TransferItem.objects.bulk_create(
            _make_item(transfer, position, offer, currency) for position, offer in enumerate(new.items)
        )
    return TakenTransfer(transfer, is_new=True)


def _make_item(transfer: Transfer, position: int, offer: ListingOffer, currency: str | None) -> TransferItem:
    fault = find_price_fault(offer, currency)
    return TransferItem(
        transfer=transfer,
        position=position,
        content=offer.model_dump(mode="json", exclude_none=True),
        state=ItemState.REJECTED if fault else ItemState.NEW,
        code="price_unfit" if fault else "",
        message=fault,
    )


def _forget_transfers(registration: Registration, now: datetime) -> None:
    """Delete transfers that ended long ago: whoever sent them has read their results."""
    Transfer.objects.filter(registration=registration, finished_at__lt=now - KEPT).delete()


def set_finding(item: TransferItem, finding: Finding) -> TransferItem:
    """Put what was found into an item; remarks and what the platform told of it earlier stay."""
    item.state, item.code, item.message = finding.state, finding.code, finding.message
    item.remarks = [*item.remarks, *({"code": code, "values": {"message": text}} for code, text in finding.remarks)]
    item.is_listed = finding.is_listed or item.is_listed
    item.product_type = finding.product_type or item.product_type
    item.asin = finding.asin or item.asin
    return item


def record(transfer: Transfer, items: Sequence[TransferItem] = (), **changes: object) -> bool:
    """Write what follows from an answer, items included, unless somebody was faster; the lease ends with it."""
    plain = [each.pk for each in items if _is_plain(each)]
    special = [each for each in items if not _is_plain(each)]
    with atomic():
        mine = Transfer.objects.filter(pk=transfer.pk, revision=transfer.revision)
        if mine.update(**{"revision": F("revision") + 1, "lease_until": None} | changes) != 1:
            return False
        # Of thousands of items nearly all are simply accepted.
        for start in range(0, len(plain), _AT_ONCE):
            ids = plain[start : start + _AT_ONCE]
            TransferItem.objects.filter(pk__in=ids).update(state=ItemState.ACCEPTED, code="", message="")
        TransferItem.objects.bulk_update(special, _ITEM_FIELDS, batch_size=_AT_ONCE)
    transfer.revision += 1
    return True


def _is_plain(item: TransferItem) -> bool:
    return item.state == ItemState.ACCEPTED and not (item.code or item.message or item.remarks)


def finish_transfer(transfer: Transfer, now: datetime) -> None:
    """End a transfer whose items all have their result."""
    record(
        transfer,
        progress=TransferProgress.DONE,
        finished_at=now,
        retry_at=None,
        waiting_for="",
        problem_code="",
        problem_message="",
        problem_is_permanent=False,
    )


def give_up(transfer: Transfer, code: str, message: str, now: datetime, *, permanent: bool) -> None:
    """End a transfer that cannot go on: of its open items nobody knows more than the reason."""
    with atomic():
        ended = record(
            transfer,
            progress=TransferProgress.FAILED,
            finished_at=now,
            retry_at=None,
            waiting_for="",
            problem_code=code,
            problem_message=message,
            problem_is_permanent=permanent,
        )
        if ended:
            transfer.items.filter(state__in=OPEN).update(state=ItemState.FAILED, code=code, message=message)
