"""Values that pass between the Cloud's features and the adapters of platforms: pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kogge_contract.messages import FetchState
from kogge_contract.platforms import SHIPPED
from kogge_contract.shipments import NewShipment


@dataclass(frozen=True, slots=True)
class StartedFetch:
    """A fetch so far, and whether it is new or was known by its reference."""

    state: FetchState
    is_new: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """How many seconds later the next call makes sense, beside what is noted already, and what is waited for."""

    retry_after_s: float = 0
    waiting_for: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel as it was sent, or as the platform shows it: quantities by line; texts may be blank where not shown."""

    package_reference: str
    carrier: str
    tracking_number: str
    quantities: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a confirmation is not sent at all: a stable code, and a text that says what to do."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What this Cloud confirmed of the order before: quantities by line of its other parcels, and of this one."""

    others: Counter[str]
    this: NewShipment | None = None

    @classmethod
    def of(cls, package_number: int, confirmed: Iterable[NewShipment]) -> "Earlier":
        """Read the confirmations of an order, oldest first: of each parcel the latest counts."""
        latest = {each.package_number: each for each in confirmed if is_parcel(each)}
        this = latest.pop(package_number, None)
        others: Counter[str] = Counter()
        for each in latest.values():
            others += quantities(each)
        return cls(others, this)


def is_parcel(shipment: NewShipment) -> bool:
    """Tell whether a report confirms a parcel; the others tell of the order, its payment, or a return."""
    return (shipment.kind, shipment.value) == (SHIPPED.kind, SHIPPED.value)


def quantities(shipment: NewShipment) -> Counter[str]:
    """Return how much of each line is in the parcel."""
    found: Counter[str] = Counter()
    for line in shipment.lines:
        found[line.line_reference] += line.quantity
    return found


def carrier_of(shipment: NewShipment) -> str:
    """Return the carrier as the platform would show it."""
    return shipment.carrier_name if shipment.is_other_carrier else shipment.carrier_code


def sent_parcel(shipment: NewShipment) -> Parcel:
    """Return the parcel as it was confirmed."""
    return Parcel(
        package_reference=str(shipment.package_number),
        carrier=carrier_of(shipment),
        tracking_number=shipment.tracking_number,
        quantities=frozenset(quantities(shipment).items()),
    )
