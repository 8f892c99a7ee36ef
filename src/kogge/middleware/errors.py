"""What can go wrong with schedules and synchronisations."""

from kogge.kernel.errors import KoggeError


class OrdersRefused(KoggeError):
    """Orders of a platform of the Cloud are not synchronised by the middleware."""

    code = "orders_refused"


class OrderReportsUnread(KoggeError):
    """The platform's order reports cannot be read."""

    code = "order_reports_unread"


class NothingToSplit(KoggeError):
    """The schedule fetches no orders that come by the Cloud."""

    code = "nothing_to_split"


class ScheduleNameTaken(KoggeError):
    """Another schedule of the company has the name."""

    code = "schedule_name_taken"
