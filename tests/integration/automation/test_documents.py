"""The functions of a document's life as batches: orders become invoices, are posted and put away, each once."""

import pytest

from kogge.automation.actions import list_system_rules
from kogge.automation.batches import Progress, advance_batch, begin_batch
from kogge.automation.models import BatchItem, BatchRule, BatchRun
from kogge.automation.rules import Definition, Range
from kogge.automation.services import save_rule
from kogge.companies.models import Membership, Role, User
from kogge.documents.models import Document, DocumentKind
from kogge.documents.verification import verify_books
from tests.integration.automation.office import NOW, later
from tests.integration.documents.ledger import Ledger, Wanted, open_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


@pytest.fixture
def clerk(ledger: Ledger) -> User:
    user = User.objects.create_user("clerk")
    Membership.objects.create(company=ledger.company, user=user, role=Role.ADMIN)
    return user


def into(ledger: Ledger, kind: str) -> str:
    """Return the reference of the rule that converts into a kind."""
    return f"documents.convert:{ledger.types[kind].pk}"


def carry_out(ledger: Ledger, user: User, *rules: str) -> BatchRun:
    batch = begin_batch(ledger.company, Definition("documents", Range(), rules), user, NOW)
    while advance_batch(batch.pk, later(1)) is not Progress.ENDED:
        pass
    batch.refresh_from_db()
    return batch


def test_orders_become_invoices_once(ledger: Ledger, clerk: User) -> None:
    orders = [ledger.add(Wanted(), Wanted(2, 501, None)) for _ in range(3)]
    waiting = ledger.add(awaits_decision=True)
    batch = carry_out(ledger, clerk, into(ledger, DocumentKind.INVOICE))
    assert (batch.counts, batch.total) == ({"created": 3, "skipped": 1}, 4)
    made = {each.subject_id: int(each.values["made"]) for each in BatchItem.objects.filter(result="created")}
    assert set(made) == {each.pk for each in orders}
    assert set(made.values()) == set(
        Document.objects.filter(document_type__kind="invoice").values_list("pk", flat=True)
    )
    left = BatchItem.objects.get(result="skipped")
    assert (left.subject_id, left.code) == (waiting.pk, "document_waits")
    again = carry_out(ledger, clerk, into(ledger, DocumentKind.INVOICE))
    assert again.counts == {"skipped": 1}


def test_what_is_posted_is_put_away_and_the_books_hold(ledger: Ledger, clerk: User) -> None:
    for _ in range(3):
        ledger.add()
    carry_out(ledger, clerk, into(ledger, DocumentKind.INVOICE))
    posted = carry_out(ledger, clerk, "documents.post", "documents.archive")
    assert posted.counts == {"changed": 9}
    assert Document.objects.filter(archived_at=None).count() == 0
    assert not verify_books().problems
    assert carry_out(ledger, clerk, "documents.post", "documents.archive").counts == {}


def test_a_rule_of_ones_own_converts_what_meets_its_condition(ledger: Ledger, clerk: User) -> None:
    ledger.add(is_business=True)
    ledger.add()
    target = ledger.types[DocumentKind.INVOICE].pk
    rule = BatchRule(
        company=ledger.company,
        name="B2B",
        action="documents.convert",
        condition="document.is_business",
        values={"type": target},
    )
    save_rule(rule, clerk, NOW)
    assert carry_out(ledger, clerk, f"own:{rule.pk}").counts == {"created": 1}


def test_nothing_is_credited_by_a_batch(ledger: Ledger) -> None:
    references = {each.reference for each in list_system_rules(ledger.company, "documents")}
    assert into(ledger, DocumentKind.INVOICE) in references
    assert into(ledger, DocumentKind.CREDIT_NOTE) not in references
