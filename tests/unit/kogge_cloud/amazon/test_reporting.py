"""Amazon's order reports: windows, waits, charsets, and a flat file that nobody quotes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge_cloud.amazon.reporting import (
    HISTORY,
    LONGEST_WINDOW,
    ReportedOrder,
    ReportUnreadable,
    cut_windows,
    decode,
    list_unknown,
    poll_delay_s,
    read_report,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HEADER = "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tsku"


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=900)))
def test_windows_cover_the_span_without_gap_or_overlap(span: timedelta) -> None:
    windows = cut_windows(NOW - span, NOW)
    assert windows[0][1] == NOW
    assert windows[-1][0] == NOW - min(span, HISTORY)
    assert all(since < until <= since + LONGEST_WINDOW for since, until in windows)
    assert all(newer[0] == older[1] for newer, older in pairwise(windows))


def test_an_empty_span_has_no_window() -> None:
    assert cut_windows(NOW, NOW) == []


def test_a_report_is_asked_after_less_and_less_often() -> None:
    assert [poll_delay_s(polls) for polls in range(6)] == [5, 10, 20, 40, 60, 60]


def test_rows_are_items_and_orders_come_once() -> None:
    text = f"""{HEADER}
302-1\t2026-11-01T10:00:00+00:00\t2026-11-02T10:00:00Z\tUnshipped\t"A
302-1\t2026-11-01T10:00:00+00:00\t2026-11-02T10:00:00Z\tUnshipped\tB
302-2\t\tnonsense\tCancelled\tC
"""
    assert read_report(text) == [
        ReportedOrder(
            "302-1", "Unshipped", datetime(2026, 11, 1, 10, tzinfo=UTC), datetime(2026, 11, 2, 10, tzinfo=UTC)
        ),
        ReportedOrder("302-2", "Cancelled", None, None),
    ]


@pytest.mark.parametrize("strange", ["\u2028", "\x85", "\x0b", "\x1c", "\r"])
def test_what_stands_in_a_title_ends_no_row(strange: str) -> None:
    row = f"302-1\t\t2026-11-02T10:00:00Z\tUnshipped\tBlue{strange}tea\r\n"
    assert [order.reference for order in read_report(f"{HEADER}\r\n{row}")] == ["302-1"]


def test_what_the_feed_has_not_or_only_as_it_was_is_unknown() -> None:
    later = NOW + timedelta(seconds=3)
    rounded = NOW + timedelta(seconds=1)
    reported = [("missing", NOW), ("same", NOW), ("changed", later), ("rounded", rounded), ("?", None)]
    feed = {"same": NOW, "changed": NOW, "rounded": NOW, "?": None}
    assert list_unknown(reported, feed) == [("missing", NOW), ("changed", later)]


def test_a_report_without_its_columns_is_refused_by_name() -> None:
    with pytest.raises(ReportUnreadable, match="order-status"):
        read_report("amazon-order-id\tpurchase-date\tlast-updated-date\n1\t2\t3")
    assert read_report("") == []


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("ü€".encode("cp1252"), ""),
        ("ü€".encode("cp1252"), "windows-1252"),
        ("ü€".encode(), "utf-8"),
        ("ü€".encode(), ""),
    ],
)
def test_charsets_are_taken_from_the_header_or_guessed(content: bytes, charset: str) -> None:
    assert decode(content, charset) == "ü€"
