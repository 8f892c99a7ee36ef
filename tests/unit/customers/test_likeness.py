"""How much two customers are alike."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.customers.likeness import LIKELY, Clue, Profile, compare_customers

JOERG = Profile(
    name="Jörg Müller", email="joerg@example.org", phone="+49 421 123456", street="Lange Straße 5",
    postal_code="28195", country="DE",
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "clues"),
    [
        ({"name": "Joerg Mueller", "email": "", "phone": ""}, {Clue.SAME_NAME, Clue.SAME_STREET}),
        ({"name": "Müller, Jörg", "email": "", "phone": ""}, {Clue.NAME_TURNED_ROUND}),
        ({"name": "Jörg Müler", "email": "", "phone": ""}, {Clue.SIMILAR_NAME, Clue.SAME_STREET}),
        ({"postal_code": "10115", "street": "Anderswo 1", "phone": ""}, {Clue.SAME_NAME, Clue.SAME_EMAIL}),
        ({"street": "Lange Str. 5 a", "email": ""}, {Clue.SIMILAR_STREET, Clue.SAME_PHONE}),
    ],
)
def test_the_same_person_is_recognised_with_reasons(changes: dict[str, str], clues: set[Clue]) -> None:
    likeness = compare_customers(JOERG, replace(JOERG, **changes))
    assert likeness.points >= LIKELY
    assert clues <= set(likeness.clues)


@pytest.mark.parametrize(
    "other",
    [
        Profile(name="Jörg Müller", postal_code="10115", country="DE", street="Torstr. 1"),
        replace(JOERG, name="Anna Schmidt", email="anna@example.org", phone=""),
        replace(JOERG, country="AT", email="", phone="", street="Ring 1"),
    ],
)
def test_namesakes_and_neighbours_are_others(other: Profile) -> None:
    assert compare_customers(JOERG, other).points < LIKELY


def test_two_vat_ids_are_two_customers() -> None:
    one, other = replace(JOERG, vat_id="DE136695976"), replace(JOERG, vat_id="ATU13585627")
    assert compare_customers(one, other).points == 0
    assert compare_customers(one, one).points == 100


profiles = st.builds(Profile, *[st.sampled_from(["", "a", "Jörg Müller", "28195", "12345678"]) for _ in range(8)])


@given(profiles, profiles)
def test_the_order_of_the_two_does_not_matter(one: Profile, other: Profile) -> None:
    assert compare_customers(one, other) == compare_customers(other, one)
    assert 0 <= compare_customers(one, other).points <= 100
