"""Writes of offers and transfers: settings, beginning, results, end."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.infrastructure.bulk import update_rows
from kogge.kernel.errors import KoggeError
from kogge.platforms.models import Platform
from kogge.transfers import rules
from kogge.transfers.errors import OffersNotReady, TransferRuns
from kogge.transfers.models import (
    Offer,
    OfferState,
    PriceRule,
    Transfer,
    TransferPart,
    TransferSettings,
    TransferState,
)
from kogge.transfers.planning import add_missing_offers, find_settings, list_price_rules, plan_transfer
from kogge.transfers.rules import Area, Bookkeeping, Item, note_result, note_sending
from kogge_contract.listings import MOST_ITEMS, ItemResult, ItemResultPage
from kogge_contract.listings import TransferState as CloudState
from kogge_contract.messages import Problem

KEPT = timedelta(days=90)
_BOOKS = ("accepted", "refused", "state", "code", "message", "remarks", "transfer_id", "sent_at")
_STATES = {"accepted": OfferState.ACCEPTED, "rejected": OfferState.REJECTED, "failed": OfferState.FAILED}


def start_transfer(
    platform: Platform,
    areas: Collection[Area],
    *,
    user: User | None,
    now: datetime,
    article_ids: Collection[int] | None = None,
) -> Transfer | None:
    """Begin a transfer of what changed, and return its row; None when nothing has. Sending is the workflow's work.

    Raises OffersNotReady, and TransferRuns while one of all the platform's offers is under way.
    """
    _require_ready(platform)
    with transaction.atomic():
        # The platform's lock: of two that begin at once the second sees what the first is sending.
        Platform.objects.select_for_update().get(pk=platform.pk)
        settings = find_settings(platform)
        if article_ids is None:
            _require_idle(platform)
            if settings is not None and settings.offers_all:
                add_missing_offers(platform)
        planned = plan_transfer(platform, areas, article_ids)
        if not planned:
            return None
        Transfer.objects.filter(platform=platform, finished_at__lt=now - KEPT).delete()
        transfer = Transfer.objects.create(
            company_id=platform.company_id,
            platform=platform,
            areas=sorted(areas),
            started_by=user,
            total=sum(map(len, planned.values())),
            started_at=now,
            changed_at=now,
        )
        _write_parts(transfer, planned)
        _mark_sending(transfer, planned, now)
        if user is not None:
            after = {"areas": transfer.areas, "number": transfer.total}
            _note(platform, "transfers.start", user, now, before={}, after=after)
    return transfer


def _write_parts(transfer: Transfer, planned: Mapping[str, Sequence[Item]]) -> None:
    chunks = [
        (marketplace, items[start : start + MOST_ITEMS])
        for marketplace, items in planned.items()
        for start in range(0, len(items), MOST_ITEMS)
    ]
    TransferPart.objects.bulk_create(
        TransferPart(transfer=transfer, position=position, marketplace=marketplace, items=list(map(_describe, items)))
        for position, (marketplace, items) in enumerate(chunks)
    )


def _describe(item: Item) -> dict[str, Any]:
    content = item.offer.model_dump(mode="json", exclude_none=True)
    return {"offer": item.offer_id, "content": content, "parts": dict(item.parts)}


def _mark_sending(transfer: Transfer, planned: Mapping[str, Sequence[Item]], now: datetime) -> None:
    parts: dict[int, set[str]] = {}
    for items in planned.values():
        for item in items:
            parts.setdefault(item.offer_id, set()).update(item.parts)
    sent = list(Offer.objects.in_bulk(list(parts)).values())
    for offer in sent:
        books = note_sending(Bookkeeping(offer.accepted, offer.refused), parts[offer.pk])
        offer.accepted, offer.state, offer.transfer, offer.sent_at = books.accepted, OfferState.SENDING, transfer, now
        offer.code, offer.message, offer.remarks = "", "", []
    _write_books(sent)


def record_progress(transfer_id: int, state: CloudState, now: datetime) -> None:
    """Note that a transfer moves, and until when it waits for what."""
    Transfer.objects.filter(pk=transfer_id, state=TransferState.RUNNING).update(
        waiting_until_at=now + timedelta(seconds=state.retry_after_s) if state.retry_after_s else None,
        waiting_for=state.waiting_for,
        changed_at=now,
    )


def take_results(part: TransferPart, page: ItemResultPage, now: datetime) -> None:
    """Write what became of a page of items; a page that was written already changes nothing."""
    with transaction.atomic():
        locked = TransferPart.objects.select_for_update().get(pk=part.pk)
        first = locked.results_after + 1
        if locked.is_done or first != part.results_after + 1:
            return
        items = locked.items[first : first + len(page.results)]
        _write_results([(each, result) for each, result in zip(items, page.results, strict=True)])
        counts = {name: sum(each.outcome == name for each in page.results) for name in _STATES}
        Transfer.objects.filter(pk=part.transfer_id).update(
            changed_at=now, **{name: F(name) + number for name, number in counts.items()}
        )
        locked.results_after = first + len(page.results) - 1
        locked.is_done = page.next_after is None
        locked.save(update_fields=["results_after", "is_done"])


def _write_results(results: Sequence[tuple[Mapping[str, Any], ItemResult]]) -> None:
    offers = Offer.objects.select_for_update().in_bulk([item["offer"] for item, _result in results])
    for item, result in results:
        offer = offers.get(item["offer"])
        if offer is None:
            continue
        books = note_result(Bookkeeping(offer.accepted, offer.refused), item["parts"], result)
        offer.accepted, offer.refused = books.accepted, books.refused
        remarks = [each.model_dump() for each in result.remarks]
        # An offer of several marketplaces shows the worst of their answers.
        if _STATES[result.outcome] != OfferState.ACCEPTED or offer.state in {OfferState.SENDING, OfferState.ACCEPTED}:
            offer.state, offer.code, offer.message = _STATES[result.outcome], result.code, result.message
        offer.remarks = [*offer.remarks, *(each for each in remarks if each not in offer.remarks)]
    _write_books(offers.values())


def _write_books(offers: Iterable[Offer]) -> None:
    rows = (tuple(getattr(each, name) for name in (*_BOOKS, "pk")) for each in offers)
    update_rows(Offer, [name.removesuffix("_id") for name in _BOOKS], rows)


def note_problem(transfer_id: int, problem: Problem | None) -> None:
    """Note why the Cloud gave a part up; the other parts go on."""
    if problem is not None:
        Transfer.objects.filter(pk=transfer_id).update(
            problem_code=problem.code, problem=problem.message, problem_is_permanent=problem.permanent
        )


def finish_transfer(transfer: Transfer, now: datetime) -> None:
    """Close a transfer whose parts have all come back."""
    _end(transfer.pk, now, state=TransferState.FAILED if transfer.problem_code else TransferState.DONE)


def fail_transfer(transfer_id: int, error: KoggeError, now: datetime) -> None:
    """Close a transfer that cannot go on: of what was under way nothing is known, so it is sent again next time."""
    problem = {"problem": str(error), "problem_code": error.code, "problem_is_permanent": error.permanent}
    with transaction.atomic():
        under_way = Offer.objects.filter(transfer_id=transfer_id, state=OfferState.SENDING)
        under_way.update(state=OfferState.FAILED, code=error.code, message=str(error))
        _end(transfer_id, now, state=TransferState.FAILED, **problem)


def _end(transfer_id: int, now: datetime, **outcome: object) -> None:
    Transfer.objects.filter(pk=transfer_id, state=TransferState.RUNNING).update(
        waiting_until_at=None, waiting_for="", finished_at=now, changed_at=now, **outcome
    )


@dataclass(frozen=True, slots=True)
class OfferPlan:
    """A platform's settings as somebody entered them."""

    offers_all: bool
    stock_kept_back: int
    stock_cap: int | None
    price_rules: tuple[rules.PriceRule, ...]


def save_settings(platform: Platform, wanted: OfferPlan, *, actor: User, now: datetime) -> None:
    """Store how a platform's offers are made."""
    with transaction.atomic():
        Platform.objects.select_for_update().get(pk=platform.pk)
        before = _facts(platform)
        TransferSettings.objects.update_or_create(
            platform=platform,
            defaults={
                "offers_all": wanted.offers_all,
                "stock_kept_back": wanted.stock_kept_back,
                "stock_cap": wanted.stock_cap,
            },
        )
        PriceRule.objects.filter(platform=platform).delete()
        PriceRule.objects.bulk_create(
            PriceRule(
                platform=platform,
                position=position,
                marketplace=each.marketplace,
                currency=each.currency,
                factor=each.factor,
                surcharge_minor=each.surcharge_minor,
                ending=each.ending,
            )
            for position, each in enumerate(wanted.price_rules)
        )
        after = _facts(platform)
        if before != after:
            _note(platform, "transfers.change_settings", actor, now, before=before, after=after)


def save_offer(offer: Offer, *, actor: User, now: datetime) -> None:
    """Store a new or changed offer; under another SKU nothing of it is at the platform."""
    with transaction.atomic():
        stored = Offer.objects.select_for_update().filter(pk=offer.pk).first() if offer.pk else None
        if stored is not None and stored.sku != offer.sku:
            offer.accepted, offer.refused, offer.state = {}, {}, OfferState.UNSENT
            offer.code, offer.message, offer.remarks = "", "", []
        offer.save()
        record(
            company_id=offer.company_id,
            at=now,
            actor=actor,
            action="transfers.change_offer" if stored else "transfers.add_offer",
            subject_kind="offer",
            subject_id=offer.pk,
            before=_facts_of_offer(stored) if stored else {},
            after=_facts_of_offer(offer),
        )


def offer_articles(platform: Platform, article_ids: Collection[int] | None, *, actor: User, now: datetime) -> int:
    """Offer articles that are not offered yet (all goods, or those named); return how many."""
    with transaction.atomic():
        added = add_missing_offers(platform, article_ids)
        if added:
            _note(platform, "transfers.add_offers", actor, now, before={}, after={"number": added})
    return added


def send_again(platform: Platform, offer_ids: Collection[int], *, actor: User, now: datetime) -> int:
    """Forget what the platform took of offers and what not, so that all of it is sent again; return how many."""
    with transaction.atomic():
        offers = Offer.objects.filter(platform=platform, pk__in=offer_ids).exclude(state=OfferState.SENDING)
        number = offers.update(accepted={}, refused={}, state=OfferState.UNSENT, code="", message="", remarks=[])
        if number:
            _note(platform, "transfers.send_again", actor, now, before={}, after={"number": number})
    return number


def switch_offers(
    platform: Platform, offer_ids: Collection[int], *, is_active: bool, actor: User, now: datetime
) -> int:
    """Have offers transferred, or no longer; at the platform they stay as they are. Returns how many changed."""
    with transaction.atomic():
        offers = Offer.objects.filter(platform=platform, pk__in=offer_ids, is_active=not is_active)
        number = offers.update(is_active=is_active)
        if number:
            after = {"number": number, "is_active": is_active}
            _note(platform, "transfers.switch_offers", actor, now, before={}, after=after)
    return number


def _require_ready(platform: Platform) -> None:
    missing = {
        "it is not active": not platform.is_active,
        "it is not registered in the Cloud (sign in)": not platform.cloud_reference,
        "it has no credentials for the Cloud": platform.credentials_id is None,
        "no marketplace is chosen for its offers (register Offers)": not list_price_rules(platform),
    }
    reasons = [reason for reason, applies in missing.items() if applies]
    if reasons:
        message = f"Platform “{platform}” cannot take offers: {'; '.join(reasons)}."
        raise OffersNotReady(message)


def _require_idle(platform: Platform) -> None:
    if Transfer.objects.filter(platform=platform, state=TransferState.RUNNING).exists():
        message = f"Offers of platform “{platform}” are being transferred already."
        raise TransferRuns(message)


def _facts(platform: Platform) -> dict[str, Any]:
    settings = find_settings(platform)
    stored = {
        "offers_all": settings.offers_all,
        "stock_kept_back": settings.stock_kept_back,
        "stock_cap": settings.stock_cap,
    } if settings else {}  # fmt: skip
    price_rules = [
        f"{each.marketplace}: × {each.factor / rules.FACTOR_ONE:.4f} + {each.surcharge_minor} ({each.ending})"
        for each in list_price_rules(platform)
    ]
    return stored | {"price_rules": price_rules}


def _facts_of_offer(offer: Offer) -> dict[str, Any]:
    return {
        "platform": offer.platform_id,
        "sku": offer.sku,
        "article": offer.article_id,
        "is_active": offer.is_active,
        "is_fba": offer.is_fba,
    }


def _note(
    platform: Platform, action: str, actor: User, now: datetime, *, before: dict[str, Any], after: dict[str, Any]
) -> None:
    record(
        company_id=platform.company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="platform",
        subject_id=platform.pk,
        before=before,
        after=after,
    )
