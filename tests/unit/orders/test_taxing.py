"""The tax of an order's lines: which law, which rate, and how the cents fall."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.documents.rules import DocumentDraft
from kogge.orders.drafting import draft_document
from kogge.orders.plans import ArticleChoice, Articles, DocumentPlan, Part, Target
from kogge.taxes.decisions import Place
from kogge.taxes.rates import RateLevel, TaxClass
from kogge.taxes.suppliers import Registration, RegistrationKind
from kogge_contract.orders import Buyer, ChargeKind
from tests.orders import ADDRESS, AT, charge, line, order
from tests.plans import ARTICLES, LONG_AGO, OSS, plan

VIENNA = ADDRESS.model_copy(update={"country": "AT", "postal_code": "1010", "city": "Wien"})
ZURICH = ADDRESS.model_copy(update={"country": "CH", "postal_code": "8001", "city": "Zürich"})
SMALL = Registration(RegistrationKind.SMALL_BUSINESS, "", LONG_AGO)
AUSTRIAN = Registration(RegistrationKind.VAT, "AT", LONG_AGO)
TEA = replace(
    ARTICLES, by_sku={"SKU-1": (Part(ArticleChoice(1, "SKU-1", TaxClass(RateLevel.REDUCED))),), **ARTICLES.by_sku}
)
FROM_POLAND = Target(9, 7, Place("PL", "00-001"))


def taxed(document: DocumentDraft) -> tuple[str, str, int]:
    """Return scheme, rate and tax of a document that has one decision."""
    (decision,) = document.taxes.decisions
    return decision["scheme"], decision["percent"], document.taxes.total_minor


@pytest.mark.parametrize(
    ("with_plan", "changes", "expected"),
    [
        (plan(OSS), {}, ("domestic", "19", 160)),
        (plan(OSS), {"delivery_address": VIENNA}, ("oss", "20", 167)),
        (plan(AUSTRIAN), {"delivery_address": VIENNA}, ("local", "20", 167)),
        (plan(), {"delivery_address": VIENNA}, ("origin", "19", 160)),
        (plan(OSS), {"delivery_address": ZURICH}, ("export", "0", 0)),
        (plan(SMALL), {}, ("small_business", "0", 0)),
        (
            plan(OSS),
            {"delivery_address": VIENNA, "buyer": Buyer(reference="b", vat_id="ATU13585627")},
            ("reverse_charge", "0", 0),
        ),
        (
            plan(OSS),
            {"delivery_address": VIENNA, "buyer": Buyer(reference="b", vat_id="ATU13585628")},
            ("oss", "20", 167),
        ),
        (plan(OSS), {"lines": (line(tax_collected_by_platform=True),)}, ("marketplace", "0", 0)),
        (plan(OSS, target=Target(1, 2, Place("AT", "1010")) ), {"delivery_address": VIENNA}, ("domestic", "20", 167)),
    ],
)  # fmt: skip
def test_the_supply_decides(with_plan: DocumentPlan, changes: dict[str, Any], expected: tuple[str, str, int]) -> None:
    document = draft_document(order(**changes), with_plan)
    assert taxed(document) == expected
    assert document.total_minor == 1000
    (decision,) = document.taxes.decisions
    assert decision["steps"], "the way to the decision stands on the document"
    assert decision["law"]


def test_a_vat_id_that_is_none_is_said() -> None:
    document = draft_document(order(buyer=Buyer(reference="b", vat_id="DE123456789")), plan(OSS))
    assert [(each.level, each.code) for each in document.messages] == [("warning", "vat_id_implausible")]
    assert draft_document(order(buyer=Buyer(reference="b", vat_id="CHE-100.155.212")), plan(OSS)).messages == ()


def test_without_a_destination_nothing_is_guessed() -> None:
    document = draft_document(order(delivery_address=None), plan(OSS))
    assert document.taxes.of_lines == (None,)
    assert document.taxes.decisions[0]["scheme"] == "undecided"
    assert [each.code for each in document.messages] == ["tax_undecided"]


def test_a_rate_that_nobody_knows_is_said() -> None:
    document = draft_document(order(placed_at=datetime(2019, 1, 1, tzinfo=UTC)), plan(OSS))
    assert document.taxes.of_lines == (None,)
    assert [each.code for each in document.messages] == ["tax_rate_unknown"]


def test_the_day_of_the_order_is_the_companys_day() -> None:
    # 23:30 UTC on the last day before the rates begin is already the next day in Bremen.
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    late = order(placed_at=datetime(2021, 6, 30, 23, 30, tzinfo=UTC))
    assert draft_document(late, plan(OSS)).taxes.of_lines == (None,)
    assert draft_document(late, plan(OSS, zone=ZoneInfo("Europe/Berlin"))).taxes.total_minor == 160


def test_freight_shares_the_fate_of_its_goods() -> None:
    charges = (charge(ChargeKind.ITEM, "10.70"), charge(ChargeKind.SHIPPING, "5.35"))
    content = order(
        total=Decimal("26.75"),
        lines=(line(charges=charges), line("L2", "10.70", sku="SKU-1")),
    )
    document = draft_document(content, plan(OSS, articles=TEA))
    assert [tax.percent if tax else None for tax in document.taxes.of_lines] == [Decimal(19)] * 3
    reduced = replace(ARTICLES, by_sku={"SKU-1": (Part(ArticleChoice(1, "SKU-1", TaxClass(RateLevel.REDUCED))),)})
    document = draft_document(content, plan(OSS, articles=reduced))
    assert [(tax.percent, tax.tax_minor) for tax in document.taxes.of_lines if tax] == [
        (Decimal(7), 70),
        (Decimal(7), 35),
        (Decimal(7), 70),
    ]


def test_what_the_platform_owes_the_tax_of_bears_none_of_ours_whatever_does_not_add_up() -> None:
    lines = (line(tax_collected_by_platform=True),)
    document = draft_document(order(total=Decimal("11.00"), lines=lines), plan(OSS))
    assert document.difference_minor == 100
    assert taxed(document) == ("marketplace", "0", 0)


def test_platforms_own_warehouse_is_another_origin() -> None:
    content = order(delivery_address=VIENNA, fulfilled_by="platform")
    document = draft_document(content, plan(platform_target=FROM_POLAND))
    assert (document.document_type_id, document.warehouse_id) == (9, 7)
    assert document.taxes.decisions == ()  # Poland's rates are not in this table: said, not guessed
    assert [each.code for each in document.messages] == ["tax_rate_unknown"]


def test_the_platforms_figure_is_kept_beside_ours_and_a_difference_is_told() -> None:
    item = charge(ChargeKind.ITEM, "11.90", tax=Decimal("1.90"))
    content = order(total=Decimal("11.90"), lines=(line(charges=(item,)),))
    assert draft_document(content, plan(OSS)).messages == ()
    document = draft_document(content.model_copy(update={"delivery_address": VIENNA}), plan(OSS))
    assert (document.platform_tax_minor, document.taxes.total_minor) == (190, 198)
    (message,) = document.messages
    assert (message.code, message.values["ours_minor"], message.values["theirs_minor"]) == ("tax_differs", "198", "190")


def test_one_cent_a_line_is_rounding_and_not_worth_a_word() -> None:
    items = tuple(line(f"L{n}", charges=(charge(ChargeKind.ITEM, "0.99", tax=Decimal("0.15")),)) for n in range(3))
    document = draft_document(order(total=Decimal("2.97"), lines=items), plan(OSS))
    assert document.taxes.total_minor == 47
    assert document.messages == ()


@given(
    st.lists(st.tuples(st.integers(-(10**6), 10**6), st.sampled_from(list(RateLevel)[:2])), min_size=1, max_size=12),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_tax_of_each_rate_is_the_rounded_tax_of_its_sum(amounts: list[tuple[int, RateLevel]], currency: str) -> None:
    exponent = {"EUR": 2, "JPY": 0, "KWD": 3}[currency]
    by_sku = {level.value: (Part(ArticleChoice(1, level.value, TaxClass(level))),) for _, level in amounts}
    lines = tuple(
        line(f"L{n}", str(Decimal(minor).scaleb(-exponent)), sku=level.value)
        for n, (minor, level) in enumerate(amounts)
    )
    total = Decimal(sum(minor for minor, _ in amounts)).scaleb(-exponent)
    articles = Articles(by_sku, {}, ARTICLES.freight, ARTICLES.service, ARTICLES.discount, ARTICLES.placeholder)
    document = draft_document(order(currency=currency, total=total, lines=lines), plan(OSS, articles=articles))
    for level, percent in ((RateLevel.STANDARD, 19), (RateLevel.REDUCED, 7)):
        gross = sum(minor for minor, each in amounts if each is level)
        ours = sum(
            tax.tax_minor
            for tax, (_, each) in zip(document.taxes.of_lines, amounts, strict=True)
            if tax and each is level
        )
        exact = Decimal(gross * percent) / (100 + percent)
        assert abs(ours - exact) <= Decimal("0.5")
    assert document.ordered_at == AT
