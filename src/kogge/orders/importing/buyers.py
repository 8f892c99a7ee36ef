"""Gives each order of a page its customer: by the platform's id, by the company's rule, or a new one."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from kogge.companies.models import Company
from kogge.customers.matching import (
    complete_customers,
    find_by_keys,
    insert_customers,
    insert_missing_addresses,
    key_of,
)
from kogge.customers.models import AddressKind
from kogge.customers.rules import AddressDraft, CustomerDraft
from kogge.infrastructure.bulk import insert_rows
from kogge.orders.drafting import draft_customer
from kogge.orders.importing.settings import ImportSettings
from kogge.platforms.models import PlatformCustomer
from kogge_contract.orders import Order

COLLECTIVE = "*"
"""Stands for the buyers that a platform tells nothing about; no platform's id of a buyer looks like it."""


def assign_customers(orders: Sequence[Order], settings: ImportSettings, now: datetime) -> list[int]:
    """Return the customer ids of the orders, in order; makes customers, references and addresses that are missing."""
    platform = settings.platform
    # A company's platforms look for customers one after the other: beside each other, both would make the same one.
    company = Company.objects.select_for_update(no_key=True).get(pk=settings.company.pk)
    drafts = [draft_customer(order) for order in orders]
    keys = [key_of(draft, company) for draft in drafts]
    by_reference = _find_references(platform.pk, drafts)
    by_key = find_by_keys(company, keys)
    fresh: list[CustomerDraft] = []
    places: list[int | None] = []  # an id, or None for "the collective customer"; new ones count down from -1
    new_references: dict[str, int] = {}
    for draft, key in zip(drafts, keys, strict=True):
        if draft.is_known_to_nobody or platform.uses_collective_customer:
            places.append(None)
            continue
        place = by_reference.get(draft.reference) if draft.reference else None
        if place is None:
            place = by_key.get(key) if key else None
        if place is None:
            fresh.append(draft)
            place = -len(fresh)
        if draft.reference and draft.reference not in by_reference:
            by_reference[draft.reference] = new_references[draft.reference] = place
        if key:
            by_key.setdefault(key, place)
        places.append(place)
    ids = _insert_fresh(company, settings, fresh, now)
    collective = _collective_customer(settings, now) if None in places else 0
    assigned = [collective if place is None else place if place > 0 else ids[-place - 1] for place in places]
    insert_rows(
        PlatformCustomer,
        ["company", "platform", "reference", "customer"],
        (
            (company.pk, platform.pk, reference, place if place > 0 else ids[-place - 1])
            for reference, place in new_references.items()
        ),
    )
    complete_customers(
        {place: draft for place, draft in zip(places, drafts, strict=True) if place is not None and place > 0}, now
    )
    insert_missing_addresses(
        each
        for customer_id, draft, place in zip(assigned, drafts, places, strict=True)
        if place is not None
        for each in _addresses_of(customer_id, draft)
    )
    return assigned


def update_customer(customer_id: int, order: Order, now: datetime) -> None:
    """Add to a document's customer what its changed order says of him now."""
    draft = draft_customer(order)
    complete_customers({customer_id: draft}, now)
    insert_missing_addresses(_addresses_of(customer_id, draft))


def _addresses_of(customer_id: int, draft: CustomerDraft) -> Iterator[tuple[int, AddressKind, AddressDraft]]:
    if draft.address is not None:
        yield customer_id, AddressKind.DELIVERY, draft.address
    if draft.invoice_address is not None and draft.invoice_address != draft.address:
        yield customer_id, AddressKind.INVOICE, draft.invoice_address


def _insert_fresh(
    company: Company, settings: ImportSettings, fresh: Sequence[CustomerDraft], now: datetime
) -> list[int]:
    """Insert new customers, guests with the status of guests where there is one; return their ids in order."""
    guest_status = settings.platform.guest_status
    guests = [draft for draft in fresh if guest_status is not None and not draft.reference]
    others = [draft for draft in fresh if guest_status is None or draft.reference]
    ids = dict(zip(map(id, others), insert_customers(company, settings.customer_status, others, now), strict=True))
    if guest_status is not None:
        ids |= zip(map(id, guests), insert_customers(company, guest_status, guests, now), strict=True)
    return [ids[id(draft)] for draft in fresh]


def _find_references(platform_id: int, drafts: Sequence[CustomerDraft]) -> dict[str, int]:
    references = {draft.reference for draft in drafts if draft.reference}
    rows = PlatformCustomer.objects.filter(platform_id=platform_id, reference__in=references)
    return dict(rows.values_list("reference", "customer_id"))


def _collective_customer(settings: ImportSettings, now: datetime) -> int:
    """Return the platform's customer for orders that say nothing about their buyer; made when first needed."""
    company, platform = settings.company, settings.platform
    known = PlatformCustomer.objects.filter(company=company, platform=platform, reference=COLLECTIVE).first()
    if known is not None:
        return known.customer_id
    draft = CustomerDraft(
        reference=COLLECTIVE, name=platform.name, company_name="", email="", email_is_relay=False, phone="", vat_id="",
        address=None,
    )  # fmt: skip
    customer_id = insert_customers(company, settings.customer_status, [draft], now, collective=True)[0]
    PlatformCustomer.objects.create(company=company, platform=platform, reference=COLLECTIVE, customer_id=customer_id)
    return customer_id
