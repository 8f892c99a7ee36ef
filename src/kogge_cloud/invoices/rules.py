"""Pure rules of an upload's way: what to do next, what a report says, which marketplaces take invoices."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from kogge_contract.invoices import NewInvoice
from kogge_contract.shipments import ShipmentProgress

INVOICED = frozenset("DE FR IT ES GB NL BE IE SE PL".split())
"""Countries whose marketplaces take sellers' invoices (Amazon's guide to its VAT Calculation Service)."""
MAX_FEEDS = 2
"""A feed that Amazon breaks off (FATAL) is handed in once more."""
MAX_POLLS = 400
"""A feed that has not ended after more than six hours never will."""
SEEK_AFTER = timedelta(seconds=30)
"""Amazon lists a feed that was just handed in only after a moment."""
FEEDS_SINCE = timedelta(minutes=10)
"""Older feeds are of no interest when it is looked whether one was handed in a moment ago."""

ISSUED_BY_AMAZON = "79525"
"""Amazon's code where it writes the invoices of an order itself."""

_SUCCESSFUL = re.compile(r"Number of records successful\s+([0-9]+)")
_ERROR = re.compile(r"^[0-9]*\t[^\t]*\t([0-9]+)\tError\t(.*?)\s*$", re.MULTILINE)


class Step(StrEnum):
    """The next call."""

    UPLOAD = "upload"
    LIST = "list"
    CREATE = "create"
    SEEK = "seek"
    POLL = "poll"
    REPORT = "report"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an upload is: whether its document lies at Amazon, which feeds there were, whether it was handed in."""

    progress: ShipmentProgress = ShipmentProgress.QUEUED
    has_document: bool = False
    has_list: bool = False
    was_asked: bool = False
    has_feed: bool = False
    has_report: bool = False


def next_step(standing: Standing) -> Step:
    """Return the next call: after an unknown outcome never a second handing in before a look."""
    if standing.progress in {ShipmentProgress.VERIFIED, ShipmentProgress.REJECTED}:
        return Step.NONE
    if standing.has_report:
        return Step.REPORT
    if standing.has_feed:
        return Step.POLL
    if standing.was_asked:
        return Step.SEEK
    if not standing.has_document:
        return Step.UPLOAD
    return Step.CREATE if standing.has_list else Step.LIST


def find_own_feed(known: Iterable[str], shown: Iterable[str]) -> str:
    """Return the feed that appeared since, empty where there is none, or where it cannot be told which is ours.

    Then it is handed in again: the same invoice twice is better than somebody else's taken for proof.
    """
    new = set(shown).difference(known)
    return new.pop() if len(new) == 1 else ""


def write_options(invoice: NewInvoice) -> dict[str, str]:
    """Return what Amazon is told of the PDF."""
    return {
        "metadata:orderid": invoice.order_reference,
        "metadata:invoicenumber": invoice.number,
        "metadata:totalamount": f"{invoice.total.amount:.2f}",
        "metadata:totalvatamount": f"{invoice.tax.amount:.2f}",
        "metadata:documenttype": "Invoice",
    }


def read_report(text: str) -> tuple[str, str] | None:
    """Return Amazon's code and words where it did not keep the invoice; None where it did."""
    error = _ERROR.search(text)
    if error is not None:
        return error[1], error[2]
    successful = _SUCCESSFUL.search(text)
    if successful is not None and int(successful[1]) > 0:
        return None
    return "", "Amazon's report names neither a success nor an error."
