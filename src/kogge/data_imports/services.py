"""Writes of imports: a file is kept, its columns are chosen, and its records are taken over piece by piece."""

import base64
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from kogge.audit.services import record
from kogge.companies.models import Company, User
from kogge.data_imports.errors import ChoicesIncomplete, ImportBegun
from kogge.data_imports.fields import REQUIRED, Field, Kind, Profile, find_profile, fold, map_columns
from kogge.data_imports.importing.context import Context, list_importable_types, make_setting
from kogge.data_imports.importing.records import take_records
from kogge.data_imports.models import DataImport, ImportResult, ImportSource, ImportState
from kogge.data_imports.parsing import guess_numbers, parse_table
from kogge.data_imports.reading import Table, read_table
from kogge.data_imports.rules import Choices, Parsed, Plan, choices_of
from kogge.data_imports.selects import read_snapshot
from kogge.documents.models import DocumentKind
from kogge.infrastructure.bulk import insert_rows
from kogge.infrastructure.secrets import decrypt, encrypt
from kogge.kernel.errors import KoggeError

RECORDS_A_PIECE = 100
_RESULT = ["data_import", "position", "row", "key", "verdict", "reason", "values", "subject_id"]
_NET = ("netto", "net", "exkl", "untaxed")


def take_file(
    company: Company, kind: Kind, name: str, content: bytes, *, actor: User | None, at: datetime
) -> DataImport:
    """Keep a file to be looked at, its columns recognised. Raises FileUnreadable."""
    return _keep(company, kind, name, ImportSource.FILE, content, actor, at)


def take_answer(
    company: Company, kind: Kind, name: str, snapshot: bytes, *, actor: User | None, at: datetime
) -> DataImport:
    """Keep what a database answered (`databases.read_wanted`) as a file is kept: all that follows is the same."""
    return _keep(company, kind, name, ImportSource.DATABASE, snapshot, actor, at)


def _keep(
    company: Company, kind: Kind, name: str, source: ImportSource, content: bytes, actor: User | None, at: datetime
) -> DataImport:
    table = read_snapshot(content) if source is ImportSource.DATABASE else read_table(content, kind)
    packed = encrypt(base64.b64encode(zlib.compress(content)).decode())
    with transaction.atomic():
        taken = DataImport.objects.create(
            company=company, kind=kind.value, name=name[:200], source=source, content=packed,
            headings=list(table.headings), choices=_propose(company, kind, table).describe(), records=len(table.rows),
            uploaded_by=actor, uploaded_at=at,
        )  # fmt: skip
        told = {"kind": kind.value, "rows": len(table.rows), "source": source.value}
        _note(taken, "data_imports.upload", actor, at, told)
    return taken


def _propose(company: Company, kind: Kind, table: Table) -> Choices:
    """Return what was chosen last for a file of the same columns, else what the headings say."""
    of_kind = DataImport.objects.filter(company=company, kind=kind.value).exclude(state=ImportState.DRAFT)
    last = of_kind.filter(headings=list(table.headings)).order_by("-uploaded_at").values_list("choices", flat=True)
    remembered = last.first()
    if remembered is not None:
        return choices_of(remembered)
    columns = map_columns(kind, table.headings)
    types = list_importable_types(company) if kind is Kind.DOCUMENTS else []
    # Open documents are orders more often than offers.
    types.sort(key=lambda each: each.kind != DocumentKind.ORDER)
    return Choices(
        columns=columns,
        numbers=guess_numbers(table, columns),
        prices_include_tax=not _is_net(kind, table, columns),
        document_type_id=types[0].pk if types else None,
    )


def _is_net(kind: Kind, table: Table, columns: Mapping[Field, int]) -> bool:
    """Tell whether the prices of lines bear no tax: Odoo's never do; else their headings say so."""
    if kind is Kind.DOCUMENTS and find_profile(kind, table.headings) is Profile.ODOO:
        return True
    places = [columns[field] for field in (Field.UNIT_PRICE, Field.LINE_TOTAL) if field in columns]
    return any(word in fold(table.headings[place]) for place in places for word in _NET)


def change_choices(taken: DataImport, choices: Choices) -> None:
    """Keep what was chosen for a file that was not started. Raises ImportBegun."""
    drafts = DataImport.objects.filter(pk=taken.pk, state=ImportState.DRAFT)
    if not drafts.update(choices=choices.describe()):
        raise ImportBegun
    taken.choices = choices.describe()


def discard(taken: DataImport, *, actor: User, at: datetime) -> None:
    """Forget a file that nothing was taken over of. Raises ImportBegun."""
    with transaction.atomic():
        if not DataImport.objects.filter(pk=taken.pk, state=ImportState.DRAFT).exists():
            raise ImportBegun
        _note(taken, "data_imports.discard", actor, at, {"name": taken.name})
        DataImport.objects.filter(pk=taken.pk, state=ImportState.DRAFT).delete()


def list_missing(taken: DataImport) -> list[str]:
    """Return what is still to be chosen: fields, `price`, or `document_type_id`."""
    kind, choices = Kind(taken.kind), taken.chosen
    missing = [field.value for field in REQUIRED[kind] if field not in choices.columns]
    if kind is Kind.DOCUMENTS:
        if not {Field.UNIT_PRICE, Field.LINE_TOTAL} & set(choices.columns):
            missing.append(Field.UNIT_PRICE.value)
        if choices.document_type_id not in {each.pk for each in list_importable_types(taken.company)}:
            missing.append("document_type_id")
    return missing


def start_import(taken: DataImport, *, actor: User | None, at: datetime) -> None:
    """Begin to take a file over; doing it is the workflow's work. Raises ChoicesIncomplete and ImportBegun."""
    missing = list_missing(taken)
    if missing:
        raise ChoicesIncomplete(missing)
    records = len(read_records(taken, at))
    with transaction.atomic():
        begun = DataImport.objects.filter(pk=taken.pk, state=ImportState.DRAFT).update(
            state=ImportState.RUNNING, started_by=actor, started_at=at, records=records
        )
        if not begun:
            raise ImportBegun
        _note(taken, "data_imports.start", actor, at, {"kind": taken.kind, "records": records})


def open_table(taken: DataImport) -> Table:
    """Return what stands in the file. Raises FileUnreadable."""
    content = zlib.decompress(base64.b64decode(decrypt(taken.content or b"")))
    if taken.source == ImportSource.DATABASE:
        return read_snapshot(content)
    return read_table(content, Kind(taken.kind), taken.chosen.charset)


def read_records(taken: DataImport, now: datetime) -> list[Parsed]:
    """Return the file's records. Raises FileUnreadable."""
    setting = make_setting(taken.company, taken.chosen, (taken.started_at or now).date())
    return parse_table(Kind(taken.kind), open_table(taken), setting)


def make_context(taken: DataImport, now: datetime) -> Context:
    """Return what the file's records are taken over with."""
    return Context(taken.company, taken.chosen, taken.started_by, now)


def go_on(import_id: int, records: Sequence[Parsed], now: datetime) -> bool:
    """Take over the next piece of a file, in one transaction with its results; return whether there is more.

    The import's row is the lock: a piece that another process has done already is not done again.
    """
    with transaction.atomic():
        rows = DataImport.objects.select_for_update(of=("self",)).select_related("company", "started_by")
        taken = rows.get(pk=import_id)
        if taken.state != ImportState.RUNNING:
            return False
        piece = records[taken.position : taken.position + RECORDS_A_PIECE]
        plans = take_records(Kind(taken.kind), make_context(taken, now), piece)
        _write_results(taken, plans)
        counts = Counter(taken.counts)
        counts.update(each.verdict.value for each in plans)
        taken.counts, taken.position = dict(counts), taken.position + len(piece)
        is_done = taken.position >= len(records)
        if is_done:
            # What it says is in the books now: names and addresses are not kept a second time.
            taken.state, taken.finished_at, taken.content = ImportState.DONE, now, None
        taken.save(update_fields=["counts", "position", "state", "finished_at", "content"])
    return not is_done


def fail_import(import_id: int, error: KoggeError, now: datetime) -> None:
    """Close an import that cannot go on; what was taken over stays."""
    running = DataImport.objects.filter(pk=import_id, state=ImportState.RUNNING)
    running.update(state=ImportState.FAILED, problem=str(error), finished_at=now, content=None)


def _write_results(taken: DataImport, plans: Sequence[Plan]) -> None:
    insert_rows(
        ImportResult,
        _RESULT,
        (
            (
                taken.pk, position, each.parsed.rows[0], each.parsed.key, each.verdict.value,
                each.reason.value if each.reason else "", dict(each.values), each.subject_id,
            )
            for position, each in enumerate(plans, start=taken.position)
        ),
    )  # fmt: skip


def _note(taken: DataImport, action: str, actor: User | None, at: datetime, after: dict[str, Any]) -> None:
    record(
        company_id=taken.company_id, at=at, actor=actor, action=action, subject_kind="data_import",
        subject_id=taken.pk, before={}, after=after,
    )  # fmt: skip
