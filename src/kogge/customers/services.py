"""Writes of customers and their statuses that people make."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kogge.audit.services import record
from kogge.companies.models import NumberRange, User
from kogge.companies.services import take_numbers
from kogge.customers.listing import list_addresses
from kogge.customers.matching import check_vat_id
from kogge.customers.models import Customer, CustomerStatus
from kogge.customers.rules import CustomerDraft, draft_of


@dataclass(frozen=True, slots=True)
class NumberPlan:
    """How a number range is to count."""

    prefix: str
    next_number: int
    width: int


def copy_status(status: CustomerStatus, name: str, plan: NumberPlan, *, actor: User, now: datetime) -> CustomerStatus:
    """Make a status after an existing one, with a number range of its own that bears its name."""
    with transaction.atomic():
        number_range = NumberRange.objects.create(
            company_id=status.company_id,
            name=name,
            prefix=plan.prefix,
            next_number=plan.next_number,
            width=plan.width,
        )
        copy = CustomerStatus.objects.create(company_id=status.company_id, name=name, number_range=number_range)
        record(
            company_id=status.company_id,
            at=now,
            actor=actor,
            action="parameters.copy_status",
            subject_kind="customerstatus",
            subject_id=copy.pk,
            before={"copied_from": status.name},
            after={"name": name, "prefix": plan.prefix, "next_number": plan.next_number, "width": plan.width},
        )
    return copy


def add_customer(customer: Customer, *, actor: User, now: datetime) -> Customer:
    """Store a new customer under the next number of its status's range."""
    with transaction.atomic():
        customer.number = take_numbers(customer.status.number_range_id, 1)[0]
        customer.created_at = customer.changed_at = now
        customer.vat_id_state, customer.vat_id_checked_at = check_vat_id(customer.vat_id, now)
        draft = _draft(customer)
        customer.match_key, customer.email_key, customer.block_key = draft.match_key, draft.email_key, draft.block_key
        customer.save()
        _note("customers.add", customer, {}, {"number": customer.number, "status": customer.status_id}, actor, now)
    return customer


def change_customer(customer: Customer, changed: Iterable[str], *, actor: User, now: datetime) -> None:
    """Store what a person changed of a customer; the journal names the fields, not what stands in them.

    An e-mail address that a person entered is the customer's own, and recognises him from now on. By name and address
    he is recognised as the platform writes him, however a person writes his name.
    """
    fields = set(changed)
    if not fields:
        return
    with transaction.atomic():
        stored = Customer.objects.select_for_update().get(pk=customer.pk)
        if "email" in fields:
            customer.email_is_relay = False
        if "vat_id" in fields:
            customer.vat_id_state, customer.vat_id_checked_at = check_vat_id(customer.vat_id, now)
        draft = _draft(customer)
        customer.match_key = stored.match_key or draft.match_key
        customer.email_key, customer.block_key = draft.email_key, draft.block_key
        customer.changed_at = now
        written = "email_is_relay vat_id_state vat_id_checked_at match_key email_key block_key changed_at".split()
        customer.save(update_fields=[*sorted(fields), *written])
        before, after = {"status": stored.status_id}, {"status": customer.status_id}
        _note("customers.change", customer, before, after | {"changed": sorted(fields)}, actor, now)


def _draft(customer: Customer) -> CustomerDraft:
    address = list_addresses(customer).first() if customer.pk else None
    return CustomerDraft(
        reference="",
        name=customer.name,
        company_name=customer.company_name,
        email=customer.email,
        email_is_relay=customer.email_is_relay,
        phone=customer.phone,
        vat_id=customer.vat_id,
        address=draft_of(address) if address else None,
    )


def _note(
    action: str,
    customer: Customer,
    before: Mapping[str, object],
    after: Mapping[str, object],
    actor: User,
    now: datetime,
) -> None:
    record(
        company_id=customer.company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="customer",
        subject_id=customer.pk,
        before=dict(before),
        after=dict(after),
    )
