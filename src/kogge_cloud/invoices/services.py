"""Writes of uploads: take one over."""

from dataclasses import dataclass
from datetime import datetime

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.adapters.errors import NotOffered
from kogge_cloud.adapters.registry import get_adapter
from kogge_cloud.infrastructure.database import atomic
from kogge_cloud.infrastructure.secrets import encrypt_packed
from kogge_cloud.invoices.errors import InvoiceContradictory
from kogge_cloud.invoices.models import Invoice
from kogge_cloud.invoices.queries import read_content
from kogge_contract.invoices import NewInvoice
from kogge_contract.platforms import INVOICED
from kogge_contract.shipments import ShipmentProgress


@dataclass(frozen=True, slots=True)
class TakenInvoice:
    """An upload, and whether it is new or was known by its reference."""

    invoice: Invoice
    is_new: bool


def take_invoice(registration: Registration, new: NewInvoice, now: datetime) -> TakenInvoice:
    """Take over an invoice, or return the upload that has the reference and the content already. Calls nobody.

    Raises NotOffered, InvoiceContradictory, NotAuthenticated.
    """
    if INVOICED not in get_adapter(registration.kind).traits.reports:
        message = "This kind of platform takes no invoices."
        raise NotOffered(message)
    with atomic():
        locked = Registration.objects.select_for_update().get(pk=registration.pk)
        known = Invoice.objects.filter(tenant_id=locked.tenant_id, registration=locked, reference=new.reference).first()
        if known is not None:
            if read_content(known) != new:
                message = f"Invoice {new.reference} was taken over with other content: it needs a new reference."
                raise InvoiceContradictory(message)
            return TakenInvoice(known, is_new=False)
        require_authenticated(locked)
        invoice = Invoice.objects.create(
            tenant_id=locked.tenant_id,
            registration=locked,
            reference=new.reference,
            order_reference=new.order_reference,
            number=new.number,
            content_encrypted=encrypt_packed(new.model_dump_json().encode()),
            progress=ShipmentProgress.QUEUED,
            created_at=now,
        )
    return TakenInvoice(invoice, is_new=True)
