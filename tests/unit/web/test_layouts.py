"""Columns of a table: as stored, as entered, and whatever changed meanwhile."""

import json

from hypothesis import given
from hypothesis import strategies as st

from kogge.web.layouts import NARROWEST, WIDEST, Column, Layout, arrange, read_entered, read_stored

NAMES = ["number", "total", "note"]


def test_at_first_all_but_the_optional_columns_are_shown() -> None:
    assert arrange(NAMES, {"note"}, None) == Layout((Column("number"), Column("total")), ("note",))


def test_what_was_entered_is_shown_again() -> None:
    entered = {"position:total": "1", "position:number": "2", "width:total": "120", "sort": "-total"}
    layout = read_entered(entered, ["number", "total"], NAMES)
    assert layout == Layout((Column("total", 120), Column("number")), ("note",), "-total")
    assert arrange(NAMES, (), read_stored(json.loads(json.dumps(layout.describe())))) == layout


def test_new_columns_appear_and_removed_ones_are_forgotten() -> None:
    stored = Layout((Column("gone", 50), Column("total")), ("number", "gone too"), "gone")
    assert arrange([*NAMES, "extra"], {"extra"}, stored) == Layout(
        (Column("total"), Column("note")), ("number", "extra")
    )


def test_a_table_without_columns_shows_all() -> None:
    assert [each.name for each in read_entered({}, [], NAMES).shown] == NAMES
    assert [each.name for each in arrange(NAMES, (), Layout((Column("gone"),), tuple(NAMES))).shown] == NAMES


@given(
    entered=st.dictionaries(
        st.sampled_from([f"{kind}:{name}" for kind in ("position", "width") for name in NAMES] + ["sort"]), st.text()
    ),
    chosen=st.lists(st.sampled_from([*NAMES, "unknown"])),
)
def test_nothing_that_is_entered_breaks_a_table(entered: dict[str, str], chosen: list[str]) -> None:
    layout = arrange(NAMES, (), read_entered(entered, chosen, NAMES))
    assert sorted([each.name for each in layout.shown] + list(layout.hidden)) == sorted(NAMES)
    assert layout.shown
    assert all(each.width is None or NARROWEST <= each.width <= WIDEST for each in layout.shown)
