"""`kogge verify` and `kogge document`, as a script meets them."""

import json
from typing import Any

import pytest
from django.db import connection

from kogge.documents.commands import ActionUnknown, DocumentUnknown, act, verify
from kogge.documents.models import Document
from kogge.documents.outcomes import ReasonMissing
from tests.integration.documents.ledger import Ledger, open_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


def test_verifying_tells_whether_the_books_are_proved(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    invoice = ledger.invoice()
    assert verify(as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == {"posted": 1, "documents": 2, "problems": [], "is_proved": True}
    on = " ON documents_document" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER documents_document_no_update{on}")
    Document.objects.filter(pk=invoice.pk).update(vat_id="DE1")
    assert verify(as_json=True) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {"code": "chain_broken", "company": "Nord", "names": [invoice.number]} in problems
    assert verify(as_json=False) == 1
    assert f"the first one where the chain does not hold: {invoice.number}" in capsys.readouterr().out


def test_documents_go_their_way_from_the_command_line(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    order, other = ledger.add(), ledger.add()

    def run(action: str, *numbers: str, **options: str) -> tuple[int, Any]:
        status = act(action, numbers, **({"into": "", "reason": ""} | options), as_json=True)
        return status, json.loads(capsys.readouterr().out)

    status, told = run("convert", order.number, other.number, into="Rechnung")
    assert (status, [each["made"] for each in told]) == (0, ["RE000001", "RE000002"])
    assert run("post", "RE000001")[0] == 0
    status, told = run("post", "RE000001", "RE000002")
    assert (status, [each["code"] for each in told]) == (1, ["document_not_open", ""])
    assert run("cancel", "RE000001", reason="Irrtum")[1][0]["made"] == "RE000003"
    assert run("archive", "RE000001")[0] == run("restore", "RE000001")[0] == 0
    assert run("lock", "RE000002", reason="Prüfung")[0] == run("unlock", "RE000002")[0] == 0


@pytest.mark.parametrize(
    ("action", "number", "options", "error"),
    [
        ("post", "nothing", {}, DocumentUnknown),
        ("sell", "X00001", {}, ActionUnknown),
        ("convert", "X00001", {"into": "Quittung"}, ActionUnknown),
        ("lock", "X00001", {}, ReasonMissing),
        ("cancel", "X00001", {}, ReasonMissing),
    ],
)
def test_wrong_use_is_refused(
    ledger: Ledger, action: str, number: str, options: dict[str, str], error: type[Exception]
) -> None:
    ledger.add()
    with pytest.raises(error):
        act(action, [number], **({"into": "", "reason": ""} | options), as_json=True)
