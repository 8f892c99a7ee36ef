"""The measured process of pages.py: imports and multiplies orders, then opens every page as a signed-in person."""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import django

django.setup()

from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bench.measured_import import fill_feed, take_over
from bench.multiplied_books import multiply
from kogge.companies.models import User
from kogge.config import read_config
from kogge.documents.models import Document
from kogge.orders.runs import get_platform
from kogge.orders.services import Wishes, start_retrieval
from kogge.site.installation import install
from kogge.site.warming import warm_up
from kogge_cloud.accounts.models import Registration

IMPORTED = 2000
SAMPLE = 500

NOT_TIMED = {"orders:raw", "orders:remap", "platforms:notifications"}
"""Pages that wait for the Cloud."""

ROWS = {
    "document_id": "documents.Document",
    "customer_id": "customers.Customer",
    "article_id": "articles.Article",
    "alias_id": "articles.ArticleAlias",
    "platform_id": "platforms.Platform",
    "credentials_id": "platforms.CloudCredentials",
    "run_id": "orders.RetrievalRun",
    "user_id": "companies.User",
    "membership_id": "companies.Membership",
}
"""What the numbers in addresses stand for."""

Address = Callable[[], str]


def main() -> None:
    """Fill the Office, and print one JSON document."""
    documents, times = int(sys.argv[1]), int(sys.argv[2])
    install(read_config(), with_demo=True)
    platform = get_platform("Amazon")
    fill_feed(Registration.objects.get(reference=platform.cloud_reference).pk, min(IMPORTED, documents))
    take_over(start_retrieval(platform.pk, Wishes(backfill=True), now=datetime.now(UTC)), lambda: None)
    multiply(max(documents // Document.objects.count() - 1, 0))
    client = Client(headers={"host": "localhost", "accept-language": "de"})
    client.force_login(User.objects.get(username="admin"))
    warm_up()
    pages = [measure(client, name, address, times) for name, address in [*list_pages(), *list_searches()]]
    pages = [each for each in pages if each]
    pages.sort(key=lambda each: -float(str(each["p95_ms"])))
    print(json.dumps({"database": "postgresql", "documents": Document.objects.count(), "pages": pages}))


def list_pages() -> Iterator[tuple[str, Address]]:
    """Give every page of the Office by the name of its address; for rows, another one each time."""
    dice = random.Random(1)
    keys: dict[str, list[int]] = {}
    for name, arguments in sorted(set(_walk(get_resolver().url_patterns, ""))):
        if name in NOT_TIMED or any(each not in ROWS for each in arguments):
            continue
        for each in arguments:
            keys.setdefault(each, _sample(apps.get_model(ROWS[each])))
        if all(keys[each] for each in arguments):
            yield (
                name,
                lambda name=name, arguments=arguments: reverse(  # type: ignore[misc]  # bound at once
                    name, kwargs={each: dice.choice(keys[each]) for each in arguments}
                ),
            )


def list_searches() -> Iterator[tuple[str, Address]]:
    """Give the documents' list with what people type."""
    document = Document.objects.order_by("pk")[0]
    queries = {
        "last page": "page=200",
        "sorted by number": "sort=number",
        "exact number": f"q={document.number}",
        "exact order number": f"q={document.order_reference}",
        "a name": f"q={document.customer.name.split()[-1]}",
        "no such name": "q=Nirgendwo",
    }
    for name, query in queries.items():
        yield f"documents:list, {name}", lambda query=query: f"{reverse('documents:list')}?{query}"  # type: ignore[misc]


def measure(client: Client, name: str, address: Address, times: int) -> dict[str, object] | None:
    """Return a page's figures; None where the address only takes forms, or leads elsewhere."""
    if client.get(address()).status_code != 200:
        return None
    seconds, size = [], 0
    for _ in range(times):
        url = address()
        started = time.perf_counter()
        size = len(client.get(url).content)
        seconds.append(time.perf_counter() - started)
    return {
        "page": name,
        "p50_ms": round(statistics.median(seconds) * 1000, 1),
        "p95_ms": round(statistics.quantiles(seconds, n=20)[-1] * 1000, 1),
        "bytes": size,
    }


def _walk(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            if str(each.pattern) != "cloud/":
                inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
                yield from _walk(each.url_patterns, inner)
        elif each.name:
            yield f"{namespace}{each.name}", tuple(each.pattern.converters)


def _sample(model: type[models.Model]) -> list[int]:
    """Return the ids of some rows, from the whole table: the originals and their copies lie far apart."""
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))  # noqa: SLF001 - documented
    return keys[:: len(keys) // SAMPLE + 1]


if __name__ == "__main__":
    main()
