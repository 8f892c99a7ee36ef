"""What stands on papers: sums that are the document's, the language, and what an invoice must not lack."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.printing.rules import Lack, PaperLine, choose_language, clean, list_lacks, sum_taxes
from tests.unit.printing.papers import BREMEN, make_letterhead, make_line, make_paper

minor = st.integers(-(10**12), 10**12)
lines = st.builds(
    PaperLine,
    position=st.integers(1, 99),
    article_number=st.just("A"),
    title=st.text(max_size=5),
    is_goods=st.booleans(),
    quantity=st.integers(-9, 9),
    total_minor=minor,
    tax_minor=st.none() | minor,
    percent=st.none() | st.sampled_from([Decimal(0), Decimal(7), Decimal(19), Decimal("5.5")]),
    scheme=st.sampled_from(["domestic", "oss", "marketplace", "undecided"]),
    place=st.sampled_from(["", "DE", "FR"]),
    collected_minor=minor,
)


@given(st.lists(lines, max_size=8))
def test_the_breakdown_is_the_document_to_the_cent(drawn: list[PaperLine]) -> None:
    groups = sum_taxes(drawn)
    assert sum(group.total_minor for group in groups) == sum(line.total_minor for line in drawn)
    assert sum(group.tax_minor for group in groups) == sum(line.tax_minor or 0 for line in drawn)
    assert len({(group.scheme, group.place, group.percent) for group in groups}) == len(groups)


@pytest.mark.parametrize(
    ("country", "code", "marketplace", "language"),
    [
        ("DE", "28195", "Amazon.fr", "de"),
        ("FR", "", "", "fr"),
        ("it", "", "", "it"),
        ("ES", "", "", "es"),
        ("PL", "", "Amazon.de", "pl"),
        ("NL", "", "", "nl"),
        ("US", "94607", "Amazon.com", "en"),
        ("BE", "2000", "Amazon.com.be", "nl"),
        ("BE", "1000", "", "fr"),
        ("BE", "5000", "", "fr"),
        ("BE", "4700", "", "de"),
        ("CH", "8001", "", "de"),
        ("CH", "1201", "", "fr"),
        ("CH", "6900", "", "it"),
        ("SE", "", "Amazon.de", "de"),
        ("SE", "", "Amazon.se", "en"),
        ("", "", "", "en"),
    ],
)
def test_the_buyers_country_chooses_the_language_then_the_marketplace(
    country: str, code: str, marketplace: str, language: str
) -> None:
    assert choose_language([{}, {"country": country, "postal_code": code}], marketplace) == language


@pytest.mark.parametrize(
    ("paper", "head", "lacks"),
    [
        ({}, {}, []),
        ({}, {"vat_id": ""}, []),
        ({}, {"vat_id": "", "tax_number": ""}, [Lack.TAX_NUMBER]),
        ({}, {"legal_name": " ", "line1": ""}, [Lack.NAME, Lack.ADDRESS]),
        ({"kind": "delivery_note", "lines": (make_line(percent=None),)}, {"legal_name": ""}, []),
        ({"lines": (make_line(percent=None),)}, {}, [Lack.TAX]),
        ({"lines": (make_line(scheme="undecided"),)}, {}, [Lack.TAX]),
        ({"invoice_address": {}}, {}, []),
        ({"invoice_address": {}, "total_minor": 25001}, {}, [Lack.RECIPIENT]),
        ({"lines": (make_line(percent=0, scheme="reverse_charge"),)}, {"vat_id": ""}, [Lack.VAT_ID, Lack.BUYER_VAT_ID]),
        ({"lines": (make_line(percent=0, scheme="reverse_charge"),), "vat_id": "IT00743110157"}, {}, []),
    ],
)
def test_an_invoice_needs_what_the_law_asks(paper: dict[str, Any], head: dict[str, Any], lacks: list[Lack]) -> None:
    assert list_lacks(make_paper(**paper), make_letterhead(**head)) == lacks


def test_without_a_letterhead_there_is_no_invoice() -> None:
    assert list_lacks(make_paper(), None) == [Lack.NAME, Lack.ADDRESS, Lack.TAX_NUMBER]


def test_goods_are_announced_where_they_go_and_all_else_goes_to_who_pays() -> None:
    other = BREMEN | {"name": "Packstation 117"}
    assert make_paper(delivery_address=other).recipient == BREMEN
    assert make_paper(delivery_address=other, kind="delivery_note").recipient == other
    assert make_paper(delivery_address=other, invoice_address={"city": "Bremen"}).recipient == other


def test_what_is_no_writing_is_left_out() -> None:
    assert clean("Öm\x00er\u202e張\n🙂\u2066\x1b") == "Ömer張\n🙂"
