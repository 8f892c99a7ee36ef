"""Transfers as actions of batches: of platforms, which count offers, and of articles, each with its own outcome."""

from datetime import UTC, datetime

import pytest

from amazon_emulator.generation.catalogue import PRODUCTS
from kogge.articles.models import Article
from kogge.automation.actions import find_action, list_system_rules
from kogge.automation.batches import Progress, advance_batch, begin_batch
from kogge.automation.models import BatchItem, BatchRun, RunState
from kogge.automation.rules import Definition, Range, RangeKind
from kogge.automation.subjects import get_subject, select
from kogge.automation.wording import word_code
from kogge.companies.models import Membership, Role
from kogge.transfers.models import Transfer
from tests.integration.kogge_cloud.conftest import DATABASES
from tests.integration.transfers.office import Office

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

TEA, CUP, COAT = PRODUCTS[0], PRODUCTS[5], PRODUCTS[6]


@pytest.fixture
def batches(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Let whoever asks for work do it at once, in place of a worker."""
    Membership.objects.create(company=office.shop.company, user=office.shop.actor, role=Role.CLERK)

    def send(transfer_id: int) -> None:
        office.finish(Transfer.objects.get(pk=transfer_id))

    monkeypatch.setattr("kogge.automation.actions.transferring.enqueue_transfer", send)
    return office


def carry_out(office: Office, subject: str, rule: str, wanted: Range) -> BatchRun:
    definition = Definition(subject, wanted, (rule,))
    now = datetime.now(UTC)
    batch = begin_batch(office.shop.company, definition, office.shop.actor, now)
    while advance_batch(batch.pk, now) is not Progress.ENDED:
        pass
    batch.refresh_from_db()
    assert batch.state == RunState.DONE
    return batch


def test_a_platforms_offers_are_counted(batches: Office) -> None:
    batches.add_article(TEA)
    batches.add_article(CUP, number="NOT-LISTED")
    everything = Range(RangeKind.ALL)
    batch = carry_out(batches, "platforms", "transfers.stock", everything)
    assert batch.counts == {"changed": 1, "failed": 1}
    item = BatchItem.objects.get(batch=batch)
    assert (item.result, item.code) == ("failed", "offers_refused")
    assert "NOT-LISTED" in word_code(item.code, item.values)
    assert carry_out(batches, "platforms", "transfers.stock", everything).counts == {"unchanged": 1}
    assert carry_out(batches, "platforms", "transfers.prices", everything).counts == {"changed": 1, "failed": 1}


def test_each_article_has_its_own_outcome(batches: Office) -> None:
    named = ((TEA, TEA.sku), (CUP, CUP.sku), (COAT, "NOT-LISTED"))
    articles = [batches.add_article(product, number=number) for product, number in named]
    articles.append(Article.objects.create(company=batches.shop.company, number="NOWHERE", name="Nirgends"))
    chosen = Range(RangeKind.SELECTION, {"ids": [each.pk for each in articles]})
    batch = carry_out(batches, "articles", "transfers.prices_of_articles", chosen)
    assert batch.counts == {"changed": 2, "failed": 1, "skipped": 1}
    failed = BatchItem.objects.get(batch=batch, result="failed")
    assert (failed.label.split()[0], failed.code) == ("NOT-LISTED", "offers_refused")
    assert Transfer.objects.count() == 1
    again = carry_out(batches, "articles", "transfers.prices_of_articles", chosen)
    assert again.counts == {"unchanged": 3, "skipped": 1}
    free = select(get_subject("articles"), batches.shop.company, Range(RangeKind.FREE, {"number_from": "NO"}))
    assert {"NOT-LISTED", "NOWHERE", TEA.sku} <= set(free.values_list("number", flat=True))
    assert not free.filter(number=CUP.sku).exists()


def test_a_platform_that_is_not_set_up_is_told(batches: Office) -> None:
    batches.add_article(TEA)
    batches.set_up()
    batch = carry_out(batches, "platforms", "transfers.stock", Range(RangeKind.ALL))
    item = BatchItem.objects.get(batch=batch)
    assert (item.code, item.is_structural) == ("offers_not_ready", True)


def test_kogge_brings_the_rules_along(office: Office) -> None:
    for subject, ending in (("platforms", ""), ("articles", "_of_articles")):
        rules = [each.reference for each in list_system_rules(office.shop.company, subject)]
        wanted = [f"transfers.{area}{ending}" for area in ("stock", "prices", "articles")]
        assert rules[-3:] == wanted
        assert [find_action(each).key for each in wanted] == wanted
