"""Faults: seeded, bounded, and scripted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_emulator.faults import FINE, IN_THE_DATA, KINDS, ON_THE_WIRE, Faults, FaultUnknown


@pytest.mark.parametrize(
    ("profile", "kinds"),
    [("none", ()), ("network", ON_THE_WIRE), ("data", IN_THE_DATA), ("everything", (*ON_THE_WIRE, *IN_THE_DATA))],
)
@given(seed=st.integers(0, 10_000))
def test_a_profile_draws_all_its_kinds_and_never_three_in_a_row(
    profile: str, kinds: tuple[str, ...], seed: int
) -> None:
    faults = Faults(profile, seed)
    drawn = [faults.draw("searchOrders") for _ in range(1500)]
    assert set(drawn) - {FINE} == set(kinds)
    assert all(FINE in drawn[at : at + 3] for at in range(len(drawn) - 2))
    assert {kind: drawn.count(kind) for kind in kinds} == {kind: faults.done["searchOrders", kind] for kind in kinds}


@given(st.integers(0, 10_000), st.lists(st.sampled_from(["getOrder", "confirmShipment"]), max_size=60))
def test_what_happens_to_one_operation_does_not_hang_on_others(seed: int, others: list[str]) -> None:
    alone, beside = Faults("everything", seed), Faults("everything", seed)
    for other in others:
        beside.draw(other)
    assert [alone.draw("searchOrders") for _ in range(30)] == [beside.draw("searchOrders") for _ in range(30)]


def test_the_script_comes_before_the_dice_and_a_request_before_the_script() -> None:
    faults = Faults()
    faults.script("getOrder", "internal", 2)
    faults.script("", "html", 1)
    assert faults.draw("getOrder", "cut") == "cut"
    assert [faults.draw("getOrder") for _ in range(4)] == ["internal", "internal", "html", FINE]
    faults.script("getOrder", "internal", 1)
    faults.clear()
    assert faults.draw("getOrder") == FINE
    assert not faults.done


def test_what_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(FaultUnknown, match="earthquake"):
        Faults().script("getOrder", "earthquake", 1)
    with pytest.raises(FaultUnknown, match="weather"):
        Faults().choose("weather", 1)
    assert len(set(KINDS)) == len(KINDS)
