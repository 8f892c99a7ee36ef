"""The independent check of a changeover's proof notices whatever may be wrong with it."""

from typing import Any

import pytest

from tools.check_changeover_proof import Listed, Proved, find_faults, find_shop_faults, read_documents, read_proof


def ordered(number: str, status: str = "UNSHIPPED", by: str = "MERCHANT", total: str = "9.99") -> dict[str, Any]:
    amount = {"amount": total, "currencyCode": "EUR"}
    return {"orderId": number, "fulfillmentStatus": status, "fulfilledBy": by, "grandTotal": amount}


TRUTH = [ordered("A"), ordered("B"), ordered("P", "PENDING"), ordered("F", by="AMAZON")]
PROOF = [Proved("A", "1"), Proved("B", "2"), Proved("P", ""), Proved("F", "")]
DOCUMENTS = [Listed("1", "A", "9.99"), Listed("2", "B", "9.99"), Listed("3", "of the shop", "1.00")]


def test_what_is_right_has_no_faults() -> None:
    assert list(find_faults(TRUTH, PROOF, DOCUMENTS)) == []


@pytest.mark.parametrize(
    ("truth", "proof", "documents", "fault"),
    [
        ([*TRUTH, ordered("C")], PROOF, DOCUMENTS, "C: is proved 0 times"),
        (TRUTH, [*PROOF, Proved("A", "1")], DOCUMENTS, "A: is proved 2 times"),
        (TRUTH, [*PROOF, Proved("X", "")], DOCUMENTS, "X: is proved, and does not exist"),
        (TRUTH, [Proved("A", ""), *PROOF[1:]], DOCUMENTS, "A: is to be delivered and has no document"),
        (TRUTH, PROOF, [*DOCUMENTS, Listed("4", "A", "9.99")], "A: is doubled among the documents"),
        (TRUTH, PROOF, [*DOCUMENTS, Listed("4", "P", "9.99")], "P: has document 4, and the proof names “”"),
        (TRUTH, PROOF, DOCUMENTS[1:], "A: document 1 is not in the list of documents"),
        (TRUTH, [*PROOF[:1], Proved("B", "1"), *PROOF[2:]], DOCUMENTS, "document 1: belongs to two orders"),
        (TRUTH, PROOF, [Listed("1", "A", "9.98"), *DOCUMENTS[1:]], "A: document 1 comes to 9.98, the order to 9.99"),
    ],
)
def test_each_fault_is_named(
    truth: list[dict[str, Any]], proof: list[Proved], documents: list[Listed], fault: str
) -> None:
    assert fault in list(find_faults(truth, proof, documents))


def test_the_tip_that_order_reports_do_not_tell_may_be_missing_and_nothing_else() -> None:
    proof, tipped = [Proved("A", "1", "Middleware")], ordered("A") | {"tip": {"amount": "3.00", "currencyCode": "EUR"}}
    assert list(find_faults([tipped], proof, [Listed("1", "A", "6.99")])) == []
    for total in ("6.98", "9.98", "10.00"):
        assert list(find_faults([tipped], proof, [Listed("1", "A", total)])) != []
    assert list(find_faults([tipped], [Proved("A", "1")], [Listed("1", "A", "6.99")])) != []


def test_each_order_of_a_shop_beside_it_needs_one_document_of_its_total() -> None:
    shop = [{"orderNumber": "10001", "total_minor": 1999}, {"orderNumber": "10002", "total_minor": 500}]
    listed = [Listed("7", "10001", "19.99"), Listed("8", "10002", "5.00")]
    assert list(find_shop_faults(shop, [*DOCUMENTS, *listed])) == []
    assert list(find_shop_faults(shop, listed[:1])) == ["10002: has 0 documents"]
    assert list(find_shop_faults(shop, [*listed, Listed("9", "10002", "5.00")])) == ["10002: has 2 documents"]
    cheap = Listed("7", "10001", "19.98")
    assert list(find_shop_faults(shop, [cheap, listed[1]])) == ["10001: document 7 comes to 19.98, the order to 19.99"]


def test_a_dash_in_a_file_is_no_document() -> None:
    assert read_proof([{"Order number": "A", "Document": "–", "Came by": "–"}]) == [Proved("A", "", "")]
    assert read_documents([{"Number": "1", "Order number": "A", "Total": "1.00"}]) == [Listed("1", "A", "1.00")]
