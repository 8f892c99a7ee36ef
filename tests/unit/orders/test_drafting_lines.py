"""How settings shape the lines: discounts, bundles, methods of their own, unknown articles."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.orders.drafting import draft_document
from kogge.orders.plans import ArticleChoice, ArticleUnknown, Method, MethodTable, Part
from kogge_contract.orders import ChargeKind
from tests.orders import charge, line, order
from tests.plans import ARTICLES, OSS, plan

LOWERING = plan(OSS, discounts_lower_lines=True)
EXPRESS = Method(21, "DHL Express", ArticleChoice(11, "FRACHT-EXPRESS", source="method"))
PARCEL = Method(20, "DHL Paket")
COD = Method(31, "Nachnahme", ArticleChoice(12, "NACHNAHME", source="method"))
ACCOUNT = Method(30, "Auf Rechnung")
METHODS = plan(
    OSS,
    payments=MethodTable({"cod": COD}, ACCOUNT),
    shippings=MethodTable({"expedited": EXPRESS}, PARCEL),
)
COMPASS, LAMP = ArticleChoice(1, "KOMPASS", source="alias"), ArticleChoice(6, "LAMPE", source="alias")
BUNDLE = replace(ARTICLES, by_sku={"SET": (Part(COMPASS, 2, 3000), Part(LAMP, 1, 1000))})


def test_a_discount_lowers_the_line_it_is_given_on() -> None:
    charges = (
        charge(ChargeKind.ITEM, "10.00", tax=Decimal("1.60")),
        charge(ChargeKind.SHIPPING, "4.99"),
        charge(ChargeKind.DISCOUNT, "-1.00", applies_to=ChargeKind.ITEM, tax=Decimal("-0.16")),
        charge(ChargeKind.DISCOUNT, "-4.99", applies_to=ChargeKind.SHIPPING),
    )
    document = draft_document(order(total=Decimal("9.00"), lines=(line(charges=charges),)), LOWERING)
    assert [(each.kind, each.discount_minor, each.total_minor) for each in document.lines] == [
        ("item", -100, 900),
        ("freight", -499, 0),
    ]
    assert document.lines[0].platform_tax_minor == 144


def test_a_discount_without_a_line_to_lower_keeps_its_own() -> None:
    charges = (charge(ChargeKind.DISCOUNT, "-2.00", applies_to=ChargeKind.SHIPPING), charge(ChargeKind.ITEM, "10.00"))
    of_order = (charge(ChargeKind.DISCOUNT, "-1.00"),)
    document = draft_document(order(total=Decimal("7.00"), lines=(line(charges=charges),), charges=of_order), LOWERING)
    assert [(each.kind, each.total_minor) for each in document.lines] == [
        ("item", 1000),
        ("discount", -200),
        ("discount", -100),
    ]


def test_a_mapped_method_brings_its_own_article() -> None:
    lines = (line(charges=(charge(ChargeKind.ITEM, "10.00"), charge(ChargeKind.SHIPPING, "9.90"))),)
    content = order(
        total=Decimal("22.90"),
        lines=lines,
        charges=(charge(ChargeKind.COD_FEE, "3.00"),),
        payment_methods=("GiftCertificate", "COD"),
        shipping_service="Expedited",
    )
    document = draft_document(content, METHODS)
    assert (document.payment_method_id, document.shipping_method_id) == (31, 21)
    assert [each.article_number for each in document.lines] == ["SKU-1", "FRACHT-EXPRESS", "NACHNAHME"]
    assert document.provenance["payment_method"] == {"source": "mapping", "word": "COD"}
    assert document.provenance["shipping_method"] == {"source": "mapping", "word": "Expedited"}
    assert document.messages == ()


def test_an_unknown_method_falls_back_and_is_noted() -> None:
    document = draft_document(order(payment_methods=("Barter",), shipping_service="Zeppelin"), METHODS)
    assert (document.payment_method_id, document.shipping_method_id) == (30, 20)
    assert document.provenance["shipping_method"] == {"source": "default", "word": "Zeppelin"}
    assert [(each.code, each.values) for each in document.messages] == [
        ("unknown_payment_method", {"word": "Barter", "used": "Auf Rechnung"}),
        ("unknown_shipping_method", {"word": "Zeppelin", "used": "DHL Paket"}),
    ]


@pytest.mark.parametrize(("rows", "level"), [({}, "info"), ({"cod": COD}, "warning")])
def test_a_method_that_nothing_names_is_said(rows: dict[str, Method], level: str) -> None:
    content = order(payment_methods=("Barter",))
    document = draft_document(content, plan(payments=MethodTable(rows)))
    assert document.payment_method_id is None
    (message,) = document.messages
    assert (message.level, message.code, message.values) == (level, "no_payment_method", {"word": "Barter"})


def test_a_bundle_is_divided_by_the_weights_of_its_parts() -> None:
    item = charge(ChargeKind.ITEM, "39.99", tax=Decimal("6.39"))
    content = order(total=Decimal("39.99"), lines=(line(sku="SET", quantity=3, charges=(item,)),))
    document = draft_document(content, plan(OSS, articles=BUNDLE))
    shown = [(each.article_number, each.quantity, each.total_minor, each.sku) for each in document.lines]
    assert shown == [("KOMPASS", 6, 2999, "SET"), ("LAMPE", 3, 1000, "SET")]
    assert [each.platform_tax_minor for each in document.lines] == [479, 160]
    assert {each.platform_reference for each in document.lines} == {"L1"}


def test_an_article_is_found_by_its_ean_where_the_sku_says_nothing() -> None:
    articles = replace(ARTICLES, by_ean={"4006381333931": (Part(COMPASS),)})
    document = draft_document(order(lines=(line(sku="NEU", ean="4006381333931"),)), plan(OSS, articles=articles))
    assert [each.article_number for each in document.lines] == ["KOMPASS"]
    assert document.messages == ()


def test_where_settings_say_so_an_unknown_article_parks_the_order() -> None:
    with pytest.raises(ArticleUnknown, match=r"L1.*“NEU”"):
        draft_document(order(lines=(line(sku="NEU"),)), plan(OSS, parks_unknown_articles=True))


def test_an_item_that_is_not_delivered_needs_no_article() -> None:
    content = order(lines=(line(), line("L2", "0.00", sku="NEU", quantity=0)))
    document = draft_document(content, plan(OSS, parks_unknown_articles=True))
    assert [each.code for each in document.messages] == ["line_without_quantity"]


@given(
    st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=5),
    st.lists(st.integers(-(10**4), 0), max_size=4),
    st.booleans(),
)
def test_settings_move_no_cent(amounts: list[int], discounts: list[int], lowering: bool) -> None:
    kinds = [ChargeKind.ITEM, ChargeKind.SHIPPING, ChargeKind.GIFT_WRAP]
    charges = [charge(kinds[n % 3], str(Decimal(minor) / 100)) for n, minor in enumerate(amounts)]
    charges += [
        charge(ChargeKind.DISCOUNT, str(Decimal(minor) / 100), applies_to=kinds[n % 3])
        for n, minor in enumerate(discounts)
    ]
    total = sum(amounts) + sum(discounts)
    content = order(total=Decimal(total) / 100, lines=(line(sku="SET", charges=tuple(charges)),))
    document = draft_document(content, plan(OSS, articles=BUNDLE, discounts_lower_lines=lowering))
    assert document.total_minor == total
    assert document.difference_minor == 0
    assert sum(each.discount_minor for each in document.lines if lowering) <= 0
