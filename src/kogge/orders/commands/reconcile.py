"""The command `kogge reconcile`."""

import logging
import time
from collections.abc import Iterator
from datetime import datetime

from kogge.infrastructure.telemetry import configure_logging
from kogge.kernel.errors import KoggeError
from kogge.orders.commands.output import DONE, WITH_OPEN_POINTS, Report, print_result, show_progress
from kogge.orders.fetching import connect_platform
from kogge.orders.queries import count_customers, count_documents, list_duplicate_orders, map_accounted_orders
from kogge.orders.reconciliation import Reconciliation
from kogge.orders.reconciliation import reconcile as compare
from kogge.orders.runs import get_platform
from kogge.platforms.models import Platform
from kogge_contract.messages import ListedOrder

LISTING_RETRIES = 3
"""A listing's call that fails in passing is tried again after 2, 4 and 8 seconds."""


def reconcile(name: str, *, since: datetime | None, as_json: bool) -> int:
    """Compare what the platform lists with what is here and print the proof. Returns the exit status."""
    configure_logging(as_json=False, level=logging.ERROR)
    platform = get_platform(name)
    with show_progress(f"Reconciling {name}") as report:
        proof = reconcile_platform(platform, since, report)
    counts = {"documents": count_documents(platform), "customers": count_customers(platform)}
    print_result({"platform": name} | proof.describe() | counts, as_json=as_json)
    return DONE if proof.is_clean else WITH_OPEN_POINTS


def reconcile_platform(platform: Platform, since: datetime | None, report: Report) -> Reconciliation:
    """Hold what the platform lists at this moment against the Office's orders. Raises the Cloud's refusals."""
    # Listed first: an order that appears meanwhile is then not taken for missing.
    listed = list(_iterate_listing(platform, since, report))
    return compare(listed, map_accounted_orders(platform), list_duplicate_orders(platform))


def _iterate_listing(platform: Platform, since: datetime | None, report: Report) -> Iterator[ListedOrder]:
    client = connect_platform(platform)
    token: str | None = None
    listed = 0
    failures = 0
    while True:
        try:
            page = client.read_listing(platform.cloud_reference, since=since, token=token)
        except KoggeError as error:
            failures += 1
            if error.permanent or failures > LISTING_RETRIES:
                raise
            time.sleep(2.0**failures)
            continue
        failures = 0
        yield from page.orders
        listed += len(page.orders)
        report(f"{listed} listed" + (f"; next call in {page.retry_after_s:.0f} s" if page.retry_after_s else ""))
        token = page.next_token
        if page.retry_after_s > 0:
            time.sleep(page.retry_after_s)
        elif token is None:
            return
