"""What can be wrong with an upload's name."""

from http import HTTPStatus

from kogge_cloud.errors import CloudError


class InvoiceUnknown(CloudError):
    """The platform has no upload of this name."""

    code = "invoice_unknown"
    status = HTTPStatus.NOT_FOUND


class InvoiceContradictory(CloudError):
    """An upload of this name exists and says something else."""

    code = "invoice_contradictory"
    status = HTTPStatus.CONFLICT
