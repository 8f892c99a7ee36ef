"""What runs out when, and which secrets count during a rotation."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge_cloud.accounts.rules import (
    AUTHORIZATION_LIFE,
    OVERLAP,
    SECRET_LIFE,
    ClientSecret,
    add_secret,
    list_usable_secrets,
    list_warnings,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is there


@pytest.mark.parametrize(("days_left", "told"), [(31, []), (30, [30]), (14, [14]), (3, [3]), (0, [0]), (-5, [0])])
def test_warnings_begin_thirty_days_before(days_left: int, told: list[int]) -> None:
    consented = NOW + timedelta(days=days_left, minutes=-1 if days_left == 30 else 1) - AUTHORIZATION_LIFE
    found = list_warnings(authorized_at=consented, secret_created_at=None, now=NOW)
    assert [each.kind for each in found] == ["authorization"] * len(told)
    assert [each.days_left for each in found] == [29 if days == 30 else days for days in told]


@given(moments | st.none(), moments | st.none(), moments)
def test_what_is_told_runs_out_soon_and_nothing_else_does(
    authorized_at: datetime | None, secret_created_at: datetime | None, now: datetime
) -> None:
    found = list_warnings(authorized_at=authorized_at, secret_created_at=secret_created_at, now=now)
    assert [each.expires_at for each in found] == sorted(each.expires_at for each in found)
    ends = {
        "authorization": authorized_at and authorized_at + AUTHORIZATION_LIFE,
        "client_secret": secret_created_at and secret_created_at + SECRET_LIFE,
    }
    soon = {kind: end for kind, end in ends.items() if end and end <= now + timedelta(days=30)}
    assert {each.kind.value: each.expires_at for each in found} == soon
    assert all(0 <= each.days_left <= 30 for each in found)


@given(st.lists(st.tuples(st.sampled_from("abc"), moments), min_size=1, max_size=6), moments)
def test_of_rotated_secrets_the_newest_counts_and_the_one_before_for_a_week(
    rotations: list[tuple[str, datetime]], now: datetime
) -> None:
    secrets: tuple[ClientSecret, ...] = ()
    for secret, created_at in rotations:
        secrets = add_secret(secrets, ClientSecret(secret=secret, created_at=created_at))
    usable = list_usable_secrets(secrets, now)
    assert usable[0] == rotations[-1][0]
    assert len(usable) <= 2
    assert len(set(usable)) == len(usable)
    if len(usable) == 2:
        assert now - rotations[-1][1] < OVERLAP
