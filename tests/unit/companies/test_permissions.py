"""What each role may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.companies.models import Role
from kogge.companies.permissions import PERSONAL, RIGHTS, Right, list_rights

ROLES = st.sampled_from([role.value for role in Role])


def test_every_role_stands_in_the_table() -> None:
    assert set(RIGHTS) == set(Role.values)


def test_administrators_may_everything_and_alone_administer() -> None:
    assert list_rights("admin") == frozenset(Right)
    alone = {Right.ADMINISTER_PARAMETERS, Right.ADMINISTER_PLATFORMS, Right.ADMINISTER_PEOPLE, Right.READ_JOURNAL}
    for role in set(Role.values) - {"admin"}:
        assert not list_rights(role) & alone, role


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("clerk", {Right.DECIDE_CHANGES, Right.EDIT_CUSTOMERS, Right.READ_RAW_ORDERS}, {Right.READ_JOURNAL}),
        ("warehouse", {Right.SHIP, Right.SEE_DELIVERY_ADDRESSES}, {Right.SEE_PERSONAL_DATA, Right.EXPORT}),
        ("reader", {Right.EXPORT, Right.READ_HISTORY}, {*PERSONAL, Right.SHIP, Right.CHANGE_DOCUMENTS}),
        ("api", {Right.SHIP, Right.RETRIEVE_ORDERS}, {Right.USE_SCREENS}),
        ("nothing", set(), set(Right)),
    ],
)
def test_roles_differ_as_their_work_does(role: str, may: set[Right], may_not: set[Right]) -> None:
    assert may <= list_rights(role)
    assert not may_not & list_rights(role)


@given(ROLES)
def test_personal_data_is_granted_or_withheld_and_nothing_else_is_granted(role: str) -> None:
    usual = list_rights(role)
    assert list_rights(role, sees_personal_data=True) == usual | PERSONAL
    without = list_rights(role, sees_personal_data=False)
    assert without <= usual
    assert not without & {*PERSONAL, Right.READ_RAW_ORDERS, Right.EDIT_CUSTOMERS}
