"""What is known of carrier codes, and what is not."""

import pytest

from kogge_cloud.amazon.carriers import CarrierStanding, judge_carrier


@pytest.mark.parametrize(
    ("country", "code", "standing"),
    [
        ("DE", "DHL", CarrierStanding.KNOWN),
        ("DE", "Dhl", CarrierStanding.UNKNOWN),
        ("DE", "Other", CarrierStanding.KNOWN),
        ("", "Other", CarrierStanding.KNOWN),
        ("PL", "InPost", CarrierStanding.UNCHECKED),
        ("IT", "Amazon Shipping", CarrierStanding.DROPPED),
        ("IT", "SDA", CarrierStanding.UNCHECKED),
    ],
)
def test_carriers(country: str, code: str, standing: CarrierStanding) -> None:
    assert judge_carrier(country, code) is standing
