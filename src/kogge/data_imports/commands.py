"""The command `kogge import-stock`."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from kogge.companies.commands import InputUnusable, find_company, read_input
from kogge.companies.models import Company
from kogge.customers.models import CustomerStatus
from kogge.data_imports.databases import name_wanted, read_server, read_wanted
from kogge.data_imports.errors import ChoicesIncomplete
from kogge.data_imports.fields import FIELDS, Field, Kind
from kogge.data_imports.importing.records import plan_records
from kogge.data_imports.models import DataImport
from kogge.data_imports.rules import Choices, Plan, Verdict
from kogge.data_imports.selects import Wanted
from kogge.data_imports.services import (
    RECORDS_A_PIECE,
    change_choices,
    go_on,
    list_missing,
    make_context,
    read_records,
    start_import,
    take_answer,
    take_file,
)
from kogge.documents.models import DocumentType
from kogge.infrastructure.foreign_databases import Source, SqliteFile

DONE = 0
WITH_OPEN_POINTS = 1
TOLD = ("row", "key", "verdict", "reason", "values")
"""What is told of each record."""


def import_stock(  # noqa: PLR0913 - one parameter an option
    path: str,
    *,
    kind: str,
    company: str,
    columns: Iterable[str],
    into: str,
    status: str,
    net: bool | None,
    dry_run: bool,
    as_json: bool,
    url_file: str = "",
    table: str = "",
    query_file: str = "",
    program: str = "",
) -> int:
    """Take old data over, and print what became of its records; with `dry_run` nothing is kept.

    It is read from the file at `path`, which is a SQLite database where a table or SELECT of it is named, or from the
    server whose address `url_file` holds. Returns 0 where every record is here now, else 1. Raises
    InputUnusable, CompanyUnknown, FileUnreadable, ForeignDatabaseFailed, SelectRefused and ChoicesIncomplete.
    """
    if kind not in set(Kind):
        message = f"--kind: “{kind}” is none of {', '.join(Kind)}."
        raise InputUnusable(message)
    owner, now = find_company(company), datetime.now(UTC)
    select = read_input(query_file).decode(errors="replace") if query_file else ""
    keep = _read(path, url_file, Wanted(table, program, select), Kind(kind))
    with transaction.atomic():
        taken = keep(owner, now)
        change_choices(taken, _choose(taken, columns, into, status, net=net))
        told = _plan(taken, now) if dry_run else None
        transaction.set_rollback(dry_run)
    if told is None:
        told = _take(taken, now)
    return _print(taken, told, as_json=as_json)


def _read(path: str, url_file: str, wanted: Wanted, kind: Kind) -> Callable[[Company, datetime], DataImport]:
    """Read what is to be taken over, before anything is locked; return what keeps it."""
    if bool(path) == bool(url_file):
        message = "Name a FILE, or a file with a database's address by --database-url-file."
        raise InputUnusable(message)
    if not url_file and wanted == Wanted():
        content = read_input(path)
        return lambda owner, now: take_file(owner, kind, Path(path).name, content, actor=None, at=now)
    source: Source = SqliteFile(Path(path))
    if url_file:
        source = read_server(read_input(url_file).decode(errors="replace"))
    elif not Path(path).is_file():
        message = f"{path} is no file."
        raise InputUnusable(message)
    snapshot = read_wanted(source, wanted, kind, may_be_near=True)
    return lambda owner, now: take_answer(owner, kind, name_wanted(source, wanted), snapshot, actor=None, at=now)


def _choose(taken: DataImport, columns: Iterable[str], into: str, status: str, *, net: bool | None) -> Choices:
    choices, found = taken.chosen, dict(taken.chosen.columns)
    for each in columns:
        heading, equals, name = each.rpartition("=")
        if not equals or heading not in taken.headings or name not in FIELDS[Kind(taken.kind)]:
            names = ", ".join(FIELDS[Kind(taken.kind)])
            message = f"--column: “{each}” is not HEADING=FIELD, with a heading of the file and one of: {names}."
            raise InputUnusable(message)
        found[Field(name)] = taken.headings.index(heading)
    choices = replace(choices, columns=found)
    if net is not None:
        choices = replace(choices, prices_include_tax=not net)
    if into:
        choices = replace(choices, document_type_id=_find_named(DocumentType, taken.company, into, "--into"))
    if status:
        choices = replace(choices, status_id=_find_named(CustomerStatus, taken.company, status, "--status"))
    return choices


def _find_named(model: type[DocumentType | CustomerStatus], company: Company, name: str, option: str) -> int:
    pk = model._default_manager.filter(company=company, name=name).values_list("pk", flat=True).first()  # noqa: SLF001 - Django's documented API
    if pk is None:
        message = f"{option}: company “{company}” has nothing called “{name}”."
        raise InputUnusable(message)
    return int(pk)


def _plan(taken: DataImport, now: datetime) -> list[dict[str, Any]]:
    missing = list_missing(taken)
    if missing:
        raise ChoicesIncomplete(missing)
    records, context = read_records(taken, now), make_context(taken, now)
    pieces = [records[at : at + RECORDS_A_PIECE] for at in range(0, len(records), RECORDS_A_PIECE)]
    return [_describe(plan) for piece in pieces for plan in plan_records(Kind(taken.kind), context, piece)]


def _describe(plan: Plan) -> dict[str, Any]:
    return {
        "row": plan.parsed.rows[0],
        "key": plan.parsed.key,
        "verdict": plan.verdict.value,
        "reason": plan.reason.value if plan.reason else "",
        "values": dict(plan.values),
    }


def _take(taken: DataImport, now: datetime) -> list[dict[str, Any]]:
    start_import(taken, actor=None, at=now)
    records = read_records(taken, now)
    while go_on(taken.pk, records, now):
        pass
    rows = taken.results.order_by("position")
    return [{name: getattr(each, name) for name in TOLD} for each in rows]


def _print(taken: DataImport, told: list[dict[str, Any]], *, as_json: bool) -> int:
    counts = Counter(each["verdict"] for each in told)
    if as_json:
        columns = {field.value: taken.headings[place] for field, place in taken.chosen.columns.items()}
        summary = {"name": taken.name, "kind": taken.kind, "columns": columns, "counts": counts, "records": told}
        sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
    else:
        for each in told:
            words = (str(each["row"]), each["key"], each["verdict"], each["reason"], *each["values"].values())
            sys.stdout.write("  ".join(filter(None, words)) + "\n")
    return WITH_OPEN_POINTS if counts[Verdict.FAILED.value] else DONE
