"""Pure rules of a confirmation's way: what to do next, what an answer means, when it is proven, when to give up."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from kogge_cloud.adapters.values import Parcel
from kogge_contract.shipments import ShipmentProgress

FIRST_LOOK_S = 60
MAX_LOOKS = 5
"""After 1, 2, 4, 8 and 16 minutes: whatever the platform has not shown after half an hour, it has lost."""
MAX_ACCEPTANCES = 2


class Step(StrEnum):
    """The next call."""

    SEND = "send"
    LOOK = "look"
    NONE = "none"


class Verdict(StrEnum):
    """How a confirmation failed for good."""

    NONE = ""
    LOST = "confirmation_lost"
    REPORT_LOST = "report_lost"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a confirmation is.

    `attempts` counts sendings; `acceptances` the platform's promises (204) and `looks` the read-backs since the latest
    one. `refusal` is a refusal that a look may yet overturn. SENT always means that the platform may have acted.
    """

    progress: ShipmentProgress = ShipmentProgress.QUEUED
    attempts: int = 0
    acceptances: int = 0
    looks: int = 0
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where an answer leads, and how many seconds later the next call makes sense."""

    standing: Standing
    wait_s: float = 0
    verdict: Verdict = Verdict.NONE


def next_step(standing: Standing) -> Step:
    """Return the next call: after an unknown outcome never a second sending before a look."""
    if standing.progress is ShipmentProgress.QUEUED:
        return Step.SEND
    if standing.progress in {ShipmentProgress.SENT, ShipmentProgress.ACCEPTED}:
        return Step.LOOK
    return Step.NONE


def begin_sending(standing: Standing) -> Standing:
    """Return what must be on record before the call is made: from then on the platform may have acted."""
    return replace(standing, progress=ShipmentProgress.SENT, attempts=standing.attempts + 1)


def note_acceptance(standing: Standing, first_look_s: float = FIRST_LOOK_S) -> Turn:
    """Take a promise for what it is: the platform shows the parcel a moment later, if at all."""
    accepted = replace(
        standing, progress=ShipmentProgress.ACCEPTED, acceptances=standing.acceptances + 1, looks=0, refusal=""
    )
    return Turn(accepted, first_look_s)


def note_refusal(standing: Standing, text: str, *, may_be_there: bool) -> Turn:
    """Take a refusal: for good, unless it may mean that the parcel is there already. Then a look decides."""
    if may_be_there:
        return Turn(replace(standing, refusal=text))
    return Turn(replace(standing, progress=ShipmentProgress.REJECTED, refusal=text), verdict=Verdict.REFUSED)


def note_look(standing: Standing, *, is_there: bool) -> Turn:
    """Take what a look showed. Only this ever makes a confirmation verified."""
    if is_there:
        return Turn(replace(standing, progress=ShipmentProgress.VERIFIED))
    if standing.refusal:
        return Turn(replace(standing, progress=ShipmentProgress.REJECTED), verdict=Verdict.REFUSED)
    if standing.progress is ShipmentProgress.SENT:
        return Turn(replace(standing, progress=ShipmentProgress.QUEUED))
    looked = replace(standing, looks=standing.looks + 1)
    if looked.looks < MAX_LOOKS:
        return Turn(looked, look_delay_s(looked.looks))
    if looked.acceptances < MAX_ACCEPTANCES:
        return Turn(replace(looked, progress=ShipmentProgress.QUEUED))
    return Turn(replace(looked, progress=ShipmentProgress.REJECTED), verdict=Verdict.LOST)


def look_delay_s(looks: int) -> float:
    """Return how long to wait before the next look: 1, 2, 4 … minutes."""
    return float(FIRST_LOOK_S * 2**looks)


def find_parcel(sent: Parcel, shown: Iterable[Parcel], former_carrier: str = "") -> Parcel | None:
    """Return the parcel that proves the confirmation.

    The parcel's number alone proves nothing: before a correction arrives it is there with what was said earlier.
    `former_carrier` is what the correction corrects; as long as it is shown, the correction has not arrived. Carriers
    are not compared otherwise where the number is the same: the platform may show a name instead of the code.
    """
    for each in shown:
        if _key(each.tracking_number) != _key(sent.tracking_number):
            continue
        is_outdated = bool(former_carrier) and _key(each.carrier) == _key(former_carrier) != _key(sent.carrier)
        same_quantities = each.quantities == sent.quantities
        is_ours = each.package_reference == sent.package_reference and (same_quantities or not each.quantities)
        is_equal = same_quantities and _key(each.carrier) == _key(sent.carrier)
        if (is_ours and not is_outdated) or is_equal:
            return each
    return None


def find_tracking(sent: Parcel, shown: Iterable[Parcel]) -> Parcel | None:
    """Return the parcel with the same tracking number, whoever confirmed it."""
    return next((each for each in shown if _key(each.tracking_number) == _key(sent.tracking_number)), None)


def _key(text: str) -> str:
    return "".join(text.split()).casefold()
