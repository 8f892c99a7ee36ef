"""The measured process of lists.py: imports orders, then opens pages as a signed-in person."""

import statistics
import sys
import time
from datetime import UTC, datetime

from django.test import Client

from bench.measured_import import fill_feed, take_over
from kogge.companies.models import User
from kogge.config import read_config
from kogge.documents.models import Document
from kogge.orders.runs import get_platform
from kogge.orders.services import Wishes, start_retrieval
from kogge.site.installation import install
from kogge_cloud.accounts.models import Registration

TIMES = 5


def main() -> None:
    """Fill the Office, and print the median of each page in milliseconds."""
    install(read_config(), with_demo=True)
    platform = get_platform("Amazon")
    fill_feed(Registration.objects.get(reference=platform.cloud_reference).pk, int(sys.argv[1]))
    take_over(start_retrieval(platform.pk, Wishes(backfill=True), now=datetime.now(UTC)), lambda: None)
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="admin"))
    print(f"{Document.objects.count():,} documents")
    for title, address in pages(Document.objects.order_by("pk")[0]):
        print(f"{title:<28} {statistics.median(seconds(client, address) for _ in range(TIMES)) * 1000:>6.0f} ms")


def pages(document: Document) -> list[tuple[str, str]]:
    """Name the pages and their addresses."""
    return [
        ("overview", "/"),
        ("documents", "/documents/"),
        ("documents, last page", "/documents/?page=200"),
        ("documents, exact number", f"/documents/?q={document.number}"),
        ("documents, a name", f"/documents/?q={document.customer.name.split()[-1]}"),
        ("documents, no such name", "/documents/?q=Nirgendwo"),
        ("documents, part of a number", f"/documents/?q={document.order_reference[4:9]}"),
        ("customers", "/customers/"),
        ("parked orders", "/orders/parked/"),
    ]


def seconds(client: Client, address: str) -> float:
    """Return how long the page took. Raises RuntimeError when it is not shown."""
    started = time.perf_counter()
    answer = client.get(address)
    if not answer.content or answer.status_code >= 400:
        message = f"{address} answered {answer.status_code}"
        raise RuntimeError(message)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
