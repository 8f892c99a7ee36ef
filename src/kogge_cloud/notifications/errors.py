"""What can go wrong between the Cloud, the platform's notifications and the queue."""

from http import HTTPStatus

from kogge_cloud.errors import CloudError


class NotificationsUnavailable(CloudError):
    """There is no queue, or none that can be used."""

    code = "notifications_unavailable"
    status = HTTPStatus.CONFLICT


class SubscribedElsewhere(CloudError):
    """The platform already sends this seller's changes to somebody else's queue."""

    code = "subscribed_elsewhere"
    status = HTTPStatus.CONFLICT


class QueueUnreachable(CloudError):
    """The queue could not be read; the message says what to look at."""

    code = "queue_unreachable"
    permanent = False
    status = HTTPStatus.SERVICE_UNAVAILABLE
