"""Takes over customers under their old numbers; the range that would give one of them later goes on above it."""

from collections.abc import Sequence
from typing import cast

from kogge.audit.services import record as note
from kogge.audit.services import record_all
from kogge.companies.models import NumberRange
from kogge.customers.matching import insert_customers, insert_missing_addresses
from kogge.customers.models import AddressKind, Customer, CustomerStatus
from kogge.customers.rules import normalise
from kogge.data_imports.importing.context import Context, list_ranges
from kogge.data_imports.rules import CustomerRecord, Parsed, Plan, RangeFacts, Reason, Verdict, fail, place_in_range


def plan_customers(context: Context, records: Sequence[Parsed]) -> list[Plan]:
    """Say what becomes of customers, with two queries."""
    numbers = [each.key for each in records]
    known = {each.number: each for each in Customer.objects.filter(company=context.company, number__in=numbers)}
    ranges = list_ranges(context.company, CustomerStatus)
    return [_plan(each, cast("CustomerRecord", each.record), known, ranges) for each in records]


def _plan(parsed: Parsed, record: CustomerRecord, known: dict[str, Customer], ranges: Sequence[RangeFacts]) -> Plan:
    customer = known.get(record.number)
    if customer is not None:
        is_same = _name(customer.company_name, customer.name) == _name(record.draft.company_name, record.draft.name)
        if not is_same:
            return fail(parsed, Reason.NUMBER_TAKEN, number=record.number)
        return Plan(parsed, Verdict.UNCHANGED, subject_id=customer.pk)
    if any(each.is_gap_free and _is_ahead(record.number, each) for each in ranges):
        return fail(parsed, Reason.NUMBER_OF_RANGE, number=record.number)
    known[record.number] = Customer(name=record.draft.name, company_name=record.draft.company_name)
    return Plan(parsed, Verdict.CREATED)


def _name(company_name: str, name: str) -> str:
    return normalise(f"{company_name} {name}")


def _is_ahead(number: str, facts: RangeFacts) -> bool:
    count = place_in_range(number, facts)
    return count is not None and count >= facts.next_number


def write_customers(context: Context, plans: Sequence[Plan]) -> list[int]:
    """Store new customers with their addresses and return their ids, in order."""
    return add_customers(context, [cast("CustomerRecord", each.parsed.record) for each in plans])


def add_customers(context: Context, records: Sequence[CustomerRecord]) -> list[int]:
    """Store customers under the numbers that they have, in the caller's transaction."""
    if not records:
        return []
    status = context.find_status()
    numbers = [each.number for each in records]
    _let_ranges_pass(context, numbers)
    ids = insert_customers(context.company, status, [each.draft for each in records], context.now, numbers=numbers)
    addresses = [(pk, each.draft.address) for pk, each in zip(ids, records, strict=True) if each.draft.address]
    insert_missing_addresses(
        (pk, kind, address) for pk, address in addresses for kind in (AddressKind.INVOICE, AddressKind.DELIVERY)
    )
    note_customers(context, list(zip(ids, numbers, strict=True)), status)
    return ids


def note_customers(context: Context, added: Sequence[tuple[int, str]], status: CustomerStatus) -> None:
    """Note in the journal that customers were added."""
    record_all(
        [(pk, {}, {"number": number, "status": status.pk}) for pk, number in added],
        company_id=context.company.pk, at=context.now, actor=context.actor, action="customers.add",
        subject_kind="customer",
    )  # fmt: skip


def _let_ranges_pass(context: Context, numbers: Sequence[str]) -> None:
    """Raise the next number of ranges above numbers that they would give themselves one day."""
    for facts in list_ranges(context.company, CustomerStatus):
        highest = max((place_in_range(each, facts) or 0 for each in numbers), default=0)
        if highest < facts.next_number:
            continue
        row = NumberRange.objects.select_for_update().get(pk=facts.id)
        before = row.next_number
        row.next_number = max(before, highest + 1)
        row.save(update_fields=["next_number"])
        note(
            company_id=context.company.pk, at=context.now, actor=context.actor, action="parameters.change",
            subject_kind="numberrange", subject_id=row.pk,
            before={"prefix": row.prefix, "next_number": str(before)},
            after={"prefix": row.prefix, "next_number": str(row.next_number)},
        )  # fmt: skip
