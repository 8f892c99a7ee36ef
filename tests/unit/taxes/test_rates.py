"""The table of rates against what others gather from the Commission's database."""

from datetime import date
from decimal import Decimal

import pytest
from eu_vat_rates_data import data_version, get_rate

from kogge.taxes.rates import RateLevel
from kogge.taxes.reading import read_rates
from kogge.taxes.territories import MEMBER_STATES

TODAY = date.fromisoformat(data_version)


@pytest.mark.parametrize("country", sorted(MEMBER_STATES))
def test_today_the_rates_are_those_of_the_commissions_database(country: str) -> None:
    theirs = get_rate(country)
    assert theirs is not None
    levels = [each for each in RateLevel if each is not RateLevel.ZERO]
    ours = {level: read_rates().get(country, level, TODAY).percent for level in levels}
    assert ours[RateLevel.STANDARD] == Decimal(str(theirs["standard"]))
    known = [theirs["standard"], *theirs["reduced"], *filter(None, [theirs["super_reduced"]])]
    # Ireland's 4.8 % is for livestock, and in their data nowhere.
    assert {*ours.values()} - {Decimal("4.8")} <= {Decimal(str(each)) for each in known}


def test_every_rate_names_its_source() -> None:
    rates = read_rates()
    assert all(rate.source for rate in rates)
    assert len({(rate.place, rate.level, rate.valid_from) for rate in rates}) == len(list(rates)) > len(MEMBER_STATES)
