"""Measures how many orders a second 1, 2 and 4 workers take over together, on PostgreSQL.

    python bench/workers.py [--orders N] [--merchants M] [--json]

For each number of workers there are merchants with a platform each, whose orders wait in the Cloud's feed; all their
retrievals are begun at once and left to the workers, durably and with everything that belongs to it. Time runs from
there to the end of the last one. Workers and database share this machine, so that its cores bound what more workers
bring: they are told with the figures, and so is the load. Platforms of one company wait for each other's numbers.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.chaos.consoles import Console, open_console
from tests.chaos.installations import Installation, install
from tests.postgres import throwaway_cluster

WORKERS = (1, 2, 4)

MAKE = """
import sys, uuid
sys.path.insert(0, words[3])
from bench.measured_import import fill_feed
from kogge.companies.models import Company
from kogge.orders.models import FeedCursor
from kogge.platforms.models import Platform
from kogge.site import installation
from kogge_cloud.accounts.models import Registration
name, number, orders, _root = words
model, registered = Platform.objects.get(name="Amazon"), Registration.objects.get(name="Amazon")
answer = []
for place in range(number):
    company = Company.objects.create(name=f"{name}-{place}")
    installation.create_parameters(company)
    registration = Registration.objects.get(pk=registered.pk)
    registration.pk, registration.name, registration.seller_reference = None, company.name, company.name
    registration.reference = uuid.uuid4()
    registration.save()
    platform = Platform.objects.get(pk=model.pk)
    platform.pk, platform.company, platform.name = None, company, company.name
    platform.cloud_reference = str(registration.reference)
    platform.customer_status = installation._create_status(company, "Kunde", "Kunden", "K")
    platform.save()
    FeedCursor.objects.create(platform=platform)
    installation._configure_document_creation(platform)
    installation._create_demo_articles(company)
    fill_feed(registration.pk, orders)
    answer.append(platform.pk)
"""

BEGIN = """
from datetime import UTC, datetime
from kogge.orders.models import RetrievalRun
from kogge.orders.services import Wishes, start_retrieval
from kogge.orders.workflows import enqueue_retrieval
now = datetime.now(UTC)
answer = [start_retrieval(platform, Wishes(backfill=True), now=now).pk for platform in words[0]]
# The feed is full already: there is nothing to be fetched from a platform any more.
RetrievalRun.objects.filter(pk__in=answer).update(fetch_is_done=True)
for run in answer:
    enqueue_retrieval(run)
"""

ENDED = """
from kogge.orders.models import RetrievalRun
runs = list(RetrievalRun.objects.filter(pk__in=words[0]).values_list("state", "created", "problem"))
answer = runs if all(state != "running" for state, _created, _problem in runs) else []
"""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=12_000, help="for each number of workers")
    parser.add_argument("--merchants", type=int, default=24)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        office = stack.enter_context(install(folder, "", stack.enter_context(throwaway_cluster())))
        console = stack.enter_context(open_console(office))
        results = [measure(office, console, workers, options) for workers in WORKERS]
    print(json.dumps(results) if options.json else "\n".join(describe(each) for each in results))
    return 0


def measure(office: Installation, console: Console, workers: int, options: argparse.Namespace) -> dict[str, Any]:
    """Let so many workers take over the orders of merchants of their own."""
    orders = options.orders // options.merchants
    platforms = console.ask(MAKE, str(workers), options.merchants, orders, str(ROOT))
    with ExitStack() as stack:
        for _ in range(workers):
            office.await_engine(stack.enter_context(working(office)))
        time.sleep(2)
        since = time.monotonic()
        runs = console.ask(BEGIN, platforms)
        while not (ended := console.ask(ENDED, runs)):
            time.sleep(0.1)
        took = time.monotonic() - since
    assert all(state == "done" and created == orders for state, created, _problem in ended), ended
    return {
        "workers": workers,
        "orders_per_s": round(orders * options.merchants / took, 1),
        "orders": orders * options.merchants,
        "merchants": options.merchants,
        "seconds": round(took, 1),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


@contextmanager
def working(office: Installation) -> Iterator["subprocess.Popen[str]"]:
    """Run a worker, and end it in good order."""
    process = office.start("worker")
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def describe(result: dict[str, Any]) -> str:
    """Say it in a line."""
    return (
        f"{result['workers']} workers {result['orders_per_s']:>7,.0f} orders/s   ({result['orders']:,} orders of"
        f" {result['merchants']} merchants in {result['seconds']} s; {result['cores']} cores, load {result['load']})"
    )


if __name__ == "__main__":
    sys.exit(main())
