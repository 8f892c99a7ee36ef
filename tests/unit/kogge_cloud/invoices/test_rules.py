"""What Amazon is told of an invoice, and what its report says."""

from kogge_cloud.invoices.rules import read_report, write_options
from kogge_contract.invoices import NewInvoice
from kogge_contract.money import Money

HEAD = "Feed Processing Summary:\n\tNumber of records processed\t\t1\n\tNumber of records successful\t\t{}\n\n"
COLUMNS = "original-record-number\tsku\terror-code\terror-type\terror-message\n"


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
