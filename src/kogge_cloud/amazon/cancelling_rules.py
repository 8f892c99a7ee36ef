"""Pure rules of cancelling orders by a feed: the flat file that is handed in, and what Amazon's report says."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kogge_contract.platforms import CancelReason

REASONS = {CancelReason.BUYER: "BuyerCanceled", CancelReason.MERCHANT: "NoInventory"}
_TEMPLATE = (
    "TemplateType=OrderCancellation",
    "Version=1.0/1.0.3",
    "This row for Amazon.com use only.  Do not modify or delete.",
)
_COLUMNS = ("order-id", "cancellation-reason-code", "amazon-order-item-code")
_ERROR = "error"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Amazon's report says against orders, in its words by order number; `others` against the whole file."""

    refused: Mapping[str, str]
    others: str = ""


def write_file(orders: Iterable[tuple[str, CancelReason]]) -> bytes:
    """Return the flat file that cancels whole orders: no item is named."""
    rows = [_TEMPLATE, _COLUMNS, *((number, REASONS[reason], "") for number, reason in orders)]
    return "".join("\t".join(row) + "\r\n" for row in rows).encode()


def read_report(text: str, orders: Iterable[str]) -> Verdict:
    """Return which orders of a file Amazon did not cancel; warnings are none.

    Errors are told by order number where the report names it, else by the record's number, which counts the orders.
    """
    known = list(orders)
    lines = text.removeprefix("\ufeff").splitlines()
    head = next((place for place, line in enumerate(lines) if line.startswith("original-record-number")), len(lines))
    refused: dict[str, str] = {}
    others: list[str] = []
    for row in csv.DictReader(lines[head:], delimiter="\t", quoting=csv.QUOTE_NONE):
        if (row.get("error-type") or "").strip().lower() != _ERROR:
            continue
        words = f"{row.get('error-code') or ''} {row.get('error-message') or ''}".strip()
        number = _find_order(row, known)
        if number:
            refused.setdefault(number, words)
        else:
            others.append(words)
    return Verdict(refused, "; ".join(others))


def _find_order(row: Mapping[str, str], known: list[str]) -> str:
    named = (row.get("order-id") or "").strip()
    if named in known:
        return named
    record = (row.get("original-record-number") or "").strip()
    place = int(record) - 1 if record.isascii() and record.isdigit() else -1
    return known[place] if 0 <= place < len(known) else ""
