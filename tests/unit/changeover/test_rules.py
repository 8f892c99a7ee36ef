"""Prerequisites: versions, and what holds up a cut-over."""

from datetime import date, timedelta

import pytest

from kogge.changeover.rules import (
    MIDDLEWARE,
    NEEDS,
    OFFICE,
    Check,
    Installation,
    Step,
    check_installation,
    is_at_least,
    list_missing,
    list_obstacles,
)
from kogge.changeover.wording import CHECKS, STEPS

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("version", "is_enough"),
    [("5.11.557", True), ("5.11.1000", True), ("5.12", True), ("6", True), ("5.11.556", False), ("5.9.999", False),
     ("", False), ("5.11.557b", False), (" 5.11.557 ", True)],
)  # fmt: skip
def test_versions_are_compared_by_their_numbers(version: str, is_enough: bool) -> None:
    assert is_at_least(version, "5.11.557") is is_enough


def test_an_installation_with_selection_fields_or_without_a_backup_today_is_refused() -> None:
    good = Installation({OFFICE: "6594", MIDDLEWARE: "5.11.557"}, uses_selection_fields=False, backed_up_on=TODAY)
    bad = Installation({OFFICE: "6593"}, uses_selection_fields=True, backed_up_on=date(2026, 11, 25))
    others = dict.fromkeys(Check, True)
    assert list_obstacles(others | check_installation(good, TODAY)) == []
    assert list_obstacles(others | {Check.TRANSFERS: False}) == []
    assert list_obstacles(others | check_installation(good, TODAY - timedelta(days=3))) == []
    assert set(list_obstacles(others | check_installation(bad, TODAY))) == {
        Check.OFFICE_VERSION, Check.MIDDLEWARE_VERSION, Check.NO_SELECTION_FIELDS, Check.BACKUP,
    }  # fmt: skip


def test_a_step_out_of_order_names_what_it_needs_first() -> None:
    assert list_missing(Step.CUT_OVER, {Step.SIGN_IN}) == [Step.DOCUMENT_CREATION]
    assert set(CHECKS) == set(Check)
    assert set(STEPS) == set(Step)
    order = list(Step)
    assert all(order.index(each) < order.index(step) for step, needed in NEEDS.items() for each in needed)
