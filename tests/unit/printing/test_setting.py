"""Papers as PDF/A-3 with the invoice inside, whatever names are on them; and logos that are taken or not."""

import io
import struct
import xml.etree.ElementTree as ET
import zlib
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from kogge.printing.describing import describe_paper
from kogge.printing.einvoice import has_data, write_data
from kogge.printing.embedding import declare_data, join
from kogge.printing.errors import LogoUnusable
from kogge.printing.logos import examine_logo
from kogge.printing.rules import Mark, Paper
from kogge.printing.setting import Set, set_paper
from kogge.printing.words import LANGUAGES
from tests.unit.printing.papers import make_letterhead, make_line, make_paper

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
HOSTILE = '#panic("x") $y$ *b* _i_ `c` @ref <l> \\u{41} [z] // Ωmega Ж Łódź محمد שלום "q"'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/>{}</svg>'


def print_paper(paper: Paper, language: str = "de") -> Set:
    letterhead = make_letterhead()
    described = describe_paper(paper, letterhead, "Nord", language)
    data = write_data(paper, letterhead, described) if has_data(paper) else None
    return set_paper(described, None, data, AT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_is_archivable_in_every_language(language: str) -> None:
    made = print_paper(make_paper(), language)
    assert made.is_archivable
    assert made == print_paper(make_paper(), language)


def test_names_are_text_and_never_instructions() -> None:
    paper = make_paper(make_line(title=HOSTILE), invoice_address={"name": HOSTILE, "line1": HOSTILE, "country": "DE"})
    text = PdfReader(io.BytesIO(print_paper(paper).content)).pages[0].extract_text()
    assert '#panic("x") $y$ *b* _i_ `c` @ref <l> \\u{41} [z]' in text


def test_what_no_font_knows_makes_a_plain_pdf_rather_than_none() -> None:
    made = print_paper(make_paper(make_line(title="\U0001347f")))
    assert not made.is_archivable
    assert made.content.startswith(b"%PDF")


def test_a_long_invoice_counts_its_pages_and_carries_over() -> None:
    paper = make_paper(*[make_line(100, position=place) for place in range(1, 61)])
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(print_paper(paper).content)).pages]
    assert len(pages) > 2
    assert all(f"Seite {place} von {len(pages)}" in text for place, text in enumerate(pages, start=1))
    assert [text.count("Übertrag") for text in pages] == [1, *[2] * (len(pages) - 2), 1]


def test_the_invoice_is_inside_as_data_and_the_pdf_says_so() -> None:
    made = declare_data(print_paper(make_paper()).content)
    reader = PdfReader(io.BytesIO(made))
    assert reader.pdf_header == "%PDF-1.7"
    root = ET.fromstring(reader.attachments["factur-x.xml"][0])
    assert root.find(f".//{RAM}GrandTotalAmount").text == "11.90"
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    ET.fromstring(metadata.partition("?>")[2].rpartition("<?")[0])
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in metadata
    assert "<pdfaid:part>3</pdfaid:part>" in metadata


def test_what_takes_back_is_a_credit_note_with_its_signs_turned() -> None:
    paper = make_paper(make_line(-1190, quantity=-1), make_line(119, position=2), corrects=(("RE1", AT.date()),))
    letterhead = make_letterhead()
    root = ET.fromstring(write_data(paper, letterhead, describe_paper(paper, letterhead, "", "de")))
    assert [root.find(f".//{RAM}{name}").text for name in ("TypeCode", "GrandTotalAmount")] == ["381", "10.71"]
    assert [each.text for each in root.iter(f"{RAM}BilledQuantity")] == ["1", "-1"]
    assert not any((each.text or "").startswith("-") for each in root.iter(f"{RAM}ChargeAmount"))


@pytest.mark.parametrize(
    ("scheme", "percent", "category"),
    [
        ("domestic", 19, "S"),
        ("domestic", 0, "Z"),
        ("reverse_charge", 0, "K"),
        ("export", 0, "G"),
        ("small_business", 0, "E"),
    ],
)
def test_each_scheme_has_its_category_and_its_reason(scheme: str, percent: int, category: str) -> None:
    paper = make_paper(make_line(percent=percent, scheme=scheme), vat_id="IT00743110157")
    letterhead = make_letterhead()
    root = ET.fromstring(write_data(paper, letterhead, describe_paper(paper, letterhead, "", "de")))
    tax = root.findall(f".//{RAM}ApplicableTradeTax")[-1]
    assert tax.find(f"{RAM}CategoryCode").text == category
    assert (tax.find(f"{RAM}ExemptionReason") is None) == (category in {"S", "Z"})


def test_only_final_invoices_under_our_own_tax_are_data() -> None:
    assert has_data(make_paper())
    assert not has_data(make_paper(kind="offer"))
    assert not has_data(make_paper(invoice_address={"name": "Ömer"}))
    assert not has_data(make_paper(mark=Mark.DRAFT))
    assert not has_data(make_paper(make_line(percent=0, scheme="marketplace")))


def test_several_papers_become_one_file() -> None:
    joined = join([print_paper(make_paper()).content, print_paper(make_paper(), "fr").content])
    assert len(PdfReader(io.BytesIO(joined)).pages) == 2


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x10\x20\x30" * 2) * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_pictures_are_taken_for_what_they_are() -> None:
    assert examine_logo(png()) == "png"
    assert examine_logo(SVG.format("").encode()) == "svg"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff" + b"\0" * 20,
        png()[:20],
        png(30000, 30000),
        png() + b"\0" * 500_001,
        b"<html></html>",
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("").encode(),
        *(
            SVG.format(each).encode()
            for each in (
                "<script>alert(1)</script>",
                '<image href="/etc/passwd"/>',
                '<a href="https://example.org/"/>',
                '<rect onload="x()"/>',
                '<style>@import "x"</style>',
                '<rect style="fill:url(http://x/)"/>',
            )
        ),
    ],
)
def test_what_is_no_harmless_picture_is_refused(content: bytes) -> None:
    with pytest.raises(LogoUnusable):
        examine_logo(content)
