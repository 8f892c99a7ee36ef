"""What the report, the notifications and the listing tell of an order, and what that means."""

from datetime import UTC, datetime, timedelta

import pytest

from kogge.orders.auditing import EXPLANATIONS, Difference, find_differences
from kogge_contract.audits import AuditedOrder

AT = datetime(2026, 11, 20, tzinfo=UTC)


def audited(*, reported: bool = True, notified: bool = False, in_feed: bool = True) -> AuditedOrder:
    return AuditedOrder(
        reference="1",
        reported_status="Unshipped" if reported else "",
        notified_at=AT if notified else None,
        feed_updated_at=AT if in_feed else None,
    )


@pytest.mark.parametrize(
    ("order", "is_listed", "was_known", "is_known", "difference"),
    [
        (audited(), True, True, True, None),
        (audited(), False, True, True, Difference.OMITTED),
        (audited(notified=True), False, True, True, Difference.OMITTED),
        (audited(in_feed=False), False, False, True, Difference.RECOVERED),
        (audited(in_feed=False), True, False, True, None),
        (audited(in_feed=False), False, False, False, Difference.LOST),
        (audited(reported=False), True, True, True, Difference.UNREPORTED),
        (audited(reported=False, notified=True, in_feed=False), False, False, False, None),
    ],
)
def test_each_difference_has_its_reason(
    order: AuditedOrder, is_listed: bool, was_known: bool, is_known: bool, difference: Difference | None
) -> None:
    findings = find_differences(
        [order], {"1"} if is_listed else set(), {"1"} if was_known else set(), {"1"} if is_known else set()
    )
    assert [finding.difference for finding in findings] == ([difference] if difference else [])


@pytest.mark.parametrize(
    ("seconds", "outdated_after", "difference"),
    [(1, set(), None), (60, set(), Difference.CAUGHT_UP), (60, {"1"}, Difference.BEHIND)],
)
def test_a_change_that_only_the_report_tells_of_is_a_difference(
    seconds: int, outdated_after: set[str], difference: Difference | None
) -> None:
    changed = audited().model_copy(update={"reported_updated_at": AT + timedelta(seconds=seconds)})
    findings = find_differences([changed], {"1"}, {"1"}, {"1"}, outdated_after)
    assert [finding.difference for finding in findings] == ([difference] if difference else [])


def test_a_finding_says_who_tells_of_the_order() -> None:
    [finding] = find_differences([audited(notified=True)], set(), {"1"}, {"1"})
    assert finding.describe() == {
        "order_reference": "1",
        "difference": "omitted_by_listing",
        "seen_in": ["report", "notification", "feed"],
        "explanation": EXPLANATIONS[Difference.OMITTED],
    }
