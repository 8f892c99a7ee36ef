"""What can be wrong with a question to the feed."""

from http import HTTPStatus

from kogge_cloud.errors import CloudError


class OrderUnknown(CloudError):
    """The feed has no version of the order."""

    code = "order_unknown"
    status = HTTPStatus.NOT_FOUND


class SequenceUnknown(CloudError):
    """A sequence number beyond the feed's end was acknowledged."""

    code = "sequence_unknown"
