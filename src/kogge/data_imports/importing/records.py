"""Records of any kind: planned by reading alone, or taken over in the caller's transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.db import DataError, IntegrityError, transaction

from kogge.data_imports.fields import Kind
from kogge.data_imports.importing.articles import plan_articles, write_articles
from kogge.data_imports.importing.context import Context
from kogge.data_imports.importing.customers import plan_customers, write_customers
from kogge.data_imports.importing.documents import plan_documents, write_documents
from kogge.data_imports.rules import Parsed, Plan, Reason, Verdict, fail

REFUSALS = (DataError, IntegrityError, OverflowError)
"""What a record's data, or somebody who was faster, can make a database say."""

Planner = Callable[[Context, Sequence[Parsed]], list[Plan]]
Writer = Callable[[Context, Sequence[Plan]], list[int]]

_WORK: Mapping[Kind, tuple[Planner, Writer]] = {
    Kind.CUSTOMERS: (plan_customers, write_customers),
    Kind.ARTICLES: (plan_articles, write_articles),
    Kind.DOCUMENTS: (plan_documents, write_documents),
}


def plan_records(kind: Kind, context: Context, records: Sequence[Parsed]) -> list[Plan]:
    """Say what becomes of each record today; nothing is written."""
    readable = [each for each in records if each.record is not None]
    plans = iter(_WORK[kind][0](context, readable)) if readable else iter(())
    return [
        next(plans) if each.record is not None else Plan(each, Verdict.FAILED, each.reason, each.values)
        for each in records
    ]


def take_records(kind: Kind, context: Context, records: Sequence[Parsed]) -> list[Plan]:
    """Take records over, and say what became of each; one that the database refuses stops no other."""
    try:
        with transaction.atomic():
            return _take(kind, context, records)
    except REFUSALS:
        return [_take_alone(kind, context, each) for each in records]


def _take(kind: Kind, context: Context, records: Sequence[Parsed]) -> list[Plan]:
    plans = plan_records(kind, context, records)
    created = [each for each in plans if each.verdict is Verdict.CREATED]
    ids = iter(_WORK[kind][1](context, created))
    return [replace(each, subject_id=next(ids)) if each.verdict is Verdict.CREATED else each for each in plans]


def _take_alone(kind: Kind, context: Context, parsed: Parsed) -> Plan:
    try:
        with transaction.atomic():
            return _take(kind, context, [parsed])[0]
    except REFUSALS:
        return fail(parsed, Reason.REFUSED)
