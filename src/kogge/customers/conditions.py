"""What conditions may ask of a customer: no personal data, only whether there is any."""

from collections.abc import Mapping

from kogge.conditions.fields import Fact
from kogge.customers.models import AddressKind, Customer

RELATED = ("status",)
PREFETCHED = ("addresses", "platform_customers")
"""What `read_facts` needs of customers that were read together: for select_related and prefetch_related."""


def read_facts(customer: Customer) -> Mapping[str, Fact]:
    """Return a customer's fields for conditions, without a query where RELATED and PREFETCHED were read along."""
    countries = {each.kind: each.country for each in sorted(customer.addresses.all(), key=lambda each: each.pk)}
    return {
        "number": customer.number,
        "status": customer.status.name,
        "country": countries.get(AddressKind.DELIVERY) or countries.get(AddressKind.INVOICE) or "",
        "is_company": bool(customer.company_name),
        "is_guest": not customer.is_collective and not customer.platform_customers.all(),
        "is_collective": customer.is_collective,
        "has_email": bool(customer.email),
        "has_vat_id": bool(customer.vat_id),
        "vat_id_state": customer.vat_id_state,
    }
