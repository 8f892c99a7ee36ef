"""The measured process of import_orders.py: fills a feed, takes it over, inserts the same rows bare."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import django
import psutil

django.setup()

from django.db import connection, models, transaction

from amazon_emulator.generation.orders import OrderGenerator
from kogge.config import read_config
from kogge.customers.models import Customer, PostalAddress
from kogge.documents.models import Document, DocumentLine, DocumentMessage
from kogge.infrastructure import cloud
from kogge.infrastructure.bulk import insert_rows
from kogge.orders.importing import import_page, parse_page
from kogge.orders.models import OrderChange, PlatformOrder, RetrievalRun
from kogge.orders.runs import get_platform, get_run
from kogge.orders.services import Wishes, start_retrieval
from kogge.platforms.models import PlatformCustomer
from kogge.site.installation import install
from kogge_cloud.accounts.models import Registration
from kogge_cloud.amazon.mapping import read_version
from kogge_cloud.feed.services import append_page

WRITTEN = (
    Customer,
    PostalAddress,
    PlatformCustomer,
    Document,
    DocumentLine,
    DocumentMessage,
    OrderChange,
    PlatformOrder,
)
"""The tables that an import fills, referenced ones first."""

NO_DOCUMENT = {"PENDING", "PENDING_AVAILABILITY", "CANCELLED"}
FEED_PAGE = 100
PAGE_SIZE = 500
MEGABYTE = 2**20


def main() -> None:
    """Measure, and print one JSON document."""
    orders = int(sys.argv[1])
    install(read_config(), with_demo=True)
    platform = get_platform("Amazon")
    fill_feed(Registration.objects.get(reference=platform.cloud_reference).pk, orders)
    run = start_retrieval(platform.pk, Wishes(backfill=True), now=datetime.now(UTC))
    before_mb = memory_mb()
    most_mb: list[float] = []
    import_s = timed(lambda: take_over(run, lambda: most_mb.append(memory_mb())))
    documents = Document.objects.count()
    rows = {model: list(model.objects.values_list(*columns_of(model))) for model in WRITTEN}
    empty_tables()
    bare_s = timed(lambda: insert_bare(rows))
    result = {
        "orders_per_s": round(documents / import_s, 1),
        "bare_orders_per_s": round(documents / bare_s, 1),
        "ratio": round(bare_s / import_s, 3),
        "memory_mb": round(max(most_mb) - before_mb, 1),
        "documents": documents,
        "rows": sum(len(each) for each in rows.values()),
    }
    print(json.dumps(result))


def fill_feed(registration_id: int, count: int) -> None:
    """Append that many orders, each of which becomes a document, to the Cloud's feed."""
    page = []
    for raw in generated(count):
        page.append(read_version(raw))
        if len(page) == FEED_PAGE:
            append_page(registration_id, page, datetime.now(UTC))
            page = []
    append_page(registration_id, page, datetime.now(UTC))


def generated(count: int) -> Iterator[dict[str, Any]]:
    """Give orders that are paid and not cancelled."""
    generator = OrderGenerator(seed=1, now=datetime.now(UTC))
    while count:
        order = generator.generate(1)[0]
        if order["fulfillment"]["fulfillmentStatus"] not in NO_DOCUMENT:
            count -= 1
            yield order


def take_over(run: RetrievalRun, after_page: Callable[[], None]) -> None:
    """Import the whole feed page by page and acknowledge it, as a retrieval does."""
    credentials = get_run(run.pk).platform.credentials
    client = cloud.connect(credentials.client_id, credentials.client_secret_encrypted)
    reference = run.platform.cloud_reference
    after, head = 0, 1
    while after < head:
        page = parse_page(client.read_feed(reference, after=after, limit=PAGE_SIZE))
        import_page(run.pk, page, datetime.now(UTC))
        client.acknowledge(reference, page.next_after)
        after, head = page.next_after, page.head
        after_page()


def columns_of(model: type[models.Model]) -> list[str]:
    """Return the names of all columns' fields."""
    return [field.name for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's documented meta API


def empty_tables() -> None:
    """Make the tables as they were before the import."""
    with connection.cursor() as cursor:
        for model in reversed(WRITTEN):
            command = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
            cascade = " CASCADE" if connection.vendor == "postgresql" else ""
            cursor.execute(f"{command} {model._meta.db_table}{cascade}")  # noqa: SLF001
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")


def insert_bare(rows: dict[type[models.Model], list[tuple[Any, ...]]]) -> None:
    """Insert the same rows into the same tables with the same indexes, in one transaction, and nothing else."""
    with transaction.atomic():
        for model, values in rows.items():
            insert_rows(model, columns_of(model), values)


def timed(work: Callable[[], None]) -> float:
    """Return the seconds that the work took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def memory_mb() -> float:
    """Return this process's resident size."""
    return psutil.Process().memory_info().rss / MEGABYTE


if __name__ == "__main__":
    main()
