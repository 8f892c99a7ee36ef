"""Invoices against the Emulator, whatever it does to them: kept once, proven by its report, and the truth where not."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from kogge_cloud.accounts.models import Registration
from kogge_cloud.invoices.advancing import advance_invoice
from kogge_cloud.invoices.errors import InvoiceContradictory, InvoiceUnknown
from kogge_cloud.invoices.queries import get_invoice
from kogge_cloud.invoices.services import take_invoice
from kogge_contract.invoices import InvoiceState, NewInvoice
from kogge_contract.money import Money
from kogge_contract.shipments import ShipmentProgress
from tests.emulators import running_emulator
from tests.integration.kogge_cloud.conftest import DATABASES
from tests.integration.kogge_cloud.test_shipments import Amazon, amazon, load, registration

__all__ = ["amazon", "registration"]

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

PDF = b"%PDF-1.7 Rechnung"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Amazon]:
    """An Amazon with quota to spare, which works feeds off at once."""
    with running_emulator("--orders", "0", "--quota", "100000") as running:
        httpx.post(f"{running.url}/emulator/feeds", json={"seconds": 0}).raise_for_status()
        yield Amazon(running.url)


@pytest.fixture
def number(amazon: Amazon, registration: Registration) -> str:
    """An order that is in the feed."""
    placed = amazon.place()
    load(registration, placed)
    return placed


def paper(number: str, **fields: Any) -> NewInvoice:
    message: dict[str, Any] = {
        "reference": str(uuid4()), "order_reference": number, "number": "RE1", "total": Money.of("19.99", "EUR"),
        "tax": Money.of("3.19", "EUR"), "pdf": b64encode(PDF),
    }  # fmt: skip
    return NewInvoice(**message | fields)


def end(registration: Registration, new: NewInvoice) -> list[InvoiceState]:
    """Advance to the end on a clock that jumps to whatever is waited for, and return each state."""
    now, seen = datetime.now(UTC), []
    take_invoice(registration, new, now)
    while not seen or seen[-1].progress not in {ShipmentProgress.VERIFIED, ShipmentProgress.REJECTED}:
        assert len(seen) < 40, seen[-1]
        registration.refresh_from_db()
        seen.append(advance_invoice(get_invoice(registration, new.reference), now))
        now += timedelta(seconds=seen[-1].retry_after_s)
    return seen


def list_taken(amazon: Amazon, number: str) -> list[dict[str, Any]]:
    told = httpx.get(f"{amazon.url}/emulator/invoices").json()["invoices"]
    return [each for each in told if each["orderId"] == number]


def problem_of(state: InvoiceState) -> str:
    return state.problem.code if state.problem else ""


@pytest.mark.parametrize("kind", ["", "timeout_after", "internal", "throttled"])
def test_an_invoice_is_kept_once_and_proven(
    amazon: Amazon,
    registration: Registration,
    number: str,
    kind: str,
) -> None:
    if kind:
        amazon.break_next("createFeed", kind)
    new = paper(number)
    state = end(registration, new)[-1]
    assert (state.progress, state.problem) == ("verified", None)
    [taken] = list_taken(amazon, number)
    assert (taken["invoiceNumber"], taken["totalAmount"], taken["totalVATAmount"]) == ("RE1", "19.99", "3.19")
    assert httpx.get(f"{amazon.url}/emulator/invoices/{taken['feedId']}").content == PDF
    assert end(registration, new)[-1] == state, "the same name again is the same upload"
    with pytest.raises(InvoiceContradictory):
        take_invoice(registration, new.model_copy(update={"number": "RE2"}), datetime.now(UTC))
    with pytest.raises(InvoiceUnknown):
        get_invoice(registration, "unknown")


def test_what_amazon_does_not_keep_is_told_in_its_words(
    amazon: Amazon,
    registration: Registration,
    number: str,
) -> None:
    refused = end(registration, paper(number, pdf=b64encode(b"no PDF")))[-1]
    assert (refused.progress, problem_of(refused)) == ("rejected", "invoice_refused")
    assert refused.problem is not None
    assert "The document is not a PDF." in refused.problem.message
    httpx.post(f"{amazon.url}/emulator/invoices", json={"amazon_issues": True}).raise_for_status()
    try:
        assert problem_of(end(registration, paper(number))[-1]) == "invoiced_by_platform"
    finally:
        httpx.post(f"{amazon.url}/emulator/invoices", json={"amazon_issues": False}).raise_for_status()
    assert problem_of(end(registration, paper("302-0000000-9999999"))[-1]) == "order_unknown"
    assert list_taken(amazon, number) == []
