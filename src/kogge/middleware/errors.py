"""What can go wrong with schedules and synchronisations."""

from kogge.kernel.errors import KoggeError


class OrdersRefused(KoggeError):
    """Orders of a platform of the Cloud are not synchronised by the middleware."""

    code = "orders_refused"


class CollectionFailed(KoggeError):
    """The Cloud could not read the platform's order reports; code, message and permanence are its own."""

    code = "collection_failed"


class ScheduleUnknown(KoggeError):
    """There is no such schedule, or several companies have one of the name."""

    code = "schedule_unknown"


class NothingToSplit(KoggeError):
    """The schedule fetches no orders that come by the Cloud."""

    code = "nothing_to_split"


class ScheduleNameTaken(KoggeError):
    """Another schedule of the company has the name."""

    code = "schedule_name_taken"
