"""The middleware's pages and the changeover, by their German labels."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kogge.articles.models import Article, ArticleKind
from kogge.audit.models import AuditEntry
from kogge.changeover.queries import list_checks, list_done
from kogge.changeover.rules import Check, Step
from kogge.companies.models import Company, Membership, Role, User
from kogge.guards import witness
from kogge.guards.models import OrderOwner, RejectedOrder
from kogge.guards.rules import Way
from kogge.guards.services import begin_old_way, settle_owner
from kogge.middleware import running, views, workflows
from kogge.middleware.errors import OrdersRefused
from kogge.middleware.listing import find_running, list_due
from kogge.middleware.models import SyncRun, SyncSchedule, SyncState, SyncStep
from kogge.middleware.rules import Area
from kogge.middleware.services import start_by_hand, start_due, start_now, start_once
from kogge.middleware.workflows import carry_out_all
from kogge.orders.importing import LegacyOrder, import_legacy
from kogge.orders.models import RetrievalRun
from kogge.platforms.models import AuthorizationState, CloudCredentials, Platform, PlatformKind
from tests.integration.site.factory import AT, Books, add_person, keep_books
from tests.orders import order

pytestmark = pytest.mark.django_db

ALL = [each.value for each in Area]


@pytest.fixture(autouse=True)
def _own_witness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "find_path", lambda: tmp_path / witness.FILE)
    for each in (views, workflows):
        monkeypatch.setattr(each, "enqueue_sync", lambda _: None)


@pytest.fixture
def books() -> Books:
    return keep_books("Nord")


@pytest.fixture
def shop(books: Books) -> Platform:
    return Platform.objects.create(company=books.company, kind=PlatformKind.SHOPWARE, name="Laden", uses_cloud=False)


@pytest.fixture
def client(books: Books) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person("chef", books.company, Role.ADMIN))
    return client


@pytest.fixture
def mixed(books: Books, shop: Platform) -> SyncSchedule:
    """A schedule of the old days: it serves the marketplace and the shop with everything."""
    Platform.objects.filter(pk=books.platform.pk).update(uses_cloud=False)
    books.platform.refresh_from_db()
    begin_old_way(books.platform, None, AT)
    Platform.objects.filter(pk=books.platform.pk).update(uses_cloud=True)
    books.platform.refresh_from_db()
    schedule = SyncSchedule.objects.create(company=books.company, name="Alle", areas=ALL, next_at=AT)
    schedule.platforms.set([books.platform, shop])
    return schedule


def test_by_hand_orders_are_refused_as_soon_as_a_platform_of_the_cloud_is_chosen(
    client: Client, books: Books, shop: Platform
) -> None:
    address = reverse("middleware:synchronise")
    page = client.get(address).content.decode()
    for label in ("Artikel", "Bestand", "Preise", "Auftragsstatus", "Adressen und Vorgänge"):
        assert label in page
    refused = client.post(address, {"platforms": [books.platform.pk, shop.pk], "areas": [Area.STOCK, Area.ORDERS]})
    assert "„Adressen und Vorgänge“ kann nicht synchronisiert werden: Amazon" in refused.content.decode()
    assert not SyncRun.objects.exists()
    assert client.post(address, {"platforms": [books.platform.pk, shop.pk], "areas": [Area.STOCK]}).status_code == 302


def test_by_hand_everything_is_allowed_when_only_shops_are_chosen(client: Client, shop: Platform) -> None:
    answer = client.post(reverse("middleware:synchronise"), {"platforms": [shop.pk], "areas": ALL})
    assert answer.status_code == 302
    assert [each.areas for each in SyncStep.objects.order_by("pk")] == [
        ["articles", "stock", "prices"], ["order_status"], ["orders"],
    ]  # fmt: skip
    assert AuditEntry.objects.filter(action="middleware.start_sync").count() == 1
    assert carry_out_all(SyncRun.objects.get().pk) == []
    run = SyncRun.objects.get()
    assert run.state == SyncState.FAILED
    assert "Laden" in client.get(reverse("middleware:runs")).content.decode()


def sign_in(shop: Platform) -> None:
    """Let a shop have what it takes to fetch orders."""
    for kind in (ArticleKind.FREIGHT, ArticleKind.SERVICE, ArticleKind.DISCOUNT, ArticleKind.PLACEHOLDER):
        Article.objects.create(company=shop.company, number=kind, name=kind, kind=kind)
    credentials = CloudCredentials.objects.create(company=shop.company, name="Cloud", client_secret_encrypted=b"x")
    Platform.objects.filter(pk=shop.pk).update(cloud_reference="laden", credentials=credentials)


def test_a_shop_keeps_fetching_by_its_own_retrieval(
    client: Client, shop: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []
    monkeypatch.setattr(running, "enqueue_retrieval", begun.append)
    sign_in(shop)
    client.post(reverse("middleware:synchronise"), {"platforms": [shop.pk], "areas": [Area.ORDERS]})
    assert carry_out_all(SyncRun.objects.get().pk) == []
    assert (SyncRun.objects.get().state, SyncStep.objects.get().problem) == (SyncState.DONE, "")
    assert begun == [RetrievalRun.objects.get(platform=shop).pk]
    assert settle_owner(shop).way == Way.NEW


def test_a_schedule_of_a_marketplace_and_a_shop_is_split_by_one_click(
    client: Client, books: Books, shop: Platform, mixed: SyncSchedule
) -> None:
    assert "Zeitplan teilen" in client.get(reverse("middleware:edit-schedule", args=[mixed.pk])).content.decode()
    address = reverse("middleware:split-schedule", args=[mixed.pk])
    preview = client.get(address).content.decode()
    assert "Alle (übrige Plattformen)" in preview
    assert SyncSchedule.objects.count() == 1
    client.post(address, {"name": "Laden allein"})
    mixed.refresh_from_db()
    assert (mixed.areas, list(mixed.platforms.all())) == (ALL[:-1], [books.platform])
    other = SyncSchedule.objects.get(name="Laden allein")
    assert (other.areas, list(other.platforms.all()), other.next_at) == (ALL, [shop], mixed.next_at)
    client.post(address, {"name": "noch einer"})
    assert SyncSchedule.objects.count() == 2


def test_a_schedule_makes_the_middleware_the_owner_and_is_refused_for_the_cloud(
    client: Client, books: Books, shop: Platform
) -> None:
    entered = {"name": "Neu", "is_active": "on", "interval_minutes": "15", "areas": ALL}
    address = reverse("middleware:add-schedule")
    refused = client.post(address, entered | {"platforms": [books.platform.pk, shop.pk]})
    assert "über die Cloud" in refused.content.decode()
    assert not SyncSchedule.objects.exists()
    assert client.post(address, entered | {"platforms": [shop.pk]}).status_code == 302
    assert not OrderOwner.objects.filter(way=Way.OLD).exists()
    Platform.objects.filter(pk=books.platform.pk).update(uses_cloud=False)
    both = entered | {"name": "Beide", "platforms": [books.platform.pk, shop.pk]}
    assert client.post(address, both).status_code == 302
    assert [each.platform for each in OrderOwner.objects.filter(way=Way.OLD)] == [books.platform]
    again = client.post(address, entered | {"platforms": [shop.pk]})
    assert "Ein Zeitplan mit diesem Namen" in again.content.decode()


def test_a_due_schedule_begins_once(mixed: SyncSchedule) -> None:
    now = AT + timedelta(minutes=40)
    run = start_due(mixed.pk, now)
    assert run is not None
    assert start_due(mixed.pk, now) is None
    mixed.refresh_from_db()
    assert mixed.next_at == AT + timedelta(minutes=45)
    assert start_due(mixed.pk, now + timedelta(hours=1)) is None


def test_a_marketplace_that_takes_long_holds_up_no_shop(shop: Platform, mixed: SyncSchedule) -> None:
    whole = start_due(mixed.pk, AT)
    SyncStep.objects.filter(run=whole, platform=shop).update(state=SyncState.DONE)
    later = start_due(mixed.pk, AT + timedelta(minutes=15))
    assert later is not None
    assert {each.platform for each in later.steps.all()} == {shop}
    assert start_due(mixed.pk, AT + timedelta(minutes=30)) is None
    assert start_once(mixed.pk, AT + timedelta(minutes=30)) is None
    assert find_running(mixed) == whole


def test_a_schedule_that_is_told_for_a_far_day_does_not_stand_still(mixed: SyncSchedule) -> None:
    SyncSchedule.objects.filter(pk=mixed.pk).update(next_at=AT + timedelta(days=365))
    assert list_due(AT) == [mixed]
    assert start_due(mixed.pk, AT) is not None
    assert list_due(AT) == []


def test_the_changeover_asks_for_what_is_missing_and_then_goes_there_and_back(
    client: Client, mixed: SyncSchedule
) -> None:
    platform = mixed.platforms.get(name="Amazon")
    page = reverse("changeover:platform", args=[platform.pk])
    cut_over = reverse("changeover:cut-over", args=[platform.pk])
    refused = client.post(cut_over, {"epoch": "2"}, follow=True).content.decode()
    assert "Zuerst ist in Ordnung zu bringen" in refused
    assert "mindestens 5.11.557" in refused
    versions = {"office_version": "6594", "middleware_version": "5.11.557"}
    client.post(reverse("changeover:installation"), versions)
    client.post(reverse("changeover:backup"), {"platform": platform.pk})
    Platform.objects.filter(pk=platform.pk).update(authorization=AuthorizationState.AUTHENTICATED)
    shown = client.post(cut_over, {"epoch": "2", "fence_at": "2026-11-20T12:00"}, follow=True).content.decode()
    assert "Frühere gehören der Middleware" in shown
    late = LegacyOrder(order(9, placed_at=timezone.now()), "AW-9")
    assert import_legacy(platform.pk, [late], held_epoch=3, now=timezone.now()).rejected == (late.order.reference,)
    assert RejectedOrder.objects.count() == 1
    assert late.order.reference in client.get(reverse("changeover:rejected")).content.decode()
    assert "Alle" in client.get(page).content.decode()
    client.post(reverse("changeover:rest", args=[platform.pk]), {"epoch": "3"})
    client.post(reverse("changeover:fall-back", args=[platform.pk]), {"epoch": "4"})
    assert OrderOwner.objects.get(platform=platform).way == Way.OLD


def test_the_proof_lists_each_order_once_and_can_be_exported(client: Client, books: Books) -> None:
    address = reverse("changeover:proof", args=[books.platform.pk])
    page = client.get(address).content.decode()
    assert "Dubletten: 0" in page
    exported = client.get(address, {"export": "csv"})
    text = b"".join(exported.streaming_content).decode() if exported.streaming else exported.content.decode()
    assert [text.count(each) for each in ("1-1", "1-2", "1-3")] == [1, 1, 1]
    assert books.document.number in text


@pytest.fixture
def elsewhere(books: Books) -> SyncSchedule:
    """A schedule of another company that fetches the orders of the same seller's account."""
    Platform.objects.filter(pk=books.platform.pk).update(seller_reference="A1")
    books.platform.refresh_from_db()
    other = Company.objects.create(name="Süd")
    same = Platform.objects.create(
        company=other, kind=PlatformKind.AMAZON, name="Amazon Süd", uses_cloud=False, seller_reference="A1"
    )
    schedule = SyncSchedule.objects.create(company=other, name="Südplan", areas=ALL, next_at=AT)
    schedule.platforms.set([same])
    return schedule


def test_schedules_of_other_companies_with_the_same_account_count_and_are_named_to_their_people(
    client: Client, books: Books, elsewhere: SyncSchedule
) -> None:
    page = reverse("changeover:platform", args=[books.platform.pk])
    shown = [client.get(each).content.decode() for each in (page, reverse("middleware:schedules"))]
    assert ["1 Zeitplan eines Mandanten, dem Sie nicht angehören" in each for each in shown] == [True, True]
    assert not any("Südplan" in each for each in shown)
    assert Step.SCHEDULES not in list_done(books.platform)
    user = User.objects.get(username="chef")
    Membership.objects.create(company=elsewhere.company, user=user, role=Role.ADMIN)
    shown = [client.get(each).content.decode() for each in (page, reverse("middleware:schedules"))]
    assert ["Südplan" in each and "In Süd öffnen" in each for each in shown] == [True, True]
    there = reverse("middleware:edit-schedule", args=[elsewhere.pk])
    opened = client.post(reverse("company"), {"company": elsewhere.company_id, "next": there}, follow=True)
    assert "Zeitplan teilen" in opened.content.decode()
    away = client.post(reverse("company"), {"company": elsewhere.company_id, "next": "https://example.org/"})
    assert away.headers["Location"] == reverse("start")


def test_what_the_cloud_brings_to_one_company_the_middleware_fetches_for_no_other(
    books: Books, elsewhere: SyncSchedule
) -> None:
    actor = User.objects.create_user("süd")
    platform = elsewhere.platforms.get()
    with pytest.raises(OrdersRefused):
        start_by_hand(elsewhere.company, [Area.ORDERS], [platform], actor=actor, now=AT)
    with pytest.raises(OrdersRefused):
        start_now(elsewhere.pk, actor=actor, now=AT)
    run = start_due(elsewhere.pk, AT)
    assert run is not None
    carry_out_all(run.pk)
    assert SyncStep.objects.get(areas=[Area.ORDERS]).code == OrdersRefused.code
    Platform.objects.filter(pk=books.platform.pk).update(uses_cloud=False)
    assert start_by_hand(elsewhere.company, [Area.ORDERS], [platform], actor=actor, now=AT).pk


def test_a_schedule_runs_at_once_where_it_fetches_nothing_of_the_cloud(
    client: Client, shop: Platform, mixed: SyncSchedule
) -> None:
    address = reverse("middleware:run-schedule", args=[mixed.pk])
    assert "nicht synchronisiert werden" in client.post(address, follow=True).content.decode()
    assert not SyncRun.objects.exists()
    mixed.platforms.set([shop])
    assert "Synchronisation hat begonnen" in client.post(address, follow=True).content.decode()
    assert "läuft bereits" in client.post(address, follow=True).content.decode()
    run = SyncRun.objects.get()
    assert (run.schedule, run.started_by and run.started_by.username) == (mixed, "chef")
    assert AuditEntry.objects.filter(action="middleware.start_sync").count() == 1


def test_that_the_middleware_could_not_transfer_offers_is_told(books: Books) -> None:
    run = SyncRun.objects.create(company=books.company, state=SyncState.FAILED, started_at=AT, finished_at=AT)
    step = SyncStep.objects.create(run=run, platform=books.platform, areas=ALL[:3], state=SyncState.FAILED)
    assert not list_checks(books.platform, AT.date())[Check.TRANSFERS]
    SyncStep.objects.filter(pk=step.pk).update(state=SyncState.DONE)
    assert list_checks(books.platform, AT.date())[Check.TRANSFERS]
