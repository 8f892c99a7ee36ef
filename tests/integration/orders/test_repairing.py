"""What waited for an article repairs itself: mapping, new article, bundles."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kogge.articles.models import AliasPart, Article, ArticleAlias
from kogge.companies.models import Role
from kogge.infrastructure import engine
from kogge.orders import repairing
from kogge.orders.importing import import_page, parse_page
from kogge.orders.models import DocumentCreation, RetrievalRun, UnknownArticleHandling
from kogge.orders.repairing import REPAIR_ORDER, repair, repair_solved
from kogge.platforms.models import Platform
from kogge.platforms.services import connect_platform
from tests.integration.orders.connected import ConnectedShop, open_connected_shop
from tests.integration.orders.shop import LATER
from tests.integration.orders.test_changes import take
from tests.integration.site.factory import add_person
from tests.orders import line, order

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "cloud"])

SignIn = Callable[[Role], Client]


@pytest.fixture
def shop() -> ConnectedShop:
    return open_connected_shop()


@pytest.fixture
def clerk(shop: ConnectedShop) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(add_person("clerk", shop.company, Role.CLERK))
    return client


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Note what is left to the workers, which do not run here."""
    noted: list[tuple[int, str]] = []

    def enqueue(name: str, workflow_id: str, *args: int | str) -> None:
        if name == REPAIR_ORDER:
            platform_id, reference = args
            assert str(reference) in workflow_id
            noted.append((int(platform_id), str(reference)))

    monkeypatch.setattr(engine, "enqueue", enqueue)
    return noted


def map_sku(client: Client, sku: str, parts: str) -> str:
    return client.post(reverse("articles:add-alias"), {"sku": sku, "parts": parts}, follow=True).content.decode()


def test_a_mapping_repairs_the_placeholder_lines_it_concerns(
    shop: ConnectedShop, clerk: Client, handed_over: list[tuple[int, str]]
) -> None:
    document = take(shop, order(lines=(line(sku="NEU"),)), order(2, lines=(line(sku="ANDERS"),)))
    assert "are being repaired" in map_sku(clerk, "NEU", "SKU-1 × 2")
    assert handed_over == [(shop.platform.pk, document.order_reference)]
    repair(*handed_over[0])
    (repaired,) = document.lines.all()
    assert (repaired.article_number, repaired.quantity, repaired.sku) == ("SKU-1", 2, "NEU")
    assert repaired.article_source == "alias"
    document.refresh_from_db()
    assert document.total_minor == 1000
    assert shop.documents[1].lines.get().article_number == "UNBEKANNT"


def test_a_new_article_frees_the_orders_that_waited_for_it(
    shop: ConnectedShop, clerk: Client, handed_over: list[tuple[int, str]]
) -> None:
    DocumentCreation.objects.update(unknown_article_handling=UnknownArticleHandling.PARK)
    shop.publish(order(lines=(line(sku="NEU"),)))
    shop.retrieve()
    form = {"number": "NEU", "name": "Neu", "kind": "goods", "tax_level": "reduced", "price": "9,99"}
    german = Client(headers={"accept-language": "de"})
    german.force_login(add_person("verkauf", shop.company, Role.CLERK))
    assert german.post(reverse("articles:add"), form).status_code == 302
    article = Article.objects.get(number="NEU")
    assert (article.price_minor, article.tax_level) == (999, "reduced")
    assert handed_over == [(shop.platform.pk, order().reference)]
    Platform.objects.update(is_active=True, uses_cloud=True)
    repair(*handed_over.pop())
    run = RetrievalRun.objects.latest("pk")
    assert run.order_reference == order().reference
    assert clerk.get(reverse("articles:list")).status_code == 200


def test_an_article_with_the_ean_repairs_and_frees_too(shop: ConnectedShop, handed_over: list[tuple[int, str]]) -> None:
    ean = "4006381333931"
    document = take(shop, order(lines=(line(sku="NEU", ean=ean),)), order(3, lines=(line(sku="ANDERS", ean="0"),)))
    DocumentCreation.objects.update(unknown_article_handling=UnknownArticleHandling.PARK)
    shop.publish(order(2, lines=(line(sku="NEU", ean=ean),)))
    shop.retrieve()
    repair_solved()
    assert handed_over == []
    Article.objects.create(company=shop.company, number="A", name="A", ean=ean)
    repair_solved()
    assert handed_over == [(shop.platform.pk, order(number).reference) for number in (1, 2)]
    repair(*handed_over[0])
    assert document.lines.get().article_source == "ean"
    handed_over.clear()
    Article.objects.create(company=shop.company, number="B", name="B", ean=ean)
    repair_solved()
    assert handed_over == [], "two articles have the EAN: nothing is guessed"


def test_orders_that_cannot_be_repaired_keep_no_others_waiting(
    shop: ConnectedShop, handed_over: list[tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repairing, "AT_ONCE", 2)
    take(shop, *(order(number, lines=(line(sku="NEU"),)) for number in range(1, 6)))
    Article.objects.create(company=shop.company, number="NEU", name="Neu")
    for _ in range(3):
        repair_solved()
    tried = [reference for _, reference in handed_over]
    assert sorted(set(tried)) == [order(number).reference for number in range(1, 6)]
    assert len(tried) == 6, "and then those tried longest ago again"


def test_parked_orders_are_taken_when_what_they_waited_for_is_no_longer_asked_or_there(
    shop: ConnectedShop, handed_over: list[tuple[int, str]]
) -> None:
    DocumentCreation.objects.update(unknown_article_handling=UnknownArticleHandling.PARK)
    shop.publish(order(1, lines=(line(sku="NEU"),)), order(2, total=None))
    shop.retrieve()
    repair_solved()
    assert handed_over == []
    DocumentCreation.objects.update(unknown_article_handling=UnknownArticleHandling.PLACEHOLDER)
    Platform.objects.update(is_active=False)
    repair_solved()
    assert handed_over == [], "a platform that is switched off is not asked"
    Platform.objects.update(is_active=True)
    repair_solved()
    assert handed_over == [(shop.platform.pk, order(1).reference)]
    handed_over.clear()
    shop.publish(order(3))
    page = parse_page(connect_platform(shop.platform).read_feed(shop.platform.cloud_reference, after=2, limit=9))
    import_page(shop.start().pk, page, LATER + timedelta(minutes=1))
    repair_solved()
    assert (shop.platform.pk, order(2).reference) in handed_over, "the platform states amounts now"


def test_a_bundle_is_weighed_by_the_prices_of_its_articles(shop: ConnectedShop) -> None:
    alias = ArticleAlias.objects.create(company=shop.company, sku="SET")
    for number, price in (("A", 3000), ("B", 1000)):
        article = Article.objects.create(company=shop.company, number=number, name=number, price_minor=price)
        AliasPart.objects.create(alias=alias, article=article)
    document = take(shop, order(lines=(line(sku="SET"),)))
    assert list(document.lines.values_list("article_number", "total_minor")) == [("A", 750), ("B", 250)]
    Article.objects.filter(number="A").update(price_minor=None)
    document = take(shop, order(2, lines=(line(sku="SET"),)))
    assert list(shop.documents[1].lines.values_list("total_minor", flat=True)) == [500, 500]


def test_an_ean_finds_an_article_unless_two_have_it(shop: ConnectedShop) -> None:
    ean = "4006381333931"
    Article.objects.create(company=shop.company, number="A", name="A", ean=ean)
    document = take(shop, order(lines=(line(sku="NEU", ean=ean),)))
    assert document.lines.get().article_number == "A"
    assert document.lines.get().article_source == "ean"
    Article.objects.create(company=shop.company, number="B", name="B", ean=ean)
    take(shop, order(2, lines=(line(sku="NEU", ean=ean),)))
    assert shop.documents[1].lines.get().article_number == "UNBEKANNT"


@pytest.mark.parametrize(
    ("sku", "parts", "said"),
    [
        ("SKU-1", "SKU-1", "orders find it without a mapping"),
        ("NEU", "GIBTSNICHT", "There is no article “GIBTSNICHT”."),
        ("NEU", "SKU-1 × 0", "no whole number above zero"),
        ("NEU", "SKU-1\nSKU-1", "stands twice"),
        ("NEU", "", "This field is required."),
    ],
)
def test_a_mapping_that_cannot_hold_is_refused_with_the_reason(clerk: Client, sku: str, parts: str, said: str) -> None:
    assert said in map_sku(clerk, sku, parts)
    assert not ArticleAlias.objects.exists()


def test_a_mapping_can_be_changed_and_deleted(
    shop: ConnectedShop, clerk: Client, handed_over: list[tuple[int, str]]
) -> None:
    map_sku(clerk, "NEU", "SKU-1")
    alias = ArticleAlias.objects.get(company=shop.company)
    url = reverse("articles:edit-alias", args=[alias.pk])
    assert "SKU-1 × 1" in clerk.get(url).content.decode()
    clerk.post(url, {"sku": "NEUER", "parts": "SKU-1 × 3"})
    assert list(AliasPart.objects.values_list("alias__sku", "quantity")) == [("NEUER", 3)]
    clerk.post(reverse("articles:delete-alias", args=[alias.pk]))
    assert not ArticleAlias.objects.exists()
    assert handed_over == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": "SKU-1"}, "Another article has this number already."),
        ({"ean": "4006381333932"}, "This is no EAN"),
        ({"price": "9.999"}, "finer than the currency"),
    ],
)
def test_an_article_that_cannot_be_is_refused(clerk: Client, changes: dict[str, str], said: str) -> None:
    form = {"number": "NEU", "name": "Neu", "kind": "goods", "tax_level": "standard"}
    assert said in clerk.post(reverse("articles:add"), form | changes).content.decode()
    assert not Article.objects.filter(number="NEU").exists()
