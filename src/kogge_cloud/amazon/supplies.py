"""What the token buckets of platforms hold, as the contract shows it."""

import math
from collections.abc import Sequence
from datetime import datetime

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.services import read_authorization
from kogge_cloud.amazon.planning import Supply
from kogge_cloud.amazon.quotas import BucketKey, read_supplies
from kogge_cloud.amazon.rules import GET_ORDER, SEARCH_ORDERS
from kogge_cloud.amazon.shipments import CONFIRM_SHIPMENT
from kogge_contract.quotas import Quota, QuotaPurpose

OPERATIONS = {
    QuotaPurpose.LISTING: SEARCH_ORDERS,
    QuotaPurpose.READING: GET_ORDER,
    QuotaPurpose.CONFIRMING: CONFIRM_SHIPMENT,
}


def list_quotas(registrations: Sequence[Registration], now: datetime) -> list[Quota]:
    """Return the quotas of authenticated platforms."""
    keys = {
        (str(each.reference), purpose): BucketKey.of(client_id, each.seller_reference, operation)
        for each in registrations
        for client_id in [read_authorization(each).client_id]
        for purpose, operation in OPERATIONS.items()
    }
    supplies = read_supplies(list(keys.values()), now)
    return [_describe(platform, purpose, supplies[key]) for (platform, purpose), key in keys.items()]


def _describe(platform: str, purpose: QuotaPurpose, supply: Supply) -> Quota:
    wait_s = supply.wait_s() if supply.rate > 0 else 0
    return Quota(
        platform=platform,
        purpose=purpose,
        in_hand=0 if wait_s else math.floor(supply.tokens),
        capacity=math.floor(supply.burst),
        refill_s=1 / supply.rate if supply.rate > 0 else 0,
        next_call_in_s=wait_s,
    )
