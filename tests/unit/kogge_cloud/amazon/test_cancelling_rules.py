"""The flat file that cancels orders, and the report that comes back."""

from kogge_cloud.amazon.cancelling_rules import read_report, write_file
from kogge_contract.platforms import CancelReason

HEAD = "Feed Processing Summary:\n\tNumber of records processed\t\t2\n\tNumber of records successful\t\t1\n\n"


def test_whole_orders_are_named_with_amazons_reasons() -> None:
    text = write_file([("302-1", CancelReason.MERCHANT), ("302-2", CancelReason.BUYER)]).decode()
    assert text.split("\r\n")[1:] == [
        "order-id\tcancellation-reason-code\tamazon-order-item-code",
        "302-1\tNoInventory\t",
        "302-2\tBuyerCanceled\t",
        "",
    ]


def test_errors_are_found_by_order_or_by_record() -> None:
    by_order = HEAD + "original-record-number\torder-id\terror-code\terror-type\terror-message\n"
    rows = "2\t302-2\t99022\tError\tis SHIPPED\n1\t302-1\t1\tWarning\tlate\n"
    assert read_report(by_order + rows, ["302-1", "302-2"]).refused == {"302-2": "99022 is SHIPPED"}
    by_record = HEAD + "original-record-number\tsku\terror-code\terror-type\terror-message\r\n2\t\t7\tError\tno"
    assert read_report(by_record, ["302-1", "302-2"]).refused == {"302-2": "7 no"}
    assert read_report(by_record.replace("2\t\t7", "\t\t7"), ["302-1"]).others == "7 no"
    assert read_report(HEAD, ["302-1"]).refused == {}
