"""The hours of the start page's chart, also where the clocks are changed."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from kogge.site.overview import HOURS, chart_hours, label_hours, list_hours

NOW = datetime(2026, 10, 25, 12, 34, tzinfo=UTC)
"""The day on which summer time ends in Europe."""


def test_hours_follow_each_other_without_a_gap() -> None:
    hours = list_hours(NOW)
    assert len(hours) == HOURS
    assert hours[-1] == datetime(2026, 10, 25, 12, tzinfo=UTC)
    assert {later - earlier for earlier, later in pairwise(hours)} == {timedelta(hours=1)}


def test_labels_name_the_day_where_it_begins() -> None:
    labels = label_hours(list_hours(NOW))
    assert [f"{at:%d %H}" for at, names_day in labels if names_day] == ["23 15", "24 03", "25 02"]


def test_an_hour_that_comes_twice_on_the_clock_stands_twice_in_the_chart() -> None:
    hours = list_hours(NOW)
    counted = {datetime(2026, 10, 25, hour, tzinfo=UTC): Counter({"Amazon.de": 1 + hour}) for hour in (0, 1)}
    columns = [column.total for column in chart_hours(hours, counted).columns]
    assert [each for each in columns if each] == [1, 2]
