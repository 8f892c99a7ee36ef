"""What can be wrong with a transfer's name."""

from http import HTTPStatus

from kogge_cloud.errors import CloudError


class TransferUnknown(CloudError):
    """The platform has no transfer of this name."""

    code = "transfer_unknown"
    status = HTTPStatus.NOT_FOUND


class TransferContradictory(CloudError):
    """A transfer of this name exists and says something else."""

    code = "transfer_contradictory"
    status = HTTPStatus.CONFLICT
