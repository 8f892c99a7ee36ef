"""Amazon's marketplaces."""

import pytest

from kogge_cloud.accounts.errors import MarketplaceUnknown, RegionUnknown
from kogge_cloud.amazon.marketplaces import MARKETPLACES, REGION_URLS, get_marketplace, require_known


def test_ids_and_countries_are_unique() -> None:
    assert len({each.id for each in MARKETPLACES}) == len(MARKETPLACES)
    assert len({each.country for each in MARKETPLACES}) == len(MARKETPLACES)
    assert {each.region for each in MARKETPLACES} == set(REGION_URLS)


def test_the_united_kingdom_has_two_codes() -> None:
    assert get_marketplace("UK") == get_marketplace("GB")


def test_a_registration_must_name_what_exists() -> None:
    require_known("EU", ("DE", "FR", "UK"))
    with pytest.raises(RegionUnknown, match="EU, NA, FE"):
        require_known("MARS", ())
    with pytest.raises(MarketplaceUnknown, match="XX"):
        require_known("EU", ("XX",))
    with pytest.raises(MarketplaceUnknown, match="does not belong"):
        require_known("EU", ("US",))
