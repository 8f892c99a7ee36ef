"""Where addresses lie for value added tax."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.taxes.territories import MEMBER_STATES, Territory, find_territory


@pytest.mark.parametrize(
    ("country", "postal_code", "rates", "is_in_union"),
    [
        ("DE", "20095", "DE", True),
        ("DE", "27498", "", False),  # Heligoland
        ("DE", "78266", "", False),  # Büsingen
        ("DE", "D-78266", "", False),
        ("FI", "FI-22100", "", False),
        ("AT", "A 6991", "AT-M", True),
        ("de", " 10115 ", "DE", True),
        ("ES", "35001", "", False),  # Las Palmas
        ("ES", "07001", "ES", True),  # Majorca is inside
        ("ES", "28-013", "ES", True),
        ("IT", "23041", "", False),  # Livigno
        ("FI", "22100", "", False),  # Mariehamn
        ("FR", "97110", "", False),  # Guadeloupe, written as France
        ("FR", "98000", "FR", True),  # Monaco, written as France
        ("GP", "97110", "GP", False),
        ("MC", "98000", "FR", True),
        ("GB", "SW1A 1AA", "GB", False),
        ("GB", "BT1 5GS", "XI", True),
        ("IM", "IM1 1AA", "GB", False),
        ("AT", "6991", "AT-M", True),
        ("PT", "9500-321", "PT-20", True),
        ("PT", "9000-017", "PT-30", True),
        ("PT", "1000-001", "PT", True),
        ("EL", "105 57", "GR", True),
        ("CH", "8001", "CH", False),
        ("", "", "", False),
    ],
)
def test_places(country: str, postal_code: str, rates: str, *, is_in_union: bool) -> None:
    found = find_territory(country, postal_code)
    assert (found.rates, found.is_in_union) == (rates, is_in_union)


@given(st.sampled_from(sorted(MEMBER_STATES)), st.text(max_size=12))
def test_whatever_the_postal_code_the_country_stays(country: str, postal_code: str) -> None:
    found = find_territory(country, postal_code)
    assert found.country == country
    assert found.is_in_union == bool(found.rates)


@given(st.text(max_size=4), st.text(max_size=12))
def test_nothing_written_breaks_it(country: str, postal_code: str) -> None:
    assert isinstance(find_territory(country, postal_code), Territory)
