"""A parcel reads the same whether it was confirmed or is shown."""

from typing import Any

import pytest

from kogge_cloud.adapters.values import Parcel, sent_parcel
from kogge_cloud.amazon.parcels import shown_parcel
from tests.unit.kogge_cloud.delivery.test_validation import lines, shipment

SHOWN = {
    "packageReferenceId": "1",
    "carrier": "DHL",
    "trackingNumber": "00340434161094000001",
    "packageItems": [{"orderItemId": "11", "quantity": 2}, {"orderItemId": "11", "quantity": 1}],
}


def test_both_readings_agree() -> None:
    assert shown_parcel(SHOWN) == sent_parcel(shipment()) == sent_parcel(shipment(lines=lines(_11=3)))


def test_an_other_carrier_goes_by_its_name() -> None:
    assert sent_parcel(shipment(carrier_code="Other", carrier_name="Velo")).carrier == "Velo"


@pytest.mark.parametrize("raw", [{}, {"packageItems": None}, {"packageItems": ["x", {"quantity": "2"}]}])
def test_what_is_absent_is_blank(raw: dict[str, Any]) -> None:
    assert shown_parcel(raw) == Parcel("", "", "")
