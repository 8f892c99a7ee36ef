"""Reads of uploads."""

from datetime import datetime

from kogge_cloud.accounts.models import Registration
from kogge_cloud.amazon.feed_rules import UNFINISHED
from kogge_cloud.infrastructure.secrets import decrypt_packed
from kogge_cloud.invoices.errors import InvoiceUnknown
from kogge_cloud.invoices.models import Invoice
from kogge_contract.invoices import InvoiceState, NewInvoice
from kogge_contract.messages import Problem
from kogge_contract.shipments import ShipmentProgress


def get_invoice(registration: Registration, reference: str) -> Invoice:
    """Return a platform's upload by the caller's reference. Raises InvoiceUnknown."""
    found = Invoice.objects.select_related("registration").filter(
        tenant_id=registration.tenant_id, registration=registration, reference=reference
    )
    invoice = found.first()
    if invoice is None:
        message = f"Platform “{registration.name}” has no invoice {reference}."
        raise InvoiceUnknown(message)
    return invoice


def read_content(invoice: Invoice) -> NewInvoice:
    """Return the message as it came. Raises SecretUnreadable."""
    return NewInvoice.model_validate_json(decrypt_packed(invoice.content_encrypted))


def describe_invoice(
    invoice: Invoice, now: datetime, *, retry_after_s: float = 0, waiting_for: str = ""
) -> InvoiceState:
    """Return the upload as the contract shows it; a wait that was noted is told as what is left of it."""
    noted_s = (invoice.retry_at - now).total_seconds() if invoice.retry_at else 0
    wait_s = max(retry_after_s, noted_s, 0) if invoice.progress in UNFINISHED else 0
    problem = Problem(
        code=invoice.problem_code, message=invoice.problem_message, permanent=invoice.problem_is_permanent
    )
    return InvoiceState(
        reference=invoice.reference,
        order_reference=invoice.order_reference,
        number=invoice.number,
        progress=ShipmentProgress(invoice.progress),
        attempts=invoice.attempts,
        retry_after_s=wait_s,
        waiting_for=(waiting_for or invoice.waiting_for) if wait_s else "",
        problem=problem if invoice.problem_code else None,
        sent_at=invoice.sent_at,
        accepted_at=invoice.accepted_at,
        verified_at=invoice.verified_at,
    )
