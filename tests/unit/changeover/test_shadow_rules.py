"""How the two ways compare, and what explains a difference best."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.changeover.inspection_wording import CAUSES
from kogge.changeover.shadow.rules import Cause, Finding, Old, Verdict, find_cause, judge

CANCELLED = Old(is_cancelled=True)


@pytest.mark.parametrize(
    ("old", "creates", "reason", "fields", "finding"),
    [
        (None, False, "pending", (), None),
        (None, True, "", (), Finding(Verdict.ONLY_NEW, Cause.NOT_DELIVERED)),
        (Old(), True, "", (), Finding(Verdict.SAME)),
        (Old(), True, "", ("tax_minor",), Finding(Verdict.DIFFERENT, Cause.TAX)),
        (Old(), False, "pending", (), Finding(Verdict.ONLY_OLD, "pending")),
        (CANCELLED, False, "cancelled", (), Finding(Verdict.SAME)),
        (Old(), False, "cancelled", (), Finding(Verdict.ONLY_OLD, "cancelled")),
        (Old(is_linked=False), True, "", (), Finding(Verdict.DIFFERENT, Cause.NOT_ADOPTED)),
    ],
)
def test_each_order_has_its_verdict(
    old: Old | None, creates: bool, reason: str, fields: tuple[str, ...], finding: Finding | None
) -> None:
    assert judge(old, creates=creates, reason=reason, fields=fields) == finding


@given(st.sets(st.sampled_from(("total_minor", "line", "tax_minor", "customer", "vat_id", "warehouse_id")), min_size=1))
def test_what_happened_since_explains_more_than_what_was_mapped(fields: set[str]) -> None:
    assert find_cause(Old(is_touched=True, is_older_than_order=True), fields) is Cause.TOUCHED
    assert find_cause(Old(is_older_than_order=True), fields) is Cause.LATER_VERSION
    assert (find_cause(Old(), fields) is Cause.AMOUNTS) == ("total_minor" in fields)
    assert set(CAUSES) == set(Cause)
