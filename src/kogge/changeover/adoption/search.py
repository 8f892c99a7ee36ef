"""Looks through a page of a platform's orders for what the old installation made of them; writes proposals."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from kogge.changeover.adoption.rules import (
    Confidence,
    Match,
    OldDocument,
    OrderFacts,
    find_matches,
    judge_buyer,
    pair_lines,
    settle,
)
from kogge.changeover.models import Adoption, AdoptionState, Inspection, OldIdentity
from kogge.companies.models import Company
from kogge.customers.matching import find_by_keys, key_of
from kogge.customers.models import Customer
from kogge.customers.rules import CustomerDraft
from kogge.documents.listing import BULKY
from kogge.documents.models import Document, DocumentLine, DocumentState, LineKind
from kogge.kernel.money import AmountNotRepresentable, to_minor
from kogge.orders.drafting import draft_customer
from kogge.orders.models import PlatformOrder
from kogge.platforms.models import Platform, PlatformCustomer
from kogge_contract.orders import FeedEntry, Order

MOST_CANDIDATES = 5_000
"""Documents that are compared with a page of orders at most: those of one buyer may be many."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's orders that have no document here yet."""

    platform: Platform
    company: Company
    orders: dict[str, Order]
    drafts: dict[str, CustomerDraft]
    legacy_references: dict[str, str]

    def facts_of(self, reference: str) -> OrderFacts:
        """Return what is compared of an order."""
        order, draft = self.orders[reference], self.drafts[reference]
        return OrderFacts(
            reference=reference,
            placed_at=order.placed_at,
            currency=order.currency or "",
            total_minor=_total_of(order),
            legacy_reference=self.legacy_references.get(reference, ""),
            email_key=draft.email_key,
            match_key=draft.match_key,
        )


def forget_proposals(platform: Platform) -> None:
    """Forget what earlier searches proposed; what was taken over stays."""
    Adoption.objects.filter(platform=platform, state=AdoptionState.PROPOSED).delete()


def propose_page(inspection: Inspection, entries: Sequence[FeedEntry], now: datetime) -> int:
    """Propose old documents and customers for a page of orders; return how many. Doing it twice is once."""
    page = _read_page(inspection.platform, entries)
    facts = [page.facts_of(reference) for reference in page.orders]
    documents, customers = _find_candidates(page, facts)
    matches = find_matches(facts, documents)
    lines = _pair_lines(page, matches)
    known = set(PlatformCustomer.objects.filter(
        platform=page.platform, reference__in={each.reference for each in page.drafts.values()} - {""}
    ).values_list("reference", flat=True))  # fmt: skip
    of_documents = [
        Adoption(
            document_id=each.document_id,
            customer_id=customers[each.document_id],
            line_references=lines.get(each, {}),
            **_describe(page, each.order_reference, each.confidence, each.clues, now),
        )
        for each in matches
    ]
    matched = {each.order_reference for each in matches}
    unknown = {
        reference: draft
        for reference, draft in page.drafts.items()
        if draft.reference and draft.reference not in known and reference not in matched
    }
    rows = [*of_documents, *_propose_buyers(page, unknown, now)]
    Adoption.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def settle_proposals(platform: Platform) -> None:
    """Doubt what is proposed for several orders on different pages."""
    proposed = Adoption.objects.filter(platform=platform, state=AdoptionState.PROPOSED, document__isnull=False)
    several = proposed.order_by().values("document").annotate(number=Count("pk")).filter(number__gt=1)
    rows = list(proposed.filter(document__in=several.values("document")).order_by("pk"))
    matches = {
        Match(each.order_reference, each.document_id or 0, Confidence(each.confidence), tuple(each.clues)): each
        for each in rows
    }
    settled = {(each.order_reference, each.document_id): each for each in settle(matches)}
    with transaction.atomic():
        for row in rows:
            match = settled.get((row.order_reference, row.document_id or 0))
            if match is None:
                row.delete()
            elif match.confidence != row.confidence:
                row.confidence, row.clues = match.confidence.value, list(match.clues)
                row.save(update_fields=["confidence", "clues"])


def _read_page(platform: Platform, entries: Iterable[FeedEntry]) -> _Page:
    orders = {each.order_reference: each.order for each in entries if each.order is not None}
    known = PlatformOrder.objects.filter(
        company_id=platform.company_id, platform=platform, platform_reference__in=orders
    ).values_list("platform_reference", "legacy_reference", "document_id")
    legacy_references = {}
    for reference, legacy_reference, document_id in known:
        legacy_references[reference] = legacy_reference
        if document_id is not None:
            del orders[reference]
    drafts = {reference: draft_customer(order) for reference, order in orders.items()}
    return _Page(platform, platform.company, orders, drafts, legacy_references)


def _find_candidates(page: _Page, facts: Sequence[OrderFacts]) -> tuple[list[OldDocument], dict[int, int]]:
    """Return the documents without an order that may be the page's, and the customer of each, all found by indexes."""
    unlinked = Document.objects.filter(company=page.company, is_derived=False, platform_order__isnull=True)
    unlinked = unlinked.exclude(state=DocumentState.CANCELLED).order_by()
    unlinked = unlinked.select_related("customer", "old_identity").defer(*BULKY)
    references = {each.reference for each in facts}
    ids = references | {each.legacy_reference for each in facts} - {""}
    customers = _list_customers(page, {each.email_key for each in facts}, {each.match_key for each in facts})
    totals = {each.total_minor for each in facts if each.total_minor is not None}
    found = {
        each.pk: each
        for rows in (
            unlinked.filter(order_reference__in=references),
            unlinked.filter(pk__in=_list_identified(page.company, ids)),
            unlinked.filter(customer__in=customers, order_reference="", total_minor__in=totals),
        )
        for each in rows[:MOST_CANDIDATES]
        if each.platform_id in {None, page.platform.pk}
    }
    return [_facts_of(each) for each in found.values()], {pk: each.customer_id for pk, each in found.items()}


def _list_identified(company: Company, ids: Collection[str]) -> list[int]:
    rows = OldIdentity.objects.filter(company=company, legacy_reference__in=ids)
    return list(rows.values_list("document", flat=True)[:MOST_CANDIDATES])


def _list_customers(page: _Page, email_keys: set[str], match_keys: set[str]) -> list[int]:
    living = Customer.objects.filter(company=page.company, merged_into=None, is_collective=False)
    found: set[int] = set()
    for column, keys in (("email_key", email_keys - {""}), ("match_key", match_keys - {""})):
        found |= set(living.filter(**{f"{column}__in": keys}).values_list("pk", flat=True)[:MOST_CANDIDATES])
    return sorted(found)


def _facts_of(document: Document) -> OldDocument:
    identity = getattr(document, "old_identity", None)
    return OldDocument(
        id=document.pk,
        ordered_at=document.ordered_at,
        currency=document.currency,
        total_minor=document.total_minor,
        order_reference=document.order_reference,
        legacy_reference=identity.legacy_reference if identity else "",
        email_key=document.customer.email_key,
        match_key=document.customer.match_key,
    )


def _pair_lines(page: _Page, matches: Sequence[Match]) -> dict[Match, dict[int, str]]:
    """Return which line of each document is which ordered item."""
    lines: dict[int, list[tuple[int, str, int]]] = {}
    rows = DocumentLine.objects.filter(
        document__in={each.document_id for each in matches}, kind=LineKind.ITEM, platform_reference=""
    ).order_by("document", "position")
    for document_id, pk, sku, number, quantity in rows.values_list(
        "document", "pk", "sku", "article_number", "quantity"
    ):
        lines.setdefault(document_id, []).append((pk, sku or number, quantity))
    return {
        each: pair_lines(
            [(line.reference, line.sku or "", line.quantity) for line in page.orders[each.order_reference].lines],
            lines.get(each.document_id, ()),
        )
        for each in matches
    }


def _describe(
    page: _Page, reference: str, confidence: Confidence, clues: Sequence[str], now: datetime
) -> dict[str, Any]:
    """Return the columns of a proposal that both kinds have."""
    return {
        "company": page.company,
        "platform": page.platform,
        "order_reference": reference,
        "legacy_reference": page.legacy_references.get(reference, ""),
        "buyer_reference": page.drafts[reference].reference,
        "confidence": confidence.value,
        "clues": [str(each) for each in clues],
        "found_at": now,
    }


def _propose_buyers(page: _Page, drafts: dict[str, CustomerDraft], now: datetime) -> Iterable[Adoption]:
    """Propose customers for buyers whom the company's own rule would not recognise: nobody gets a second number."""
    keys = {reference: key_of(draft, page.company) for reference, draft in drafts.items()}
    recognised = find_by_keys(page.company, keys.values())
    asked = {reference: draft for reference, draft in drafts.items() if keys[reference] not in recognised}
    by_email = _file_customers(page.company, "email_key", {each.email_key for each in asked.values()})
    by_address = _file_customers(page.company, "match_key", {each.match_key for each in asked.values()})
    for reference, draft in asked.items():
        same_email, same_address = by_email.get(draft.email_key, set()), by_address.get(draft.match_key, set())
        found = same_email | same_address
        for customer_id in sorted(found):
            clues = judge_buyer(
                same_email=customer_id in same_email, same_address=customer_id in same_address, several=len(found) > 1
            )
            yield Adoption(customer_id=customer_id, **_describe(page, reference, *clues, now))


def _file_customers(company: Company, column: str, keys: set[str]) -> dict[str, set[int]]:
    living = Customer.objects.filter(company=company, merged_into=None, is_collective=False)
    found: dict[str, set[int]] = {}
    for key, pk in living.filter(**{f"{column}__in": keys - {""}}).values_list(column, "pk")[:MOST_CANDIDATES]:
        found.setdefault(key, set()).add(pk)
    return found


def _total_of(order: Order) -> int | None:
    if order.total is None or order.currency is None:
        return None
    try:
        return to_minor(order.total, order.currency)
    except AmountNotRepresentable:
        return None
