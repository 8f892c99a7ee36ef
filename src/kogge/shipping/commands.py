"""The command `kogge tracking-import`."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kogge.companies.commands import find_company, read_input
from kogge.shipping.importing import DONE_ALREADY, Verdict, apply_import, describe_rows, take_file
from kogge.shipping.models import ImportState

DONE = 0
WITH_OPEN_POINTS = 1


def import_tracking(path: str, *, company: str, dry_run: bool, as_json: bool) -> int:
    """Take over a carrier's file of tracking numbers (`-`: standard input), and print what became of its rows.

    Returns 0 where every row is done, or would be with `dry_run`; else 1. Raises InputUnusable, CompanyUnknown and
    FileUnreadable.
    """
    content, now = read_input(path), datetime.now(UTC)
    taken = take_file(find_company(company), Path(path).name, content, actor=None, at=now)
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
