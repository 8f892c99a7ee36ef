"""Finds or makes the customers of a page of orders, set-wise, in the caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models.functions import Coalesce

from kogge.companies.models import Company, CustomerMatching
from kogge.companies.services import take_numbers
from kogge.customers.models import AddressKind, Customer, CustomerStatus, PostalAddress, VatIdState
from kogge.customers.rules import ADDRESS_FIELDS, AddressDraft, CustomerDraft, fingerprint
from kogge.infrastructure.bulk import insert_rows, reserve_ids
from kogge.taxes.vat_ids import is_plausible

_CUSTOMER = (
    "id company number status name company_name email email_is_relay phone vat_id vat_id_state vat_id_checked_at "
    "match_key email_key block_key is_collective created_at changed_at"
).split()
_ADDRESS = ["customer", "kind", "fingerprint", *ADDRESS_FIELDS]


def key_of(draft: CustomerDraft, company: Company) -> str:
    """Return the key by which the company's rule recognises the buyer; empty: by nothing."""
    if company.customer_matching == CustomerMatching.EMAIL:
        return draft.email_key
    if company.customer_matching == CustomerMatching.NAME_AND_ADDRESS:
        return draft.match_key
    return ""


def find_by_keys(company: Company, keys: Iterable[str]) -> dict[str, int]:
    """Return the customers that the company's rule recognises by these keys; of several the oldest."""
    wanted = {key for key in keys if key}
    if not wanted or company.customer_matching == CustomerMatching.OFF:
        return {}
    column = "email_key" if company.customer_matching == CustomerMatching.EMAIL else "match_key"
    rows = (
        Customer.objects.filter(company=company, **{f"{column}__in": wanted})
        .order_by("-pk")
        .values_list(column, Coalesce("merged_into_id", "pk"))
    )
    return dict(rows)


def check_vat_id(vat_id: str, now: datetime) -> tuple[str, datetime | None]:
    """Return what can be said of a VAT id offline, and when that was said."""
    if not vat_id:
        return VatIdState.UNCHECKED.value, None
    return (VatIdState.PLAUSIBLE if is_plausible(vat_id) else VatIdState.IMPLAUSIBLE).value, now


def insert_customers(
    company: Company,
    status: CustomerStatus,
    drafts: Sequence[CustomerDraft],
    now: datetime,
    *,
    collective: bool = False,
    numbers: Sequence[str] | None = None,
) -> list[int]:
    """Insert new customers and return their ids, in order; without `numbers` their status's range gives them."""
    if not drafts:
        return []
    ids = list(reserve_ids(Customer, len(drafts)))
    if numbers is None:
        numbers = take_numbers(status.number_range_id, len(drafts))
    insert_rows(
        Customer,
        _CUSTOMER,
        (
            (
                pk, company.pk, number, status.pk, draft.name, draft.company_name, draft.email, draft.email_is_relay,
                draft.phone, draft.vat_id, *check_vat_id(draft.vat_id, now), draft.match_key, draft.email_key,
                draft.block_key, collective, now, now,
            )
            for pk, number, draft in zip(ids, numbers, drafts, strict=True)
        ),
    )  # fmt: skip
    return ids


def complete_customers(drafts: Mapping[int, CustomerDraft], now: datetime) -> None:
    """Give customers without a name what their buyers say of themselves now; nothing that is known is replaced."""
    nameless = Customer.objects.filter(pk__in=drafts, name="", company_name="").select_for_update()
    for customer in nameless:
        draft = drafts[customer.pk]
        if not (draft.name or draft.company_name):
            continue
        customer.name, customer.company_name = draft.name, draft.company_name
        if not customer.email:
            customer.email, customer.email_is_relay = draft.email, draft.email_is_relay
        for name in ("phone", "vat_id", "match_key", "email_key", "block_key"):
            setattr(customer, name, getattr(customer, name) or getattr(draft, name))
        customer.vat_id_state, customer.vat_id_checked_at = check_vat_id(customer.vat_id, now)
        customer.changed_at = now
        customer.save()


def insert_missing_addresses(wanted: Iterable[tuple[int, AddressKind, AddressDraft]]) -> None:
    """Give customers the addresses that they do not have yet, each for its purpose."""
    drafts = {(customer_id, kind.value, fingerprint(address)): address for customer_id, kind, address in wanted}
    if not drafts:
        return
    known = set(
        PostalAddress.objects.filter(customer_id__in={customer_id for customer_id, _, _ in drafts}).values_list(
            "customer_id", "kind", "fingerprint"
        )
    )
    insert_rows(
        PostalAddress,
        _ADDRESS,
        ((*key, *address.values()) for key, address in drafts.items() if key not in known),
    )
