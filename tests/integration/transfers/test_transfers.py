"""What changed goes up to the Emulator, once; what is refused is seen, and waits for a change or a person."""

from datetime import UTC, datetime

import httpx
import pytest

from amazon_emulator.generation.catalogue import PRODUCTS
from kogge.articles.models import Article
from kogge.audit.models import AuditEntry
from kogge.kernel.errors import KoggeError
from kogge.transfers.errors import OffersNotReady, TransferRuns
from kogge.transfers.models import Offer, OfferState, Transfer, TransferPart
from kogge.transfers.rules import Area, PriceRule
from kogge.transfers.sending import advance_transfer
from kogge.transfers.services import fail_transfer, save_offer, send_again, switch_offers
from kogge_cloud.amazon import transfer_rules as cloud_rules
from kogge_cloud.amazon import transfers as advancing
from tests.integration.kogge_cloud.conftest import DATABASES
from tests.integration.transfers.office import FBA, Office

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

TEA, CUP, COAT = PRODUCTS[0], PRODUCTS[5], PRODUCTS[6]


@pytest.mark.parametrize("most_calls", [100, 0], ids=["calls", "feed"])
def test_what_changed_goes_up_and_only_that(office: Office, most_calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cloud_rules, "MOST_CALLS", most_calls)
    monkeypatch.setattr(advancing, "poll_delay_s", lambda _polls: 0.0)
    office.set_up(PriceRule("DE", "EUR", ending=99), PriceRule("FR", "EUR", 11_000), stock_kept_back=3)
    tea, cup = office.add_article(TEA, price_minor=1290 + most_calls), office.add_article(CUP, stock=2)
    done = office.transfer()
    # Each offer goes to two marketplaces.
    assert (done.state, done.total, done.accepted, done.rejected) == ("done", 4, 4, 0)
    assert (office.at_amazon(TEA.sku)["quantity"], office.at_amazon(CUP.sku)["quantity"]) == (17, 0)
    offer = office.offer(TEA.sku)
    german, french = ("13.99", "15.29") if most_calls else ("12.99", "14.19")
    assert offer.accepted == {"stock": "17", "price:DE": f"{german} EUR", "price:FR": f"{french} EUR"}
    assert (offer.state, offer.transfer, offer.sent_at) == (OfferState.ACCEPTED, done, done.started_at)
    assert office.start() is None
    Article.objects.filter(pk=tea.pk).update(stock=30)
    Article.objects.filter(pk=cup.pk).update(price_minor=5000)
    assert office.start(Area.ARTICLES) is None
    again = office.transfer(Area.STOCK)
    assert (again.total, office.at_amazon(TEA.sku)["quantity"]) == (1, 27)
    assert office.transfer(Area.PRICES).total == 2


def test_a_refused_item_is_seen_and_not_sent_again(office: Office) -> None:
    article = office.add_article(TEA, number="NOT-LISTED")
    office.add_article(CUP)
    done = office.transfer()
    assert (done.state, done.accepted, done.rejected) == ("done", 1, 1)
    offer = office.offer("NOT-LISTED")
    assert (offer.state, offer.code) == (OfferState.REJECTED, "not_listed")
    assert "no listing" in offer.message
    assert office.start() is None
    Article.objects.filter(pk=article.pk).update(stock=21)
    assert office.transfer().rejected == 1
    assert send_again(office.shop.platform, [offer.pk], actor=office.shop.actor, now=datetime.now(UTC)) == 1
    assert office.offer("NOT-LISTED").state == OfferState.UNSENT
    assert office.transfer().total == 1


def test_an_article_is_listed_by_its_ean(office: Office) -> None:
    office.add_article(COAT, number="NEU-1", ean=COAT.ean)
    assert office.transfer().rejected == 1
    done = office.transfer(Area.ARTICLES)
    assert (done.accepted, done.rejected) == (1, 0)
    found = office.at_amazon("NEU-1")
    assert (found["asin"], found["quantity"]) == (COAT.asin, 20)
    offer = office.offer("NEU-1")
    assert (offer.state, offer.refused) == (OfferState.ACCEPTED, {})
    assert offer.accepted["listing:DE"] == COAT.ean
    assert office.start(*Area) is None


def test_stock_never_takes_an_offer_out_of_amazons_warehouses(office: Office) -> None:
    office.add_article(FBA)
    office.transfer()
    offer = office.offer(FBA.sku)
    assert (offer.state, [each["code"] for each in offer.remarks]) == (OfferState.ACCEPTED, ["stock_withheld"])
    assert offer.refused == {"stock": "20"}
    assert office.at_amazon(FBA.sku)["isFba"]
    offer.is_fba = True
    save_offer(offer, actor=office.shop.actor, now=datetime.now(UTC))
    Article.objects.update(stock=5)
    assert office.start() is None


def test_every_article_is_offered_where_that_is_wished(office: Office) -> None:
    Article.objects.create(company=office.shop.company, number=TEA.sku, name="Tee", stock=4)
    office.set_up(PriceRule("DE", "EUR"), offers_all=True)
    assert office.transfer().total == 1
    offer = office.offer(TEA.sku)
    switch_offers(office.shop.platform, [offer.pk], is_active=False, actor=office.shop.actor, now=datetime.now(UTC))
    Article.objects.filter(number=TEA.sku).update(stock=5)
    assert office.start() is None
    actions = set(AuditEntry.objects.filter(action__startswith="transfers.").values_list("action", flat=True))
    assert actions == {"transfers.change_settings", "transfers.start", "transfers.switch_offers"}


def test_a_transfer_begins_when_it_can_and_one_at_a_time(office: Office) -> None:
    office.add_article(TEA)
    begun = office.start()
    assert begun is not None
    with pytest.raises(TransferRuns):
        office.start()
    office.finish(begun)
    office.set_up()
    with pytest.raises(OffersNotReady, match="no marketplace"):
        office.start()


def test_an_older_transfer_goes_first(office: Office) -> None:
    article = office.add_article(TEA, stock=11)
    older = office.start()
    Article.objects.filter(pk=article.pk).update(stock=12)
    newer = office.start(article_ids=[article.pk])
    assert older is not None
    assert newer is not None
    assert advance_transfer(newer.pk, datetime.now(UTC)) > 0
    assert not TransferPart.objects.get(transfer=newer).is_taken
    office.finish(older)
    office.finish(newer)
    assert (office.at_amazon(TEA.sku)["quantity"], office.offer(TEA.sku).accepted["stock"]) == (12, "12")


def test_what_broke_off_is_sent_again(office: Office) -> None:
    office.add_article(TEA)
    begun = office.start()
    assert begun is not None
    fail_transfer(begun.pk, KoggeError("The Cloud is away."), datetime.now(UTC))
    offer = office.offer(TEA.sku)
    assert (offer.state, offer.message) == (OfferState.FAILED, "The Cloud is away.")
    assert Transfer.objects.get().state == "failed"
    assert office.transfer().accepted == 1


def test_an_outage_is_waited_for(office: Office) -> None:
    office.add_article(TEA)
    fault = {"operation": "searchListingsItems", "kind": "unavailable", "times": 1}
    httpx.post(f"{office.url}/emulator/faults", json=fault).raise_for_status()
    begun = office.start()
    assert begun is not None
    assert advance_transfer(begun.pk, datetime.now(UTC)) > 0
    begun.refresh_from_db()
    assert (begun.state, begun.waiting_for, begun.waiting_until_at is not None) == ("running", "platform", True)


def test_results_are_written_once(office: Office) -> None:
    office.add_article(TEA)
    office.add_article(CUP)
    done = office.transfer()
    advance_transfer(done.pk, datetime.now(UTC))
    assert (Transfer.objects.get().accepted, Offer.objects.count()) == (2, 2)
