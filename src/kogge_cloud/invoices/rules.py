"""Pure rules of an upload: what Amazon is told, what its report says, which marketplaces take invoices."""

import re

from kogge_contract.invoices import NewInvoice

INVOICED = frozenset("DE FR IT ES GB NL BE IE SE PL".split())
"""Countries whose marketplaces take sellers' invoices (Amazon's guide to its VAT Calculation Service)."""
ISSUED_BY_AMAZON = "79525"
"""Amazon's code where it writes the invoices of an order itself."""

_SUCCESSFUL = re.compile(r"Number of records successful\s+([0-9]+)")
_ERROR = re.compile(r"^[0-9]*\t[^\t]*\t([0-9]+)\tError\t(.*?)\s*$", re.MULTILINE)


def write_options(invoice: NewInvoice) -> dict[str, str]:
    """Return what Amazon is told of the PDF."""
    return {
        "metadata:orderid": invoice.order_reference,
        "metadata:invoicenumber": invoice.number,
        "metadata:totalamount": f"{invoice.total.amount:.2f}",
        "metadata:totalvatamount": f"{invoice.tax.amount:.2f}",
        "metadata:documenttype": "Invoice",
    }


def read_report(text: str) -> tuple[str, str] | None:
    """Return Amazon's code and words where it did not keep the invoice; None where it did."""
    error = _ERROR.search(text)
    if error is not None:
        return error[1], error[2]
    successful = _SUCCESSFUL.search(text)
    if successful is not None and int(successful[1]) > 0:
        return None
    return "", "Amazon's report names neither a success nor an error."
