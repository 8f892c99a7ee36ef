"""A worker dies in the middle of transfers: every offer right at Amazon in the end, and no feed handed in twice."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.chaos.installations import DONE_WITHIN_S, Installation, install, kill
from tests.emulators import RunningEmulator, running_emulator
from tests.integration.kogge_cloud.test_emulator import DEMO_ACCOUNT

BEGIN = """
import django
django.setup()
from datetime import UTC, datetime
from amazon_emulator.generation.catalogue import PRODUCTS
from kogge.articles.models import Article
from kogge.companies.models import User
from kogge.platforms.models import Platform
from kogge.transfers.models import Transfer
from kogge.transfers.rules import Area, PriceRule
from kogge.transfers.services import OfferPlan, offer_articles, save_settings, start_transfer
from kogge.transfers.workflows import enqueue_transfer
platform, actor, now = Platform.objects.get(), User.objects.first(), datetime.now(UTC)
save_settings(platform, OfferPlan(False, 0, None, (PriceRule("DE", "EUR"),)), actor=actor, now=now)
skus = [each.sku for index, each in enumerate(PRODUCTS) if index % 8 != 7]
for sku in skus:
    Article.objects.get_or_create(company=platform.company, number=sku, defaults={"name": sku})
articles = Article.objects.filter(company=platform.company, number__in=skus)
articles.update(stock=777, price_minor=77700, currency="EUR")
offer_articles(platform, [each.pk for each in articles], actor=actor, now=now)
by_call = list(articles.order_by("number").values_list("pk", flat=True)[:20])
by_feed = [each.pk for each in articles if each.pk not in by_call]
for ids in (by_call, by_feed):
    enqueue_transfer(start_transfer(platform, {Area.STOCK, Area.PRICES}, user=actor, now=now, article_ids=ids).pk)
"""

STATES = """
import json
import django
django.setup()
from kogge.transfers.models import Offer, Transfer
print(json.dumps({
    "transfers": list(Transfer.objects.order_by("pk").values_list("state", "accepted", "rejected", "failed")),
    "offers": sorted(set(Offer.objects.values_list("state", flat=True))),
}))
"""


@pytest.fixture
def emulator() -> Iterator[RunningEmulator]:
    """An Amazon on a bad line."""
    with running_emulator("--orders", "0", "--seed", "3", "--quota", "100000", "--faults", "network") as running:
        httpx.post(f"{running.url}/emulator/feeds", json={"seconds": 1}).raise_for_status()
        yield running


@pytest.fixture
def office(tmp_path: Path, emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation whose Cloud takes a feed from thirty items on."""
    sitecustomize = tmp_path / "patches" / "sitecustomize.py"
    sitecustomize.parent.mkdir()
    sitecustomize.write_text("import kogge_cloud.amazon.transfer_rules as rules\nrules.MOST_CALLS = 30\n")
    monkeypatch.setenv("PYTHONPATH", str(sitecustomize.parent))
    with install(tmp_path / "home", emulator.url) as installation:
        yield installation


def read(emulator: RunningEmulator, path: str, **query: str) -> dict[str, list[dict[str, object]]]:
    """Ask the API as the seller, on a good line."""
    httpx.post(f"{emulator.url}/emulator/faults/profile", json={"profile": "none", "seed": 1}).raise_for_status()
    form = {name: DEMO_ACCOUNT[name] for name in ("client_id", "client_secret", "refresh_token")}
    token = httpx.post(f"{emulator.url}/auth/o2/token", data=form | {"grant_type": "refresh_token"}).json()
    headers = {"x-amz-access-token": token["access_token"]}
    answer: dict[str, list[dict[str, object]]] = httpx.get(emulator.url + path, params=query, headers=headers).json()
    return answer


def test_killed_in_the_middle_of_transfers(office: Installation, emulator: RunningEmulator) -> None:
    office.python(BEGIN)
    worker = office.start("worker")
    office.await_engine(worker)
    time.sleep(1)
    kill(worker)
    worker = office.start("worker")
    deadline = time.monotonic() + DONE_WITHIN_S
    while "running" in (told := office.python(STATES)) and time.monotonic() < deadline:
        time.sleep(1)
    kill(worker)
    states = json.loads(told)
    assert states["transfers"] == [["done", 20, 0, 0], ["done", 33, 0, 0]]
    assert states["offers"] == ["accepted"]
    time.sleep(2)
    listed = httpx.get(f"{emulator.url}/emulator/listings").json()["listings"]
    assert {each["quantity"] for each in listed if not each["isFba"]} == {777}
    feeds = read(emulator, "/feeds/2021-06-30/feeds", feedTypes="JSON_LISTINGS_FEED", pageSize="100")["feeds"]
    assert len(feeds) == 1
