"""The start page: what it counts, what needs a person, and its live part."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kogge.companies.models import Role
from kogge.documents.countdown import TimeLeft, count_to_ship, list_differing
from kogge.documents.listing import count_by_hour
from kogge.documents.models import Document, DocumentMessage, DocumentState, MessageLevel
from kogge.orders.health import list_health
from kogge.orders.models import ChangeKind, ChangeState, OrderChange, RetrievalRun, RunState
from kogge.platforms.models import AuthorizationState, Platform
from kogge.web.paging import Count, count_together
from tests.integration.site.factory import Books, add_document, add_person, keep_books

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)


@pytest.fixture
def books() -> Books:
    keep_books("Süd")
    return keep_books("Nord")


def add(books: Books, number: int, **values: object) -> Document:
    document = add_document(books.company, books.document_type, books.customer, books.platform, number)
    Document.objects.filter(pk=document.pk).update(**values)
    return document


def test_orders_are_counted_by_hour_and_marketplace(books: Books) -> None:
    at = datetime(2026, 5, 4, 10, tzinfo=UTC)
    add(books, 2, ordered_at=at, marketplace="Amazon.de")
    add(books, 3, ordered_at=at + timedelta(minutes=59, seconds=59), marketplace="Amazon.de")
    add(books, 4, ordered_at=at + timedelta(minutes=59), marketplace="Amazon.fr")
    add(books, 5, ordered_at=at + timedelta(hours=1), marketplace="Amazon.de", state=DocumentState.CANCELLED)
    add(books, 6, ordered_at=at - timedelta(hours=50))
    assert count_by_hour(books.company, at - timedelta(hours=2)) == {at: {"Amazon.de": 2, "Amazon.fr": 1}}


def test_each_order_has_its_span_until_shipping(books: Books) -> None:
    spans = [-1, 0, 23, 24, 47, 48, 95, 96, 400]
    for number, hours in enumerate(spans, start=2):
        add(books, number, ship_by_at=NOW + timedelta(hours=hours))
    add(books, 20, ship_by_at=NOW, fulfilled_by_platform=True)
    add(books, 21, ship_by_at=NOW, state=DocumentState.CANCELLED)
    counted = {span.time_left: span.number.number for span in count_to_ship(books.company, NOW)}
    assert counted == {
        TimeLeft.OVERDUE: 1,
        TimeLeft.ONE_DAY: 2,
        TimeLeft.TWO_DAYS: 2,
        TimeLeft.FOUR_DAYS: 2,
        TimeLeft.LATER: 2,
    }


def test_counts_are_bounded_each_by_itself(books: Books, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in (2, 3):
        add(books, number)
    ours = Document.objects.filter(company=books.company)
    with django_assert_num_queries(1):
        counts = count_together(
            books.company, {"all": ours.order_by("number"), "first": ours.filter(number="B0001"), "no": ours.none()}, 2
        )
    assert counts == {"all": Count(2, is_more=True), "first": Count(1, is_more=False), "no": Count(0, is_more=False)}


def test_differences_of_open_documents_need_a_person(books: Books) -> None:
    def tell(document: Document, code: str, at: datetime = NOW) -> None:
        DocumentMessage.objects.create(document=document, level=MessageLevel.WARNING, code=code, at=at)

    differing = add(books, 2)
    tell(differing, "tax_differs")
    tell(differing, "amounts_do_not_add_up")
    tell(add(books, 3), "unknown_article")
    tell(add(books, 4), "tax_differs", NOW - timedelta(days=31))
    tell(add(books, 5, state=DocumentState.CANCELLED), "tax_differs")
    assert list(list_differing(books.company, NOW)) == [differing]


def test_health_tells_the_last_run_and_the_last_success(
    books: Books, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for day, state in ((1, RunState.DONE), (2, RunState.FAILED)):
        at = NOW - timedelta(days=10 - day)
        RetrievalRun.objects.create(
            company=books.company, platform=books.platform, state=state, started_at=at, changed_at=at, finished_at=at
        )
    with django_assert_num_queries(2):
        [health] = list_health(books.company, NOW)
    assert health.succeeded_at == NOW - timedelta(days=9)
    assert health.last
    assert health.last.run.state == RunState.FAILED
    assert health.access_problem == ""


def test_the_page_says_what_needs_a_person_and_leads_there(books: Books) -> None:
    add(books, 2, ship_by_at=datetime.now(UTC) - timedelta(hours=1))
    OrderChange.objects.create(
        company=books.company, document=books.document, kind=ChangeKind.CANCELLATION_REQUEST, state=ChangeState.OPEN,
        feed_sequence=1, noticed_at=NOW,
    )  # fmt: skip
    Platform.objects.filter(pk=books.platform.pk).update(authorization=AuthorizationState.REVOKED)
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person("reader", books.company, Role.READER))
    page = client.get(reverse("start")).content.decode()
    for name in ("overdue", "requests", "parked", "access"):
        assert f'id="task-{name}"' in page, name
    for name in ("one-day", "changes", "differences"):
        assert f'id="task-{name}"' not in page, name
    late = client.get(reverse("documents:list"), {"attention": "overdue"}).content.decode()
    assert "B0002" in late
    assert "B0001" not in late
    assert client.get(reverse("documents:list"), {"attention": "differs"}).status_code == 200


def test_the_live_part_answers_only_what_is_new(
    books: Books, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(add_person("reader", books.company, Role.READER))
    live = reverse("overview-live")
    with django_assert_max_num_queries(20):
        first = client.get(live)
    seen = first.headers["Live-Seen"]
    assert "<html" not in first.content.decode()
    assert client.get(live, {"seen": seen}).status_code == 204
    books.parked.delete()
    second = client.get(live, {"seen": seen})
    assert second.status_code == 200
    assert second.headers["Live-Seen"] != seen


def test_a_cloud_that_does_not_answer_is_told_in_words(books: Books) -> None:
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person("reader", books.company, Role.READER))
    assert "Keine Plattform ist angemeldet" in client.get(reverse("overview-quotas")).content.decode()


@pytest.mark.parametrize("rows", ["hours", "spans"])
def test_counting_goes_by_indexes(books: Books, rows: str) -> None:
    documents = Document.objects.filter(company=books.company)
    queries = {
        "hours": documents.filter(ordered_at__gte=NOW).exclude(state="cancelled").order_by().values("marketplace"),
        "spans": documents.filter(state="open", fulfilled_by_platform=False, ship_by_at__lt=NOW).order_by(),
    }
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL takes any index of a table that is almost empty")
    plan = queries[rows].explain()
    assert {"hours": "document_newest", "spans": "document_by_ship_by"}[rows] in plan, plan
