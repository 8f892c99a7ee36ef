"""The transfer of stock, prices and articles as actions: of whole platforms, and of single articles."""

from collections import defaultdict
from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from kogge.articles.models import Article
from kogge.automation.actions.base import Action, Job, Text
from kogge.automation.rules import Outcome, Result
from kogge.automation.subjects import ARTICLES, PLATFORMS
from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.platforms.models import Platform
from kogge.transfers.models import Offer, OfferState, Transfer, TransferState
from kogge.transfers.rules import Area
from kogge.transfers.services import start_transfer
from kogge.transfers.workflows import enqueue_transfer

UNSUCCESSFUL = (OfferState.REJECTED, OfferState.FAILED)


class _Transferring(Action):
    """Begins transfers and waits for them."""

    right = Right.TRANSFER_OFFERS

    def __init__(self, key: str, label: Text, area: Area) -> None:
        """Be the transfer of an area."""
        self.key, self.label, self.area = key, label, area


class TransferOffers(_Transferring):
    """Transfers what changed of a platform's offers; what is counted are offers."""

    subject = PLATFORMS
    portion: ClassVar[int] = 20

    def run(self, records: Sequence[Platform], job: Job) -> list[Outcome]:
        """Begin a transfer of each platform."""
        return [self._begin(platform, job) for platform in records]

    def _begin(self, platform: Platform, job: Job) -> Outcome:
        try:
            transfer = start_transfer(platform, {self.area}, user=job.user, now=job.now)
        except KoggeError as error:
            if not error.permanent:
                return Outcome(Result.SKIPPED, error.code)
            return Outcome(Result.FAILED, error.code, {"problem": str(error)}, is_structural=True)
        return Outcome(None, handle=str(transfer.pk)) if transfer else Outcome(Result.UNCHANGED)

    def hand_over(self, handles: Sequence[str]) -> None:
        """Leave the transfers to the workers."""
        for handle in handles:
            enqueue_transfer(int(handle))

    def ask(self, handle: str) -> Outcome | None:
        """Return what became of a transfer's offers."""
        transfer = Transfer.objects.get(pk=int(handle))
        return None if transfer.state == TransferState.RUNNING else _tell(transfer)


class TransferArticles(_Transferring):
    """Transfers what changed of single articles, to every platform that offers them."""

    subject = ARTICLES
    portion: ClassVar[int] = 50

    def run(self, records: Sequence[Article], job: Job) -> list[Outcome]:
        """Begin a transfer to each platform that offers some of the articles."""
        offered: defaultdict[Platform, set[int]] = defaultdict(set)
        active = {"is_active": True, "platform__is_active": True}
        for offer in Offer.objects.filter(article__in=records, **active).select_related("platform"):
            offered[offer.platform].add(offer.article_id)
        begun: defaultdict[int, list[str]] = defaultdict(list)
        refused: dict[int, Outcome] = {}
        for platform, articles in offered.items():
            try:
                transfer = start_transfer(platform, {self.area}, user=job.user, now=job.now, article_ids=articles)
            except KoggeError as error:
                failure = Outcome(Result.FAILED, error.code, {"problem": str(error)}, is_structural=error.permanent)
                refused |= dict.fromkeys(articles, failure)
                continue
            if transfer is not None:
                for article_id in Offer.objects.filter(transfer=transfer).values_list("article_id", flat=True):
                    begun[article_id].append(str(transfer.pk))
        known = {article_id for articles in offered.values() for article_id in articles}
        return [refused.get(each.pk) or _await(each.pk, begun, known) for each in records]

    def hand_over(self, handles: Sequence[str]) -> None:
        """Leave the transfers to the workers, each once."""
        for transfer_id in sorted({each for handle in handles for each in _read_handle(handle)[0]}):
            enqueue_transfer(transfer_id)

    def ask(self, handle: str) -> Outcome | None:
        """Return what became of an article's offers."""
        transfer_ids, article_id = _read_handle(handle)
        if Transfer.objects.filter(pk__in=transfer_ids, state=TransferState.RUNNING).exists():
            return None
        offers = Offer.objects.filter(article_id=article_id, transfer_id__in=transfer_ids, state__in=UNSUCCESSFUL)
        refused = offers.select_related("platform").first()
        if refused is None:
            return Outcome(Result.CHANGED)
        problem = f"{refused.platform}: {refused.message or refused.code}"
        return Outcome(Result.FAILED, "offers_refused", {"problem": problem})


def _await(article_id: int, begun: dict[int, list[str]], known: set[int]) -> Outcome:
    if article_id in begun:
        return Outcome(None, handle=f"{','.join(begun[article_id])}:{article_id}")
    return Outcome(Result.UNCHANGED) if article_id in known else Outcome(Result.SKIPPED, "not_offered")


def _read_handle(handle: str) -> tuple[list[int], int]:
    transfers, _colon, article_id = handle.partition(":")
    return [int(each) for each in transfers.split(",")], int(article_id)


def _tell(transfer: Transfer) -> Outcome:
    unsuccessful = transfer.rejected + transfer.failed
    counts = {Result.CHANGED.value: transfer.accepted, Result.FAILED.value: unsuccessful}
    counts = {name: number for name, number in counts.items() if number}
    values = {"transfer": str(transfer.pk)}
    if transfer.state == TransferState.FAILED:
        values |= {"problem": transfer.problem, "problem_code": transfer.problem_code}
        counts.setdefault(Result.FAILED.value, 1)
        is_structural = transfer.problem_is_permanent
        return Outcome(Result.FAILED, "transfer_failed", values, counts, is_structural=is_structural)
    if unsuccessful:
        refused = Offer.objects.filter(transfer=transfer, state__in=UNSUCCESSFUL).order_by("sku").first()
        problem = f"{refused.sku}: {refused.message or refused.code}" if refused else ""
        return Outcome(Result.FAILED, "offers_refused", values | {"problem": problem}, counts)
    return Outcome(Result.CHANGED, "", values, counts)


_LABELS: dict[Area, Text] = {
    Area.STOCK: _("Transfer stock"),
    Area.PRICES: _("Transfer prices"),
    Area.ARTICLES: _("Transfer articles"),
}
TRANSFERS: tuple[Action, ...] = (
    *(TransferOffers(f"transfers.{area}", label, area) for area, label in _LABELS.items()),
    *(TransferArticles(f"transfers.{area}_of_articles", label, area) for area, label in _LABELS.items()),
)
