"""A paper in words: what stands where, in the buyer's language, with the document's own figures."""

from datetime import date
from typing import Any

import pytest

from kogge.printing.describing import describe_paper, list_address_lines
from kogge.printing.rules import Mark, Paper
from tests.unit.printing.papers import BREMEN, ON, make_letterhead, make_line, make_paper

SPACE = "\N{NO-BREAK SPACE}"


def describe(paper: Paper, language: str = "de", **head: Any) -> dict[str, Any]:
    return describe_paper(paper, make_letterhead(**head), "Nord", language)


def test_an_invoice_shows_lines_sums_and_the_tax_of_each_rate() -> None:
    freight = make_line(495, 19, position=3, title="Versand", is_goods=False)
    goods = make_line(5498, 19, quantity=2, discount_minor=-500)
    said = describe(make_paper(goods, make_line(2490, 7, position=2), freight, supplied_on=ON))
    first = said["rows"][0]
    assert [each.replace(SPACE, " ") for each in first["cells"]] == [
        "1",
        "",
        "2",
        "29,99 €",
        "19 %",
        "46,20 €",
        "54,98 €",
    ]
    assert first["details"] == ["Art.-Nr. A-1", f"enthält Rabatt -5,00{SPACE}€"]
    assert [[each.replace(SPACE, " ") for each in row] for row in said["sums"]] == [
        ["Summe netto", "73,63 €"],
        ["Umsatzsteuer 19 %", "9,57 €"],
        ["Umsatzsteuer 7 %", "1,63 €"],
        ["Gesamtbetrag", "84,83 €"],
    ]
    assert said["notes"] == ["Das Lieferdatum entspricht dem Rechnungsdatum."]
    assert said["rows"][-1]["running"] == said["sums"][-1][1]


@pytest.mark.parametrize(
    ("scheme", "language", "words", "law"),
    [
        ("oss", "fr", "guichet unique OSS", "§ 18j UStG"),
        ("local", "es", "declarado en dicho país", "§ 3c UStG"),
        ("reverse_charge", "it", "Cessione intracomunitaria", "§ 6a UStG"),
        ("export", "en", "VAT-exempt export", "§ 6 UStG"),
        ("small_business", "de", "Kleinunternehmers", "§ 19 UStG"),
        ("marketplace", "nl", "Amazon", ""),
    ],
)
def test_a_special_scheme_is_said_with_its_law(scheme: str, language: str, words: str, law: str) -> None:
    paper = make_paper(
        make_line(percent=0, scheme=scheme, place="FR"), supplied_on=date(2026, 11, 25), platform="Amazon"
    )
    (note,) = describe(paper, language)["notes"]
    assert words in note
    assert law in note
    assert "UStG" not in describe(paper, language, country="AT")["notes"][0]


def test_tax_that_the_platform_pays_stands_apart() -> None:
    line = make_line(10825, 0, scheme="marketplace", place="US", collected_minor=825)
    said = describe(make_paper(line, currency="USD", platform="Amazon"), "en")
    assert said["sums"] == [["Net total", "$100.00"], ["Tax paid by Amazon", "$8.25"], ["Total", "$108.25"]]
    assert said["rows"][0]["cells"][3] == "$100.00"


def test_a_business_reads_prices_without_tax_however_fine() -> None:
    said = describe(make_paper(make_line(1000, 19, quantity=3), is_business=True))
    assert said["columns"][3][0] == "Einzelpreis netto"
    assert said["rows"][0]["cells"][3] == f"2,8011{SPACE}€"


def test_a_delivery_note_has_prices_only_where_they_are_wished() -> None:
    paper = make_paper(kind="delivery_note")
    said = describe(paper)
    assert (len(said["columns"]), said["sums"], said["breakdown"], said["carried"]) == (3, [], None, "")
    assert len(describe(paper, delivery_notes_have_prices=True)["columns"]) == 7


def test_what_takes_back_says_what_and_greets_nobody() -> None:
    texts = {"de": {"intro": "Danke!", "closing": "Gruß"}}
    paper = make_paper(make_line(-1190), takes_back=True, corrects=(("RE000122", ON),))
    said = describe(paper, texts=texts)
    assert (said["title"], said["intro"], said["closing"]) == ("Stornorechnung", "", "")
    assert ["Storniert", "RE000122 vom 26.11.2026"] in said["facts"]
    assert describe(make_paper(kind="credit_note"), texts=texts)["title"] == "Rechnungskorrektur"
    assert describe(make_paper(), texts=texts)["intro"] == "Danke!"


def test_the_bank_stands_only_on_what_is_paid_to_us() -> None:
    assert "IBAN: DE02 2005 0550 1015 8713 93" in describe(make_paper())["foot"][-1]
    assert not any("IBAN" in line for column in describe(make_paper(platform="Amazon"))["foot"] for line in column)


def test_the_vat_id_of_another_country_is_named_where_its_tax_is_shown() -> None:
    line = make_line(place="PL", scheme="local", percent=23)
    said = describe(make_paper(line, seller_vat_ids={"PL": "PL5252344078", "FR": "FR1"}), "pl")
    assert ["Nasz nr VAT", "PL5252344078"] in said["facts"]
    assert f"VAT PL 23{SPACE}%" in [label for label, _value in said["sums"]]


def test_charges_are_called_in_the_papers_language() -> None:
    named = [
        describe(make_paper(make_line(title=title, is_goods=False)), "fr")["rows"][0]["title"]
        for title in ("Versand", "Rabatt (Versand)", "Eigenes")
    ]
    assert named == ["Frais de port", "Remise (Frais de port)", "Eigenes"]


def test_marks_addresses_and_words_without_end_are_kept_on_the_paper() -> None:
    said = describe(make_paper(make_line(title="x" * 70), mark=Mark.DRAFT))
    assert said["mark"] == "Entwurf"
    assert said["rows"][0]["title"].replace("\N{ZERO WIDTH SPACE}", "") == "x" * 70
    assert said["rows"][0]["title"] != "x" * 70
    assert list_address_lines(BREMEN, "DE") == ["Ömer Özgür", "Große Straße 5", "28195 Bremen"]
    assert describe(make_paper(), country="AT")["recipient"][-1] == "DEUTSCHLAND"
