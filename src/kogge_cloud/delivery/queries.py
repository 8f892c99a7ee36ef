"""Reads of confirmations."""

from datetime import datetime

from django.db.models import QuerySet

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.values import Earlier
from kogge_cloud.delivery.errors import ShipmentUnknown
from kogge_cloud.delivery.models import Shipment
from kogge_cloud.delivery.rules import Standing
from kogge_cloud.infrastructure.secrets import decrypt_packed
from kogge_contract.messages import Problem
from kogge_contract.orders import Remark
from kogge_contract.shipments import NewShipment, ShipmentProgress, ShipmentState

UNFINISHED = (ShipmentProgress.QUEUED, ShipmentProgress.SENT, ShipmentProgress.ACCEPTED)


def get_shipment(registration: Registration, reference: str) -> Shipment:
    """Return a platform's confirmation by the caller's reference. Raises ShipmentUnknown."""
    found = Shipment.objects.select_related("registration").filter(
        tenant_id=registration.tenant_id, registration=registration, reference=reference
    )
    shipment = found.first()
    if shipment is None:
        message = f"Platform “{registration.name}” has no shipment {reference}."
        raise ShipmentUnknown(message)
    return shipment


def find_obstacle(shipment: Shipment) -> Shipment | None:
    """Return the oldest unfinished confirmation of the same parcel that came before this one."""
    return (
        _siblings(shipment)
        .select_related("registration")
        .filter(package_number=shipment.package_number, progress__in=UNFINISHED)
        .first()
    )


def read_content(shipment: Shipment) -> NewShipment:
    """Return the message as it came. Raises SecretUnreadable."""
    return NewShipment.model_validate_json(decrypt_packed(shipment.content_encrypted))


def read_earlier(shipment: Shipment) -> Earlier:
    """Return what was confirmed of the order before this confirmation, or is on its way."""
    confirmed = [read_content(each) for each in _siblings(shipment).exclude(progress=ShipmentProgress.REJECTED)]
    return Earlier.of(shipment.package_number, confirmed)


def read_standing(shipment: Shipment) -> Standing:
    """Return how far a confirmation is, as the rules see it."""
    return Standing(
        progress=ShipmentProgress(shipment.progress),
        attempts=shipment.attempts,
        acceptances=shipment.acceptances,
        looks=shipment.looks,
        refusal=shipment.refusal,
    )


def describe_shipment(
    shipment: Shipment, now: datetime, *, retry_after_s: float = 0, waiting_for: str = ""
) -> ShipmentState:
    """Return the confirmation as the contract shows it; a wait that was noted is told as what is left of it."""
    noted_s = (shipment.retry_at - now).total_seconds() if shipment.retry_at else 0
    wait_s = max(retry_after_s, noted_s, 0) if shipment.progress in UNFINISHED else 0
    problem = Problem(
        code=shipment.problem_code, message=shipment.problem_message, permanent=shipment.problem_is_permanent
    )
    return ShipmentState(
        reference=shipment.reference,
        order_reference=shipment.order_reference,
        package_number=shipment.package_number,
        progress=ShipmentProgress(shipment.progress),
        attempts=shipment.attempts,
        retry_after_s=wait_s,
        waiting_for=(waiting_for or shipment.waiting_for) if wait_s else "",
        problem=problem if shipment.problem_code else None,
        remarks=tuple(Remark.model_validate(each) for each in shipment.remarks),
        sent_at=shipment.sent_at,
        accepted_at=shipment.accepted_at,
        verified_at=shipment.verified_at,
    )


def _siblings(shipment: Shipment) -> QuerySet[Shipment]:
    """Return the order's confirmations that were taken over before this one, oldest first."""
    return Shipment.objects.filter(
        registration_id=shipment.registration_id, order_reference=shipment.order_reference, pk__lt=shipment.pk
    ).order_by("pk")
