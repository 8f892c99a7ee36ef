"""The pages of offers: what is seen of them, and what people of each role can do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kogge.articles.models import Article
from kogge.audit.models import AuditEntry
from kogge.companies.models import Role
from kogge.platforms.models import CloudCredentials
from kogge.transfers.models import Offer, OfferState, PriceRule, Transfer, TransferSettings, TransferState
from tests.integration.site.factory import Books, add_person, keep_books

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


@pytest.fixture
def books() -> Books:
    books = keep_books("Nord")
    Article.objects.filter(company=books.company, number="A-1").update(stock=7, price_minor=1234)
    PriceRule.objects.create(platform=books.platform, position=0, marketplace="DE", currency="EUR", ending=99)
    books.platform.credentials = CloudCredentials.objects.create(
        company=books.company, name="Cloud", client_secret_encrypted=b"x"
    )
    books.platform.save()
    return books


@pytest.fixture
def offer(books: Books) -> Offer:
    return Offer.objects.create(
        company=books.company,
        platform=books.platform,
        article=Article.objects.get(number="A-1"),
        sku="A-1",
        state=OfferState.REJECTED,
        accepted={"stock": "4"},
        refused={"price:DE": "12.99 EUR"},
        code="90220",
        message="The price is too low.",
    )


def client_of(books: Books, role: Role = Role.CLERK) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person(f"person-{role}", books.company, role))
    return client


def test_a_list_shows_what_is_here_and_what_is_there(books: Books, offer: Offer) -> None:
    page = client_of(books).get(reverse("transfers:offers", args=[books.platform.pk]))
    said = page.content.decode()
    assert "abgelehnt" in said
    assert "The price is too low." in said
    assert "(auf der Plattform 4)" in said
    assert "12,99\N{NO-BREAK SPACE}€" in said
    assert "Jetzt übertragen" in said
    found = client_of(books, Role.READER).get(reverse("transfers:offers", args=[books.platform.pk]), {"q": offer.sku})
    assert "A-1" in found.content.decode()
    assert "Jetzt übertragen" not in found.content.decode()


def test_lists_ask_as_much_for_one_offer_as_for_many(
    books: Books, offer: Offer, django_assert_max_num_queries: object
) -> None:
    client, path = client_of(books), reverse("transfers:offers", args=[books.platform.pk])
    client.get(path)
    rows = [
        Offer(company=books.company, platform=books.platform, article=offer.article, sku=f"B-{number}")
        for number in range(20)
    ]
    Offer.objects.bulk_create(rows)
    with django_assert_max_num_queries(40):  # a context manager
        assert "B-19" in client.get(path).content.decode()


def test_another_company_sees_none_of_it(books: Books, offer: Offer) -> None:
    stranger = client_of(keep_books("Süd"))
    for name, pk in (("transfers:offers", books.platform.pk), ("transfers:edit", offer.pk)):
        assert stranger.get(reverse(name, args=[pk])).status_code == 404


@pytest.mark.usefixtures("offer")
def test_a_transfer_is_begun_and_watched(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    enqueued: list[int] = []
    monkeypatch.setattr("kogge.transfers.views.enqueue_transfer", enqueued.append)
    client, path = client_of(books), reverse("transfers:start", args=[books.platform.pk])
    nothing = client.post(path, {"areas": []}, follow=True)
    assert "Wählen Sie, was übertragen werden soll." in nothing.content.decode()
    unchanged = client.post(path, {"areas": ["prices"]}, follow=True)
    assert "Nichts hat sich geändert" in unchanged.content.decode()
    begun = client.post(path, {"areas": ["stock", "prices"]}, follow=True)
    transfer = Transfer.objects.get()
    assert enqueued == [transfer.pk]
    assert "Angebote werden übertragen" in begun.content.decode()
    Transfer.objects.update(waiting_until_at=datetime.now(UTC) + timedelta(seconds=60), waiting_for="quota")
    progress = reverse("transfers:progress", args=[transfer.pk])
    assert "Das Kontingent der Plattform ist aufgebraucht." in client.get(progress).content.decode()
    again = client.post(path, {"areas": ["stock"]}, follow=True)
    assert "bereits übertragen" in again.content.decode()
    Transfer.objects.update(state=TransferState.FAILED, problem_code="cloud_unreachable", finished_at=NOW)
    ended = client.get(progress)
    assert (ended.status_code, ended.headers["HX-Refresh"]) == (286, "true")
    assert "Die Cloud antwortet nicht." in ended.content.decode()


def test_chosen_offers_are_sent_again_or_switched_off(books: Books, offer: Offer) -> None:
    client, path = client_of(books), reverse("transfers:offers", args=[books.platform.pk])
    client.post(path, {"do": "action:send-again", "chosen": [offer.pk]})
    offer.refresh_from_db()
    assert (offer.state, offer.accepted, offer.refused, offer.message) == (OfferState.UNSENT, {}, {}, "")
    client.post(path, {"do": "action:deactivate", "chosen": [offer.pk]})
    offer.refresh_from_db()
    assert not offer.is_active
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"transfers.send_again", "transfers.switch_offers"} <= actions


def test_an_article_shows_its_offers_and_is_offered(books: Books, offer: Offer) -> None:
    client = client_of(books)
    article = reverse("articles:edit", args=[offer.article_id])
    assert "The price is too low." in client.get(article).content.decode()
    other = Article.objects.create(company=books.company, number="A-2", name="Leine")
    page = client.get(reverse("articles:edit", args=[other.pk])).content.decode()
    assert "Der Artikel wird auf keiner Plattform angeboten." in page
    client.post(reverse("transfers:offer-article", args=[books.platform.pk, other.pk]))
    assert Offer.objects.get(article=other).sku == "A-2"
    taken = Article.objects.create(company=books.company, number="A-3", name="Haken")
    Offer.objects.filter(article=other).update(sku="A-3")
    refused = client.post(reverse("transfers:offer-article", args=[books.platform.pk, taken.pk]), follow=True)
    assert "bereits als SKU" in refused.content.decode()


def test_an_offer_is_changed(books: Books, offer: Offer) -> None:
    client, path = client_of(books), reverse("transfers:edit", args=[offer.pk])
    assert "The price is too low." in client.get(path).content.decode()
    Offer.objects.create(company=books.company, platform=books.platform, article=offer.article, sku="B-1")
    assert "hat diese SKU bereits" in client.post(path, {"sku": "B-1"}).content.decode()
    client.post(path, {"sku": "C-1", "is_active": "on", "is_fba": "on"})
    offer.refresh_from_db()
    assert (offer.sku, offer.is_fba, offer.accepted, offer.state) == ("C-1", True, {}, OfferState.UNSENT)


def test_settings_are_kept(books: Books) -> None:
    client, path = client_of(books, Role.ADMIN), reverse("transfers:settings", args=[books.platform.pk])
    entered = {"stock_kept_back": "2", "stock_cap": "50", "serves_DE": "on", "factor_DE": "1,075", "ending_DE": "99",
               "surcharge_DE": "0,50", "factor_FR": "2", "stay": ""}  # fmt: skip
    client.post(path, entered)
    [rule] = PriceRule.objects.filter(platform=books.platform)
    assert (rule.marketplace, rule.factor, rule.surcharge_minor, rule.ending) == ("DE", 10_750, 50, 99)
    stored = TransferSettings.objects.get()
    assert (stored.stock_kept_back, stored.stock_cap, stored.offers_all) == (2, 50, False)
    assert "1,075" in client.get(path).content.decode()
    fine = client.post(path, entered | {"surcharge_DE": "0,505"})
    assert "feiner, als die Währung erlaubt" in fine.content.decode()
    assert AuditEntry.objects.filter(action="transfers.change_settings").count() == 1
