"""An upload's way, and what Amazon's report says."""

import pytest

from kogge_cloud.invoices.rules import Standing, Step, find_own_feed, next_step, read_report, write_options
from kogge_contract.invoices import NewInvoice
from kogge_contract.money import Money
from kogge_contract.shipments import ShipmentProgress

HEAD = "Feed Processing Summary:\n\tNumber of records processed\t\t1\n\tNumber of records successful\t\t{}\n\n"
COLUMNS = "original-record-number\tsku\terror-code\terror-type\terror-message\n"


@pytest.mark.parametrize(
    ("standing", "step"),
    [
        (Standing(), Step.UPLOAD),
        (Standing(has_document=True), Step.LIST),
        (Standing(has_document=True, has_list=True), Step.CREATE),
        (Standing(ShipmentProgress.SENT, has_document=True, was_asked=True), Step.SEEK),
        (Standing(ShipmentProgress.ACCEPTED, has_document=True, was_asked=True, has_feed=True), Step.POLL),
        (Standing(ShipmentProgress.ACCEPTED, has_feed=True, has_report=True), Step.REPORT),
        (Standing(ShipmentProgress.VERIFIED, has_feed=True, has_report=True), Step.NONE),
        (Standing(ShipmentProgress.REJECTED), Step.NONE),
    ],
)
def test_nothing_is_handed_in_twice_before_a_look(standing: Standing, step: Step) -> None:
    assert next_step(standing) is step


def test_our_feed_is_the_only_new_one() -> None:
    assert find_own_feed(["7", "9"], ["9", "10", "7"]) == "10"
    assert find_own_feed(["7", "9"], ["9", "11", "10", "7"]) == "", "nobody knows which is ours"
    assert find_own_feed(["7"], ["7"]) == ""


def test_reports_are_read_as_amazon_writes_them() -> None:
    assert read_report(HEAD.format(1) + COLUMNS) is None
    words = "Please provide metadata:shippingid or metadata:orderid"
    refused = f"{HEAD.format(0)}{COLUMNS}1\t\t79513\tError\t{words}\r\n"
    assert read_report(refused) == ("79513", words)
    assert read_report("nothing at all") is not None


def test_amounts_are_told_with_two_decimals() -> None:
    invoice = NewInvoice(
        reference="r", order_reference="302-1", number="RE1", total=Money.of("11.9", "EUR"), tax=Money.of("1.9", "EUR"),
        pdf="JVBERi0=",
    )  # fmt: skip
    assert invoice.pdf == b"%PDF-"
    options = write_options(invoice)
    assert (options["metadata:totalamount"], options["metadata:totalvatamount"]) == ("11.90", "1.90")
