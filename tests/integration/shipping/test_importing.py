"""Files of tracking numbers: every row has an outcome, what fits is shipped, the same file changes nothing."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kogge.companies.commands import CompanyUnknown, InputUnusable
from kogge.companies.models import Membership, Role, User
from kogge.documents.models import CarrierMapping, Document, ShippingMethod
from kogge.people.keys import create_key
from kogge.shipping import importing
from kogge.shipping.checking import Check, Source
from kogge.shipping.commands import import_tracking
from kogge.shipping.importing import Match, Verdict, apply_import, match_rows, take_file
from kogge.shipping.models import Shipment, ShipmentState, TrackingImport
from kogge.shipping.services import add_parcel
from kogge_contract.orders import OrderStatus
from tests.integration.orders.shop import LATER, Shop, open_shop
from tests.integration.site.factory import add_person
from tests.orders import line, order

pytestmark = pytest.mark.django_db

NOW = LATER + timedelta(hours=1)
HEAD = "Sendungsnummer;Referenz;Versanddatum;Artikelnummer;Menge\n"
NUMBERS = [f"0034043416109401{place:04}" for place in range(20)]
CANCELLED = "302-0000000-0000003"


@pytest.fixture
def shop(db: None) -> Shop:  # noqa: ARG001
    """Orders 1 to 4 of one piece, and order 5 of two."""
    shop = open_shop()
    shop.take_orders(*(order(each) for each in range(1, 5)), order(5, lines=(line(quantity=2),), total=Decimal(10)))
    method = ShippingMethod.objects.create(company=shop.company, name="Paket")
    CarrierMapping.objects.create(shipping_method=method, platform_kind="amazon", carrier_code="DHL")
    Document.objects.update(shipping_method=method)
    return shop


@pytest.fixture(autouse=True)
def platform() -> Iterator[None]:
    """Stand in for the platform: order 3 is cancelled there."""
    with patch.object(importing, "check_order", look):
        yield


@pytest.fixture
def clerk(db: None) -> User:  # noqa: ARG001
    return User.objects.create_user("packer")


def look(document: Document, _now: object, *, is_live: bool) -> Check:
    assert is_live
    is_cancelled = document.order_reference == CANCELLED
    return Check(Source.LIVE, OrderStatus.CANCELLED if is_cancelled else OrderStatus.OPEN)


def take(shop: Shop, clerk: User, *rows: str) -> TrackingImport:
    return take_file(shop.company, "dhl.csv", (HEAD + "\n".join(rows)).encode(), actor=clerk, at=NOW)


def verdicts(matches: list[Match]) -> list[Verdict]:
    return [match.verdict for match in matches]


def test_every_row_says_what_becomes_of_it(shop: Shop, clerk: User) -> None:
    second = shop.documents[1]
    taken = take(
        shop, clerk,
        f"{NUMBERS[0]};302-0000000-0000001;20.11.2026;;",
        f"{NUMBERS[1]};{second.number};;;",
        f"{NUMBERS[2]};{CANCELLED};;;",
        f"{NUMBERS[3]};302-9999999-9999999;;;",
        ";302-0000000-0000004;;;",
        "302-0000000-0000004;302-0000000-0000004;;;",
        f"{NUMBERS[4]};;;;",
        f"{NUMBERS[5]};302-0000000-0000004;neulich;;",
        f"{NUMBERS[6]};302-0000000-0000005;;SKU-1;1",
        f"{NUMBERS[7]};302-0000000-0000005;;SKU-9;1",
        f"{NUMBERS[8]};302-0000000-0000005;;SKU-1;viele",
    )  # fmt: skip
    expected = [
        Verdict.READY, Verdict.READY, Verdict.READY, Verdict.ORDER_UNKNOWN, Verdict.TRACKING_MISSING,
        Verdict.TRACKING_IMPOSSIBLE, Verdict.ORDER_MISSING, Verdict.DAY_UNREADABLE, Verdict.READY,
        Verdict.ITEM_UNKNOWN, Verdict.QUANTITY_UNREADABLE,
    ]  # fmt: skip
    assert verdicts(match_rows(taken)) == expected
    done = apply_import(taken.pk, actor=clerk, at=NOW)
    counted = Counter(each["verdict"] for each in done.outcomes)
    assert counted["done"] == 3
    assert [each["refusal"] for each in done.outcomes if each["verdict"] == "refused"] == ["cancelled_at_platform"]
    assert sum(len(each["rows"]) for each in done.outcomes) == 11
    fixed = Shipment.objects.filter(state=ShipmentState.FIXED).order_by("tracking_number")
    assert [each.tracking_number for each in fixed] == [NUMBERS[0], NUMBERS[1], NUMBERS[6]]
    assert fixed[0].carrier_code == "DHL"


def test_the_same_file_changes_nothing(shop: Shop, clerk: User) -> None:
    row = f"{NUMBERS[0]};302-0000000-0000001;;;"
    apply_import(take(shop, clerk, row).pk, actor=clerk, at=NOW)
    again = take(shop, clerk, row)
    assert verdicts(match_rows(again)) == [Verdict.KNOWN]
    apply_import(again.pk, actor=clerk, at=NOW)
    assert verdicts(match_rows(take(shop, clerk, row, ""))) == [Verdict.KNOWN], "nor does another file"
    assert Shipment.objects.count() == 1


def test_a_prepared_parcel_gets_its_number(shop: Shop, clerk: User) -> None:
    parcel = add_parcel(shop.documents[0].pk, actor=clerk, at=NOW)
    apply_import(take(shop, clerk, f"{NUMBERS[0]};302-0000000-0000001;;;").pk, actor=clerk, at=NOW)
    assert Shipment.objects.get().pk == parcel.pk


def test_two_parcels_without_quantities_are_left_to_a_person(shop: Shop, clerk: User) -> None:
    rows = [f"{number};302-0000000-0000005;;;" for number in NUMBERS[:2]]
    assert verdicts(match_rows(take(shop, clerk, *rows))) == [Verdict.QUANTITIES_NEEDED] * 2


def test_a_row_that_cannot_be_a_parcel_does_not_stand_in_the_way_of_another(shop: Shop, clerk: User) -> None:
    rows = [f"{number};302-0000000-0000001;;;" for number in (NUMBERS[0], "302-0000000-0000001", "")]
    assert verdicts(match_rows(take(shop, clerk, *rows)))[0] is Verdict.READY


def test_more_than_was_ordered_is_refused_and_the_rest_goes_on(shop: Shop, clerk: User) -> None:
    rows = [f"{NUMBERS[0]};302-0000000-0000005;;SKU-1;3", f"{NUMBERS[1]};302-0000000-0000001;;;"]
    done = apply_import(take(shop, clerk, *rows).pk, actor=clerk, at=NOW)
    assert [(each["verdict"], each["refusal"]) for each in done.outcomes] == [
        ("refused", "quantity_not_open"),
        ("done", ""),
    ]


def test_a_long_file_is_looked_at_with_few_questions(
    shop: Shop, clerk: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    taken = take(shop, clerk, *(f"{number};302-0000000-0000001;;;" for number in NUMBERS))
    with django_assert_max_num_queries(8):
        match_rows(taken)


def test_a_file_goes_through_the_interface_for_programs_and_by_command(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    holder = Membership.objects.get(user=add_person("shopbot", shop.company, Role.API))
    secret = create_key(holder, "Lager", actor=None, at=NOW).secret
    content = f"{HEAD}{NUMBERS[0]};302-0000000-0000001;;;\n{NUMBERS[1]};302-9999999-9999999;;;".encode()

    def upload(content: bytes, query: str = "") -> tuple[int, Any]:
        sent = {"file": SimpleUploadedFile("dhl.csv", content)}
        headers = {"authorization": f"Bearer {secret}"}
        answer = Client().post(f"/api/v1/tracking-imports{query}", sent, headers=headers)
        return answer.status_code, answer.json()

    def tell(*rows: dict[str, Any]) -> list[str]:
        return [each["verdict"] for each in rows]

    status, looked = upload(content, "?dry_run=true")
    assert (status, looked["is_applied"], tell(*looked["rows"])) == (200, False, ["ready", "order_unknown"])
    assert not Shipment.objects.exists()
    assert tell(*upload(content)[1]["rows"]) == ["done", "order_unknown"]
    assert Shipment.objects.get().tracking_number == NUMBERS[0]
    status, refused = upload(b"Name;Ort\nA;B")
    assert (status, refused["code"]) == (409, "file_unreadable")

    file = tmp_path / "dhl.csv"
    file.write_bytes(content)
    wishes = {"company": "", "dry_run": False, "as_json": True}
    assert import_tracking(str(file), **wishes) == 1
    assert tell(*json.loads(capsys.readouterr().out)["rows"]) == ["known", "order_unknown"]
    assert Shipment.objects.count() == 1
    with pytest.raises(InputUnusable):
        import_tracking(str(tmp_path / "gone.csv"), **wishes)
    with pytest.raises(CompanyUnknown):
        import_tracking(str(file), **wishes | {"company": "Süd"})
