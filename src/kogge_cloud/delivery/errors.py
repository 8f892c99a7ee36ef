"""What can be wrong with a confirmation's name."""

from http import HTTPStatus

from kogge_cloud.errors import CloudError


class ShipmentUnknown(CloudError):
    """The platform has no confirmation of this name."""

    code = "shipment_unknown"
    status = HTTPStatus.NOT_FOUND


class ShipmentContradictory(CloudError):
    """A confirmation of this name exists and says something else."""

    code = "shipment_contradictory"
    status = HTTPStatus.CONFLICT
