"""The contract's invoices: take one over, look at it, advance it."""

from uuid import UUID

from django.utils import timezone
from ninja import Path, Router, Status

from kogge_cloud.accounts.authentication import TenantRequest
from kogge_cloud.accounts.queries import get_registration
from kogge_cloud.invoices.advancing import advance_invoice
from kogge_cloud.invoices.queries import describe_invoice, get_invoice
from kogge_cloud.invoices.services import take_invoice
from kogge_contract.invoices import InvoiceState, NewInvoice

router = Router(tags=["invoices"])


@router.post("", response={200: InvoiceState, 201: InvoiceState})
def upload(request: TenantRequest, reference: Path[UUID], new: NewInvoice) -> Status[InvoiceState]:
    """Take over an invoice; the same reference with the same content again answers the same upload."""
    now = timezone.now()
    taken = take_invoice(get_registration(request.auth.tenant_id, reference), new, now)
    return Status(201 if taken.is_new else 200, describe_invoice(taken.invoice, now))


@router.get("/{invoice_reference}", response=InvoiceState)
def show(request: TenantRequest, reference: Path[UUID], invoice_reference: str) -> InvoiceState:
    """Answer how far an upload is."""
    registration = get_registration(request.auth.tenant_id, reference)
    return describe_invoice(get_invoice(registration, invoice_reference), timezone.now())


@router.post("/{invoice_reference}/advance", response=InvoiceState)
def advance(request: TenantRequest, reference: Path[UUID], invoice_reference: str) -> InvoiceState:
    """Make the upload's next call, or say when that is possible."""
    registration = get_registration(request.auth.tenant_id, reference)
    return advance_invoice(get_invoice(registration, invoice_reference), timezone.now())
