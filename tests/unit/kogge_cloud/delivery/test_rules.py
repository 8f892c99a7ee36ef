"""A confirmation's way through a platform that fails, forgets and loses answers: one parcel, and proof of it."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge_cloud.delivery.rules import (
    MAX_ACCEPTANCES,
    MAX_LOOKS,
    Parcel,
    Standing,
    Step,
    Turn,
    Verdict,
    begin_sending,
    find_parcel,
    find_tracking,
    look_delay_s,
    next_step,
    note_acceptance,
    note_look,
    note_refusal,
)
from kogge_contract.shipments import ShipmentProgress

SENT = Parcel("1", "DHL", "00340434", frozenset({("11", 2)}))
ENDED = {ShipmentProgress.VERIFIED, ShipmentProgress.REJECTED}
FINE, LOST, DONE_UNHEARD, UNDONE_UNHEARD, THROTTLED, KILLED_BEFORE, KILLED_AFTER = range(7)


@dataclass
class Platform:
    """Keeps parcels by number, as Amazon does; answers according to a script of faults, then perfectly."""

    faults: list[int]
    parcels: dict[str, Parcel] = field(default_factory=dict)
    sendings: int = 0
    looks: int = 0

    def send(self, standing: Standing) -> Turn:
        """Return what is on record after one attempt to send."""
        fault = self.faults.pop(0) if self.faults else FINE
        sending = begin_sending(standing)
        if fault == THROTTLED:
            return Turn(standing)
        self.sendings += 1
        if fault in {FINE, DONE_UNHEARD, KILLED_AFTER}:
            self.parcels[SENT.package_reference] = SENT
        return note_acceptance(sending) if fault in {FINE, LOST} else Turn(sending)

    def look(self, standing: Standing) -> Turn:
        """Return what is on record after one look."""
        fault = self.faults.pop(0) if self.faults else FINE
        if fault != FINE:
            return Turn(standing)
        self.looks += 1
        return note_look(standing, is_there=find_parcel(SENT, self.parcels.values()) is not None)


def run(platform: Platform) -> Turn:
    """Advance until the confirmation has ended."""
    turn = Turn(Standing())
    for _ in range(500):
        step = next_step(turn.standing)
        if step is Step.NONE:
            return turn
        turn = platform.send(turn.standing) if step is Step.SEND else platform.look(turn.standing)
    pytest.fail("a confirmation without an end")


@given(st.lists(st.integers(FINE, KILLED_AFTER), max_size=60))
def test_whatever_fails_there_is_one_parcel_and_proof_of_it(faults: list[int]) -> None:
    platform = Platform(faults)
    end = run(platform)
    assert end.standing.progress in ENDED
    assert set(platform.parcels) <= {SENT.package_reference}
    assert end.standing.acceptances <= MAX_ACCEPTANCES
    if end.standing.progress is ShipmentProgress.VERIFIED:
        assert platform.looks > 0
        assert platform.parcels == {"1": SENT}
    else:
        assert end.verdict is Verdict.LOST
        assert not platform.parcels


@given(st.lists(st.sampled_from([DONE_UNHEARD, UNDONE_UNHEARD, KILLED_BEFORE, KILLED_AFTER, THROTTLED]), max_size=60))
def test_without_a_false_promise_everything_is_verified(faults: list[int]) -> None:
    assert run(Platform(faults)).standing.progress is ShipmentProgress.VERIFIED


def test_an_unknown_outcome_is_looked_at_before_it_is_sent_again() -> None:
    sending = begin_sending(Standing())
    assert (sending.progress, sending.attempts, next_step(sending)) == (ShipmentProgress.SENT, 1, Step.LOOK)
    absent = note_look(sending, is_there=False)
    assert (absent.standing.progress, absent.wait_s) == (ShipmentProgress.QUEUED, 0)
    assert note_look(sending, is_there=True).standing.progress is ShipmentProgress.VERIFIED


def test_a_promise_that_is_not_kept_is_asked_for_once_more() -> None:
    turn = note_acceptance(begin_sending(Standing()))
    waits = [turn.wait_s]
    while turn.standing.progress is ShipmentProgress.ACCEPTED:
        turn = note_look(turn.standing, is_there=False)
        waits.append(turn.wait_s)
    assert waits == [60, 120, 240, 480, 960, 0]
    assert turn.standing.progress is ShipmentProgress.QUEUED
    turn = note_acceptance(begin_sending(turn.standing))
    assert (turn.standing.attempts, turn.standing.looks, turn.wait_s) == (2, 0, look_delay_s(0))
    for _ in range(MAX_LOOKS):
        turn = note_look(turn.standing, is_there=False)
    assert (turn.standing.progress, turn.verdict) == (ShipmentProgress.REJECTED, Verdict.LOST)


def test_a_refusal_is_final_unless_the_parcel_may_be_there() -> None:
    sending = begin_sending(Standing())
    final = note_refusal(sending, "wrong", may_be_there=False)
    assert (final.standing.progress, final.standing.refusal) == (ShipmentProgress.REJECTED, "wrong")
    open_ = note_refusal(sending, "shipped", may_be_there=True)
    assert next_step(open_.standing) is Step.LOOK
    assert note_look(open_.standing, is_there=True).standing.progress is ShipmentProgress.VERIFIED
    absent = note_look(open_.standing, is_there=False)
    assert (absent.standing.progress, absent.verdict) == (ShipmentProgress.REJECTED, Verdict.REFUSED)


@pytest.mark.parametrize(
    ("shown", "former_carrier", "proves"),
    [
        (SENT, "", True),
        (Parcel("1", "DHL Paket", "0034 0434", SENT.quantities), "", True),
        (Parcel("1", "DHL", "00340434"), "", True),
        (Parcel("7", "dhl", "00340434", SENT.quantities), "", True),
        (Parcel("1", "DHL", "earlier", SENT.quantities), "", False),
        (Parcel("1", "DHL", "00340434", frozenset({("11", 1)})), "", False),
        (Parcel("7", "DPD", "00340434", SENT.quantities), "", False),
        (Parcel("1", "DPD", "00340434", SENT.quantities), "DPD", False),
        (SENT, "DPD", True),
    ],
)
def test_what_proves_a_confirmation(shown: Parcel, former_carrier: str, proves: bool) -> None:
    assert (find_parcel(SENT, [shown], former_carrier) is shown) is proves


def test_a_tracking_number_is_found_in_anybodys_parcel() -> None:
    other = Parcel("9", "DPD", "00340434 ")
    assert find_tracking(SENT, [Parcel("1", "DHL", "x"), other]) is other
    assert find_tracking(SENT, []) is None
