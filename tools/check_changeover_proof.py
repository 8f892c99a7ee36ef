"""Checks an exported proof of a changeover against the Emulator's own list of orders; knows nothing of Kogge.

    python tools/check_changeover_proof.py PROOF.csv DOCUMENTS.csv EMULATOR_URL [SHOP_URL]

PROOF.csv is the file of the page “Proof of the changeover”, DOCUMENTS.csv that of the list of documents, both in
English and with their columns as they are at first. SHOP_URL is the Shopware Emulator of a shop of the same company
that had no part in the changeover: each of its orders has to be one of the documents. Exit status 1 where an order is
missing, doubled, or has another total than it should.
"""

import csv
import json
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

TO_DELIVER = {"UNSHIPPED", "PARTIALLY_SHIPPED"}
MERCHANT = "MERCHANT"
BY_REPORTS = "Middleware"
NONE = {"", "–", "—"}
CENTS = 100
TIME_OUT_S = 60


@dataclass(frozen=True)
class Proved:
    """A row of the proof: the order, and its document's number and way; empty where it has none."""

    order: str
    document: str
    way: str = "Cloud"


@dataclass(frozen=True)
class Listed:
    """A row of the list of documents."""

    number: str
    order: str
    total: str


def main(proof: str, documents: str, url: str, shop_url: str = "") -> int:
    """Compare, print what was counted and what is wrong, and return the exit status."""
    truth, shop = fetch_orders(f"{url}/emulator/orders"), fetch_orders(f"{shop_url}/emulator/truth") if shop_url else []
    proved, listed = read_proof(read_rows(proof)), read_documents(read_rows(documents))
    faults = [*find_faults(truth, proved, listed), *find_shop_faults(shop, listed)]
    counts = {
        "orders": len(truth),
        "to_deliver": sum(map(is_to_deliver, truth)),
        "proved": len(proved),
        "with_document": sum(bool(each.document) for each in proved),
        "of_the_shop": len(shop),
        "faults": len(faults),
    }
    print(json.dumps(counts))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def find_faults(
    truth: Iterable[Mapping[str, Any]], proved: Iterable[Proved], listed: Iterable[Listed]
) -> Iterator[str]:
    """Yield what is wrong: each order is proved once, and has one document of its total if it is to be delivered."""
    orders = {each["orderId"]: each for each in truth}
    rows, documents = list(proved), [each for each in listed if each.order in orders]
    yield from _count("is proved", (each.order for each in rows), orders)
    yield from (f"{order}: is doubled among the documents" for order in _doubled(each.order for each in documents))
    yield from (f"document {number}: belongs to two orders" for number in _doubled(each.document for each in rows))
    named = {each.order: each for each in rows}
    for document in documents:
        yield from _judge(document, named.get(document.order), orders[document.order])
    found = {each.number for each in documents}
    for row in rows:
        if row.document and row.document not in found:
            yield f"{row.order}: document {row.document} is not in the list of documents"
        if not row.document and row.order in orders and is_to_deliver(orders[row.order]):
            yield f"{row.order}: is to be delivered and has no document"


def find_shop_faults(truth: Iterable[Mapping[str, Any]], listed: Iterable[Listed]) -> Iterator[str]:
    """Yield what is wrong with a shop's orders: each has one document of its total."""
    totals = {each["orderNumber"]: Decimal(each["total_minor"]) / CENTS for each in truth}
    documents = [each for each in listed if each.order in totals]
    times = Counter(each.order for each in documents)
    yield from (f"{order}: has {times[order]} documents" for order in totals if times[order] != 1)
    for each in documents:
        if Decimal(each.total) != totals[each.order]:
            yield f"{each.order}: document {each.number} comes to {each.total}, the order to {totals[each.order]}"


def is_to_deliver(order: Mapping[str, Any]) -> bool:
    """Tell whether the merchant has to deliver an order, so that it needs its document."""
    return order["fulfillmentStatus"] in TO_DELIVER and order["fulfilledBy"] == MERCHANT


def _judge(document: Listed, row: Proved | None, order: Mapping[str, Any]) -> Iterator[str]:
    named = row.document if row else ""
    if document.number != named:
        yield f"{document.order}: has document {document.number}, and the proof names “{named}”"
    # A tip is in no order report: what the middleware made comes to less by just that.
    total = (order.get("grandTotal") or {}).get("amount", document.total)
    missing, is_old = Decimal(total) - Decimal(document.total), row is not None and row.way == BY_REPORTS
    tip = Decimal((order.get("tip") or {}).get("amount", 0))
    if missing and not (is_old and missing == tip):
        yield f"{document.order}: document {document.number} comes to {document.total}, the order to {total}"


def _count(what: str, found: Iterable[str], wanted: Iterable[str]) -> Iterator[str]:
    times = Counter(found)
    yield from (f"{order}: {what} {times[order]} times" for order in wanted if times[order] != 1)
    yield from (f"{order}: {what}, and does not exist" for order in times.keys() - set(wanted))


def _doubled(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(filter(None, values)).items() if times > 1]


def fetch_orders(url: str) -> list[dict[str, Any]]:
    """Return an Emulator's own list."""
    with urllib.request.urlopen(url, timeout=TIME_OUT_S) as answer:  # noqa: S310 - as it was given
        orders: list[dict[str, Any]] = json.load(answer)["orders"]
    return orders


def read_rows(path: str) -> list[dict[str, str]]:
    """Return the rows of an exported file by their columns."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_proof(rows: Iterable[Mapping[str, str]]) -> list[Proved]:
    """Return the rows of the proof."""
    return [Proved(each["Order number"], _text(each["Document"]), _text(each["Came by"])) for each in rows]


def read_documents(rows: Iterable[Mapping[str, str]]) -> list[Listed]:
    """Return the rows of the list of documents."""
    return [Listed(each["Number"], _text(each["Order number"]), each["Total"]) for each in rows]


def _text(cell: str) -> str:
    return "" if cell.strip() in NONE else cell.strip()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
