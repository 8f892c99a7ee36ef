"""The command `kogge tracking-import`."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kogge.companies.models import Company
from kogge.kernel.errors import KoggeError
from kogge.shipping.importing import DONE_ALREADY, Verdict, apply_import, describe_rows, take_file
from kogge.shipping.models import ImportState

DONE = 0
WITH_OPEN_POINTS = 1


class InputUnusable(KoggeError):
    """The file to be read cannot be."""

    code = "input_unusable"


class CompanyUnknown(KoggeError):
    """No company has the name, or several companies could be meant."""

    code = "company_unknown"


def import_tracking(path: str, *, company: str, dry_run: bool, as_json: bool) -> int:
    """Take over a carrier's file of tracking numbers (`-`: standard input), and print what became of its rows.

    Returns 0 where every row is done, or would be with `dry_run`; else 1. Raises InputUnusable, CompanyUnknown and
    FileUnreadable.
    """
    content, now = _read(path), datetime.now(UTC)
    taken = take_file(_find_company(company), Path(path).name, content, actor=None, at=now)
    if not dry_run:
        taken = apply_import(taken.pk, actor=None, at=now)
    rows = describe_rows(taken, is_today=dry_run)
    if as_json:
        told = {"id": taken.pk, "name": taken.name, "is_applied": taken.state == ImportState.DONE, "rows": rows}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        for row in rows:
            sys.stdout.write(f"{_describe(row)}\n")
    fine = {each.value for each in DONE_ALREADY} | ({Verdict.READY.value} if dry_run else set())
    return DONE if all(row["verdict"] in fine for row in rows) else WITH_OPEN_POINTS


def _describe(row: dict[str, Any]) -> str:
    places = ",".join(str(number) for number in row["rows"])
    words = (row["order"], row["tracking"], row["number"], row["verdict"], row["refusal"])
    return "  ".join([places, *filter(None, words)])


def _read(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise InputUnusable(message) from None


def _find_company(name: str) -> Company:
    rows = Company.objects.filter(name=name) if name else Company.objects.all()
    found = list(rows[:2])
    if len(found) != 1:
        why = "name one of several with --company" if found else f"there is none called “{name}”"
        message = f"The file is of no company: {why}."
        raise CompanyUnknown(message)
    return found[0]
