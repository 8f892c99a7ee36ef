"""Writes of the adoption: taking over what the old installation made, and giving it back while nothing came after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from kogge.audit.services import record
from kogge.changeover.adoption.rules import Confidence
from kogge.changeover.errors import AdoptionRefused, Refusal
from kogge.changeover.models import Adoption, AdoptionState, OldIdentity
from kogge.companies.models import Company, User
from kogge.documents.models import Document, DocumentLine
from kogge.documents.services import lock_row
from kogge.guards.services import hold
from kogge.orders.models import FeedCursor, OrderChange, OrderState, PlatformOrder
from kogge.platforms.models import Platform, PlatformCustomer
from kogge.shipping.models import Shipment

REMEMBERED = (
    "state", "reason", "problem", "waits_for_sku", "waits_for_ean", "legacy_reference", "feed_sequence", "digest",
)  # fmt: skip
"""What of an order's identity comes back when its adoption is undone."""
OF_DOCUMENT = ("platform_id", "platform_reference", "order_reference")


@dataclass(slots=True)
class Outcome:
    """What came of several: how many were done, and how many were left for which reason."""

    done: int = 0
    refused: dict[Refusal, int] = field(default_factory=dict)

    def refuse(self, refusal: Refusal) -> None:
        """Count one that was left."""
        self.refused[refusal] = self.refused.get(refusal, 0) + 1


def save_identities(company: Company, identities: Mapping[str, str], *, actor: User, now: datetime) -> list[str]:
    """Note under which ids (AucWebID) the old installation filed documents, by their numbers.

    Returns the numbers that no document has.
    """
    with transaction.atomic():
        documents = Document.objects.filter(company=company, number__in=identities, is_derived=False)
        known = dict(documents.values_list("number", "pk"))
        OldIdentity.objects.bulk_create(
            (
                OldIdentity(company=company, document_id=pk, legacy_reference=identities[number])
                for number, pk in known.items()
            ),
            update_conflicts=True,
            unique_fields=["document"],
            update_fields=["legacy_reference"],
        )
        record(
            company_id=company.pk, at=now, actor=actor, action="changeover.enter_old_ids", subject_kind="company",
            subject_id=company.pk, before={}, after={"rows": len(known)},
        )  # fmt: skip
    return [number for number in identities if number not in known]


def adopt_all(adoption_ids: Iterable[int], *, actor: User | None, now: datetime) -> Outcome:
    """Take over several, each by itself."""
    outcome = Outcome()
    for adoption_id in adoption_ids:
        try:
            adopt(adoption_id, actor=actor, now=now)
        except AdoptionRefused as error:
            outcome.refuse(error.refusal)
        else:
            outcome.done += 1
    return outcome


def undo_all(adoption_ids: Iterable[int], *, actor: User, now: datetime) -> Outcome:
    """Give back several, each by itself."""
    outcome = Outcome()
    for adoption_id in adoption_ids:
        try:
            undo(adoption_id, actor=actor, now=now)
        except AdoptionRefused as error:
            outcome.refuse(error.refusal)
        else:
            outcome.done += 1
    return outcome


def list_sure(platform: Platform, after: int, limit: int) -> list[int]:
    """Return the ids of proposals that are sure, behind an id."""
    rows = Adoption.objects.filter(
        platform=platform, state=AdoptionState.PROPOSED, confidence=Confidence.SURE.value, pk__gt=after
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def adopt(adoption_id: int, *, actor: User | None, now: datetime) -> None:
    """Make a document the order's, so that no other one is made of it, and its customer the buyer's.

    A posted document stays as it is: the order leads to it, but it does not name the platform. Raises AdoptionRefused.
    """
    with transaction.atomic():
        adoption = _lock(adoption_id)
        if adoption.state != AdoptionState.PROPOSED:
            raise AdoptionRefused(adoption.order_reference, Refusal.ALREADY_DONE)
        previous: dict[str, Any] = {"customer": _claim_buyer(adoption)}
        if adoption.document_id is not None:
            previous |= _claim_order(adoption, adoption.document_id, now)
        adoption.previous, adoption.state = previous, AdoptionState.ADOPTED
        adoption.adopted_at, adoption.adopted_by = now, actor
        adoption.save(update_fields=["previous", "state", "adopted_at", "adopted_by"])
        _note(adoption, "changeover.adopt", actor, now)


def undo(adoption_id: int, *, actor: User, now: datetime) -> None:
    """Give an adopted document back, as if it had never been taken over. Raises AdoptionRefused."""
    with transaction.atomic():
        adoption = _lock(adoption_id)
        if adoption.state != AdoptionState.ADOPTED:
            raise AdoptionRefused(adoption.order_reference, Refusal.NOT_ADOPTED)
        if adoption.document_id is not None:
            _release_order(adoption, adoption.document_id, now)
        if adoption.previous.get("customer"):
            PlatformCustomer.objects.filter(
                platform=adoption.platform, reference=adoption.buyer_reference, customer=adoption.customer_id
            ).delete()
        adoption.previous, adoption.state = {}, AdoptionState.PROPOSED
        adoption.adopted_at = adoption.adopted_by = None
        adoption.save(update_fields=["previous", "state", "adopted_at", "adopted_by"])
        _note(adoption, "changeover.undo_adoption", actor, now)


def _lock(adoption_id: int) -> Adoption:
    """Return a proposal with the locks that an import takes, in its order."""
    adoption = Adoption.objects.select_related("platform").get(pk=adoption_id)
    FeedCursor.objects.select_for_update().get_or_create(platform=adoption.platform)
    return Adoption.objects.select_for_update(of=("self",)).select_related("platform").get(pk=adoption_id)


def _claim_buyer(adoption: Adoption) -> bool:
    """Let the platform's id of the buyer lead to his customer; return whether it was news.

    Who is another customer already stays so: two customers are merged on their own page.
    """
    if not adoption.buyer_reference:
        return False
    customer = adoption.customer
    _row, is_new = PlatformCustomer.objects.get_or_create(
        company_id=adoption.company_id,
        platform=adoption.platform,
        reference=adoption.buyer_reference,
        defaults={"customer_id": customer.merged_into_id or customer.pk},
    )
    if not is_new and adoption.document_id is None:
        raise AdoptionRefused(adoption.order_reference, Refusal.BUYER_KNOWN)
    return is_new


def _claim_order(adoption: Adoption, document_id: int, now: datetime) -> dict[str, Any]:
    """Write the order's identity with its document; return what was so before."""
    hold(adoption.platform, now)
    document = lock_row(document_id)
    order = PlatformOrder.objects.filter(
        company_id=adoption.company_id, platform=adoption.platform, platform_reference=adoption.order_reference
    ).first()
    if document.is_derived or PlatformOrder.objects.filter(document=document).exists():
        raise AdoptionRefused(adoption.order_reference, Refusal.DOCUMENT_TAKEN)
    if order is not None and order.document_id is not None:
        raise AdoptionRefused(adoption.order_reference, Refusal.ORDER_HAS_DOCUMENT)
    before = {"order": {name: getattr(order, name) for name in REMEMBERED} if order else None}
    legacy_reference = _choose_legacy_reference(adoption, order, document)
    order = order or PlatformOrder(
        company_id=adoption.company_id,
        platform=adoption.platform,
        platform_reference=adoption.order_reference,
        currency=document.currency,
        total_minor=document.total_minor,
        feed_sequence=0,
        first_seen_at=now,
    )
    # Without a digest, as what the middleware makes: changes count from the next version that the feed has.
    order.document, order.state, order.digest, order.changed_at = document, OrderState.CREATED, "", now
    order.reason = order.problem = order.waits_for_sku = order.waits_for_ean = ""
    order.legacy_reference = legacy_reference
    order.save()
    return before | {"sequence": order.feed_sequence} | _name_platform(adoption, document, now)


def _choose_legacy_reference(adoption: Adoption, order: PlatformOrder | None, document: Document) -> str:
    """Return the id under which the middleware filed the order; one that another order has is not given twice."""
    if order is not None and order.legacy_reference:
        return order.legacy_reference
    known = OldIdentity.objects.filter(document=document).values_list("legacy_reference", flat=True).first()
    taken = PlatformOrder.objects.filter(platform=adoption.platform, legacy_reference=known or "")
    return "" if known is None or taken.exists() else known


def _name_platform(adoption: Adoption, document: Document, now: datetime) -> dict[str, Any]:
    """Let document and lines name the platform's ids, which status reports go by; return what they named before."""
    if document.posted_at is not None:
        return {}
    before = {name: getattr(document, name) for name in OF_DOCUMENT}
    document.platform, document.platform_reference = adoption.platform, adoption.order_reference
    document.order_reference, document.changed_at = adoption.order_reference, now
    document.save(update_fields=["platform", "platform_reference", "order_reference", "changed_at"])
    for line_id, reference in adoption.line_references.items():
        lines = DocumentLine.objects.filter(document=document, pk=int(line_id), platform_reference="")
        lines.update(platform_reference=reference)
    return {"document": before}


def _release_order(adoption: Adoption, document_id: int, now: datetime) -> None:
    """Take the order's identity back, unless something came after. Raises AdoptionRefused."""
    hold(adoption.platform, now)
    document = lock_row(document_id)
    order = PlatformOrder.objects.filter(document=document, platform=adoption.platform).first()
    if order is None or _came_something(adoption, order, document):
        raise AdoptionRefused(adoption.order_reference, Refusal.SOMETHING_CAME)
    remembered = adoption.previous["order"]
    if remembered is None:
        order.delete()
    else:
        for name, value in remembered.items():
            setattr(order, name, value)
        order.document, order.changed_at = None, now
        order.save()
    before = adoption.previous.get("document")
    if before is not None:
        Document.objects.filter(pk=document.pk).update(**before, changed_at=now)
        lines = DocumentLine.objects.filter(document=document, pk__in=[int(each) for each in adoption.line_references])
        lines.update(platform_reference="")


def _came_something(adoption: Adoption, order: PlatformOrder, document: Document) -> bool:
    """Tell whether anything happened to order or document since it was taken over."""
    return (
        bool(order.digest)
        or order.feed_sequence != adoption.previous["sequence"]
        or adoption.adopted_at is None
        or document.changed_at > adoption.adopted_at
        or Shipment.objects.filter(document=document, created_at__gte=adoption.adopted_at).exists()
        or OrderChange.objects.filter(document=document).exists()
    )


def _note(adoption: Adoption, action: str, actor: User | None, now: datetime) -> None:
    about = ("document", adoption.document_id) if adoption.document_id else ("customer", adoption.customer_id)
    record(
        company_id=adoption.company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind=about[0],
        subject_id=about[1],
        before={},
        after={"order": adoption.order_reference, "confidence": adoption.confidence},
    )
