"""Finds the customers of old documents, by number, by the company's rule or by name; or says which are to be made."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from kogge.customers.matching import find_by_keys, insert_customers, insert_missing_addresses, key_of
from kogge.customers.models import AddressKind, Customer, CustomerStatus, PostalAddress
from kogge.customers.rules import AddressDraft, draft_of
from kogge.data_imports.importing.context import Context, list_ranges
from kogge.data_imports.importing.customers import add_customers, note_customers
from kogge.data_imports.rules import CustomerRecord, RangeFacts, Reason, place_in_range


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who a document is for: a customer's id, or who is to be made of `record`; else why it is nobody."""

    record: CustomerRecord
    customer_id: int | None = None
    reason: Reason | None = None
    address: AddressDraft | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What the same new buyer's documents have in common."""
        draft = self.record.draft
        return (self.record.number, draft.match_key, draft.company_name, draft.name, draft.email)


@dataclass(slots=True)
class Buyers:
    """What the company knows of the buyers of some documents, read at once for all of them."""

    context: Context
    by_number: Mapping[str, int]
    by_key: Mapping[str, int]
    by_name: Mapping[str, Sequence[int]]
    addresses: Mapping[int, AddressDraft]
    ranges: Sequence[RangeFacts] = field(default_factory=list)

    def find(self, record: CustomerRecord) -> Buyer:
        """Return who a document's buyer is."""
        if record.number:
            customer_id = self.by_number.get(record.number)
            return self._known(record, customer_id) if customer_id else self._find_unknown(record)
        customer_id = self.by_key.get(key_of(record.draft, self.context.company))
        named = self.by_name.get(record.draft.company_name or record.draft.name, ())
        if customer_id is None and record.draft.address is None:
            if len(named) > 1:
                return Buyer(record, reason=Reason.CUSTOMER_AMBIGUOUS)
            customer_id = next(iter(named), None)
        if customer_id is not None:
            return self._known(record, customer_id)
        return self._new(record)

    def _known(self, record: CustomerRecord, customer_id: int) -> Buyer:
        return Buyer(record, customer_id, address=record.draft.address or self.addresses.get(customer_id))

    def _find_unknown(self, record: CustomerRecord) -> Buyer:
        is_of_gap_free = any(each.is_gap_free and place_in_range(record.number, each) for each in self.ranges)
        return Buyer(record, reason=Reason.NUMBER_OF_RANGE) if is_of_gap_free else self._new(record)

    def _new(self, record: CustomerRecord) -> Buyer:
        if not (record.draft.name or record.draft.company_name):
            return Buyer(record, reason=Reason.CUSTOMER_UNKNOWN)
        return Buyer(record, address=record.draft.address)


def load_buyers(context: Context, records: Sequence[CustomerRecord]) -> Buyers:
    """Return what is known of these buyers; the number of queries does not depend on how many they are."""
    company = context.company
    numbers = {each.number for each in records if each.number}
    customers = Customer.objects.filter(company=company)
    by_number = {
        number: merged_into or pk
        for number, pk, merged_into in customers.filter(number__in=numbers).values_list("number", "pk", "merged_into")
    }
    nameless = [each.draft for each in records if not each.number]
    names = {each.company_name or each.name for each in nameless if each.address is None} - {""}
    by_name: dict[str, list[int]] = defaultdict(list)
    if names:
        found = customers.filter(Q(name__in=names) | Q(company_name__in=names), merged_into=None)
        for pk, name, company_name in found.values_list("pk", "name", "company_name"):
            by_name[company_name or name].append(pk)
    by_key = find_by_keys(company, (key_of(each, company) for each in nameless))
    ids = {*by_number.values(), *by_key.values(), *(pk for each in by_name.values() for pk in each)}
    ranges = list_ranges(company, CustomerStatus)
    return Buyers(context, by_number, by_key, by_name, _read_addresses(ids), ranges)


def _read_addresses(customer_ids: Iterable[int]) -> dict[int, AddressDraft]:
    """Return each customer's latest address, one for deliveries first."""
    # The alphabet has deliveries before invoices: turned round, the last one wins.
    rows = PostalAddress.objects.filter(customer__in=customer_ids).order_by("-kind", "pk")
    return {each.customer_id: draft_of(each) for each in rows}


def make_buyers(context: Context, buyers: Sequence[Buyer]) -> list[int]:
    """Return the ids of buyers' customers, in order; who is new is made, once."""
    new = {each.key: each.record for each in buyers if each.customer_id is None}
    numbered = {key: record for key, record in new.items() if record.number}
    others = {key: record for key, record in new.items() if not record.number}
    made = dict(zip(numbered, add_customers(context, list(numbered.values())), strict=True))
    made |= dict(zip(others, _add_unnumbered(context, list(others.values())), strict=True))
    return [each.customer_id or made[each.key] for each in buyers]


def _add_unnumbered(context: Context, records: Sequence[CustomerRecord]) -> list[int]:
    if not records:
        return []
    status = context.find_status()
    ids = insert_customers(context.company, status, [each.draft for each in records], context.now)
    addresses = [(pk, each.draft.address) for pk, each in zip(ids, records, strict=True) if each.draft.address]
    insert_missing_addresses(
        (pk, kind, address) for pk, address in addresses for kind in (AddressKind.INVOICE, AddressKind.DELIVERY)
    )
    numbers = dict(Customer.objects.filter(pk__in=ids).values_list("pk", "number"))
    note_customers(context, list(numbers.items()), status)
    return ids
