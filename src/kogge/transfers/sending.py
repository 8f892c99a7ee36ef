"""What a transfer says to the Cloud: hands its parts over, has them advanced, and takes their results."""

from datetime import datetime

from django.conf import settings

from kogge.infrastructure.cloud import CloudClient
from kogge.infrastructure.work import get_work
from kogge.platforms.services import connect_platform
from kogge.transfers.models import Transfer, TransferPart, TransferState
from kogge.transfers.services import finish_transfer, note_problem, record_progress, take_results
from kogge_contract.listings import ListingOffer, NewTransfer, TransferProgress

ENDED = -1.0
"""What `advance_transfer` returns instead of a wait once there is nothing left to do."""
TURN_S = 2.0
"""How long a transfer waits before it asks whether its turn has come."""
LOCALES = {"de": "de_DE", "en": "en_US"}


def get_transfer(transfer_id: int) -> Transfer:
    """Return a transfer with its platform and the platform's credentials. Raises WorkLost."""
    return get_work(Transfer.objects.select_related("platform__credentials"), pk=transfer_id)


def advance_transfer(transfer_id: int, now: datetime) -> float:
    """Make a transfer's next call to the Cloud; return the seconds to wait before the one after it, or ENDED.

    Doing it twice is as good as once: the Cloud knows each part by its name. Raises what the Cloud's client raises.
    """
    transfer = get_transfer(transfer_id)
    if transfer.state != TransferState.RUNNING:
        return ENDED
    if is_behind_another(transfer):
        return TURN_S
    part = transfer.parts.filter(is_done=False).first()
    if part is None:
        finish_transfer(transfer, now)
        return ENDED
    client = connect_platform(transfer.platform)
    platform = transfer.platform.cloud_reference
    if not part.is_taken:
        client.begin_transfer(platform, _write(part))
        TransferPart.objects.filter(pk=part.pk).update(is_taken=True)
    state = client.advance_transfer(platform, part.reference)
    record_progress(transfer_id, state, now)
    if state.progress is not TransferProgress.RUNNING:
        note_problem(transfer_id, state.problem)
        _take_all_results(client, platform, part, now)
    return state.retry_after_s


def is_behind_another(transfer: Transfer) -> bool:
    """Tell whether an older transfer of the platform is under way: an old value must not come last."""
    older = Transfer.objects.filter(platform_id=transfer.platform_id, state=TransferState.RUNNING, pk__lt=transfer.pk)
    return older.exists()


def _write(part: TransferPart) -> NewTransfer:
    return NewTransfer(
        reference=part.reference,
        marketplace=part.marketplace,
        language=LOCALES[settings.LANGUAGE_CODE],
        items=tuple(ListingOffer.model_validate(each["content"]) for each in part.items),
    )


def _take_all_results(client: CloudClient, platform: str, part: TransferPart, now: datetime) -> None:
    """Take the results page by page; each is written with how far they are."""
    after: int | None = part.results_after
    while after is not None:
        part.results_after = after
        page = client.read_transfer_results(platform, part.reference, after=after)
        take_results(part, page, now)
        after = page.next_after
