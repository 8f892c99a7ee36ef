"""Tests for what sweeps hand over to the workers."""

import pytest

from kogge.infrastructure import engine
from kogge.infrastructure.handing_over import hand_over


@pytest.mark.parametrize(
    ("known", "active", "handed_over"),
    [
        (set(), set(), ["changeover.inspect:7:0"]),
        # A restored database gave the number again: the workflows of the older row have ended.
        ({"changeover.inspect:7:0", "changeover.inspect:7:1"}, set(), ["changeover.inspect:7:2"]),
        ({"changeover.inspect:7:0", "changeover.inspect:7:1"}, {"changeover.inspect:7:1"}, []),
        ({"changeover.inspect:71:0"}, {"changeover.inspect:71:0"}, ["changeover.inspect:7:0"]),
    ],
)
def test_work_is_handed_over_once_and_under_a_name_of_its_own(
    known: set[str], active: set[str], handed_over: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(engine, "list_active", lambda prefix: [each for each in active if each.startswith(prefix)])
    monkeypatch.setattr(engine, "is_known", known.__contains__)
    monkeypatch.setattr(engine, "enqueue", lambda _name, workflow_id, *_args: begun.append(workflow_id))
    hand_over("changeover.inspect.v1", "changeover.inspect:7:", 7)
    assert begun == handed_over
