"""What of a selling account is not our doing: schedules of order reports, and quotas that somebody else used up."""

from datetime import datetime

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.services import read_authorization
from kogge_cloud.amazon.calls import call_amazon
from kogge_cloud.amazon.client import get_report_schedules
from kogge_cloud.amazon.quotas import BucketKey, list_unexplained
from kogge_cloud.amazon.reporting import ACTIONABLE, BY_CHANGE, BY_CREATION
from kogge_cloud.amazon.rules import GET_REPORT_SCHEDULES
from kogge_contract.foreign_work import ForeignSchedule, ForeignWork

ORDER_REPORTS = (
    ACTIONABLE,
    BY_CHANGE,
    BY_CREATION,
    "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING",
    "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING",
    "GET_ORDER_REPORT_DATA_SHIPPING",
    "GET_ORDER_REPORT_DATA_INVOICING",
    "GET_XML_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
    "GET_XML_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL",
)
"""At most ten may be asked for at once. Those that can be scheduled are the first thing that another tool sets up."""


def find_foreign_work(registration: Registration, now: datetime) -> ForeignWork:
    """Return it, with one call to Amazon. The Cloud makes no schedules, so each is somebody else's.

    Raises the errors of this package.
    """
    region = registration.region
    answer = call_amazon(
        registration, GET_REPORT_SCHEDULES, lambda token: get_report_schedules(region, token, ORDER_REPORTS), now
    )
    key = BucketKey.of(read_authorization(registration).client_id, registration.seller_reference, GET_REPORT_SCHEDULES)
    refused = list_unexplained(key, now)
    return ForeignWork(
        schedules=tuple(
            ForeignSchedule(report_type=str(each.get("reportType") or ""), period=str(each.get("period") or ""))
            for each in answer.body.get("reportSchedules") or ()
        ),
        refused_calls=sum(number for number, _at in refused),
        refused_at=max((at for _number, at in refused), default=None),
    )
