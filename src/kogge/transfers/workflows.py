"""The durable transfer: advanced call by call, resumed by another process when this one dies."""

from datetime import UTC, datetime, timedelta

import structlog

from kogge.infrastructure import engine
from kogge.infrastructure.handing_over import hand_over
from kogge.kernel.errors import KoggeError
from kogge.platforms.services import refresh_state
from kogge.transfers.models import Transfer, TransferState
from kogge.transfers.sending import ENDED, advance_transfer, get_transfer
from kogge.transfers.services import fail_transfer

SEND = "transfers.send.v1"
NAMES = (SEND,)

GATHERING = timedelta(seconds=2)
"""How long a step goes on with calls before its progress is recorded."""
ADOPT_AFTER = timedelta(seconds=90)
"""A running transfer without a workflow for so long was never handed over: its starter died in between."""
ACCESS_LOST = frozenset({"not_authenticated", "authorization_revoked", "application_rejected", "access_denied"})
"""What the Cloud says when the platform no longer lets it in: everybody is to see it at the platform, too."""

log = structlog.get_logger(__name__)


def transfer_prefix(transfer_id: int) -> str:
    """Return what the workflow ids of a transfer begin with."""
    return f"transfers.send:{transfer_id}:"


def enqueue_transfer(transfer_id: int) -> None:
    """Leave a transfer to the workers; twice is once. Raises EngineUnavailable."""
    engine.enqueue(SEND, f"{transfer_prefix(transfer_id)}0", transfer_id)


@engine.on_sweep
def adopt_transfers() -> None:
    """Hand transfers to the workers that were begun, but whose starter died before it could do so."""
    before = datetime.now(UTC) - ADOPT_AFTER
    for transfer in Transfer.objects.filter(state=TransferState.RUNNING, changed_at__lt=before):
        hand_over(SEND, transfer_prefix(transfer.pk), transfer.pk)


def _fail(error: KoggeError, transfer_id: int) -> None:
    fail_transfer(transfer_id, error, datetime.now(UTC))
    _look_at_access(transfer_id)


@engine.workflow(SEND, on_failure=_fail)
def send(transfer_id: int) -> None:
    """Send what a transfer holds, and take what became of it."""
    while (wait_s := advance(transfer_id)) != ENDED:
        if wait_s > 0:
            engine.sleep(wait_s)
    look_at_access(transfer_id)


@engine.step("transfers.advance")
def advance(transfer_id: int) -> float:
    """Make calls for a moment; return the seconds to wait, or ENDED. Raises what the Cloud's client raises."""
    until = datetime.now(UTC) + GATHERING
    while (now := datetime.now(UTC)) < until:
        wait_s = advance_transfer(transfer_id, now)
        if wait_s:
            return wait_s
    return 0.0


@engine.step("transfers.look_at_access")
def look_at_access(transfer_id: int) -> None:
    """Read the platform's state anew where the transfer failed because the platform lets nobody in."""
    _look_at_access(transfer_id)


def _look_at_access(transfer_id: int) -> None:
    transfer = get_transfer(transfer_id)
    if transfer.problem_code in ACCESS_LOST:
        try:
            refresh_state(transfer.platform, datetime.now(UTC))
        except KoggeError as trouble:
            log.warning("platform.state_unknown", code=trouble.code, problem=str(trouble))
