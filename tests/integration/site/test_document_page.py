"""A document's page: actions with their reasons, cancelling by hand, and the history."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from kogge.audit.models import AuditEntry
from kogge.companies.models import Role, User
from kogge.documents.cancelling import cancel_by_hand
from kogge.documents.models import Document, DocumentState
from kogge.documents.outcomes import DocumentNotOpen, DocumentWaits, ReasonMissing
from kogge.journal.history import list_events
from kogge.orders.models import ChangeKind, ChangeState, OrderChange
from tests.integration.site.factory import AT, Books, add_person, keep_books

pytestmark = pytest.mark.django_db

DIFFERENCE = {"field": "total_minor", "line": None, "before": 100, "after": 200}


@pytest.fixture
def books() -> Books:
    return keep_books("Nord")


@pytest.fixture
def person(books: Books) -> Callable[[Role], User]:
    return lambda role: add_person(f"person-{role}", books.company, role)


def open_as(user: User) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(user)
    return client


def test_cancelling_needs_a_reason_and_leaves_a_trace(books: Books, person: Callable[[Role], User]) -> None:
    client = open_as(person(Role.CLERK))
    path = reverse("documents:cancel", args=[books.document.pk])
    assert path in client.get(reverse("documents:detail", args=[books.document.pk])).content.decode()
    assert 'role="alert"' in client.post(path, {"reason": "  "}).content.decode()
    assert Document.objects.get(pk=books.document.pk).state == DocumentState.OPEN
    page = client.post(path, {"reason": "Der Kunde rief an."}, follow=True).content.decode()
    document = Document.objects.get(pk=books.document.pk)
    assert document.state == DocumentState.CANCELLED
    assert document.touched_at == document.changed_at
    entry = AuditEntry.objects.get(action="documents.cancel")
    assert (entry.actor_name, entry.after["reason"]) == ("person-clerk", "Der Kunde rief an.")
    assert "Der Vorgang wurde storniert: Der Kunde rief an." in page
    assert "Derzeit nicht möglich" in page
    assert "Der Vorgang ist storniert." in page
    assert path not in page
    again = client.post(path, {"reason": "noch einmal"}, follow=True).content.decode()
    assert "Der Vorgang ist nicht mehr offen" in again


def test_a_reader_sees_why_not_and_is_refused(books: Books, person: Callable[[Role], User]) -> None:
    client = open_as(person(Role.READER))
    page = client.get(reverse("documents:detail", args=[books.document.pk])).content.decode()
    assert "Sie dürfen Vorgänge ansehen, aber nichts ändern" in page
    assert client.post(reverse("documents:cancel", args=[books.document.pk]), {"reason": "x"}).status_code == 403


def test_another_companys_document_cannot_be_cancelled(books: Books) -> None:
    client = open_as(add_person("stranger", keep_books("Süd").company, Role.ADMIN))
    assert client.post(reverse("documents:cancel", args=[books.document.pk]), {"reason": "x"}).status_code == 404


def test_the_service_refuses_what_the_page_does_not_offer(books: Books, person: Callable[[Role], User]) -> None:
    clerk, document = person(Role.CLERK), books.document
    with pytest.raises(ReasonMissing):
        cancel_by_hand(document.pk, reason=" ", actor=clerk, at=AT)
    Document.objects.filter(pk=document.pk).update(awaits_decision=True)
    with pytest.raises(DocumentWaits, match="waits for a decision"):
        cancel_by_hand(document.pk, reason="x", actor=clerk, at=AT)
    Document.objects.filter(pk=document.pk).update(awaits_decision=False, state=DocumentState.CONVERTED)
    with pytest.raises(DocumentNotOpen, match="B0001"):
        cancel_by_hand(document.pk, reason="x", actor=clerk, at=AT)
    assert not AuditEntry.objects.exists()


def test_history_tells_changes_and_the_journal_once_each(books: Books, person: Callable[[Role], User]) -> None:
    clerk = person(Role.CLERK)
    facts = {"company": books.company, "document": books.document, "feed_sequence": 2, "noticed_at": AT}
    OrderChange.objects.create(
        kind=ChangeKind.CHANGE, state=ChangeState.TAKEN, differences=[DIFFERENCE], decided_at=AT, **facts
    )
    OrderChange.objects.create(
        kind=ChangeKind.CHANGE, state=ChangeState.REFUSED, note="zu spät", decided_at=AT, decided_by=clerk, **facts
    )
    for action in ("orders.refused_change", "orders.read_raw"):
        AuditEntry.objects.create(
            company=books.company, at=AT, actor=clerk, actor_name="person-clerk", action=action,
            subject_kind="document", subject_id=books.document.pk, after={"note": "zu spät"},
        )  # fmt: skip
    with override("de"):
        events = sorted(
            (str(event.what), event.who) for event in list_events(books.company, "document", books.document.pk)
        )
    assert events == [
        ("Sendung der Plattform eingesehen", "person-clerk"),
        ("Vorgang erzeugt", "Kogge"),
        ("Änderung der Bestellung: abgelehnt", "person-clerk"),
        ("Änderung der Bestellung: übernommen", "Kogge"),
    ]
    page = open_as(clerk).get(reverse("documents:detail", args=[books.document.pk])).content.decode()
    assert page.count("zu spät") == 2, "the change's reason and what somebody wrote to the journal"
    assert "Was sich geändert hat" in page


def test_the_page_asks_a_bounded_number_of_queries(
    books: Books, person: Callable[[Role], User], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = open_as(person(Role.CLERK))
    with django_assert_max_num_queries(23):
        client.get(reverse("documents:detail", args=[books.document.pk]))
