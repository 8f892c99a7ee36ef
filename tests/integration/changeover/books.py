"""A shop with a feed that tests write, and what an old installation left behind."""

from datetime import timedelta
from typing import Any

import pytest

from kogge.changeover import inspections
from kogge.changeover.inspections import go_on, start_inspection
from kogge.changeover.models import Inspection, InspectionKind, InspectionState
from kogge.companies.models import User
from kogge.customers.models import Customer
from kogge.customers.rules import CustomerDraft
from kogge.documents.models import Document, DocumentLine
from kogge_contract.feed import FeedPage
from kogge_contract.orders import FeedEntry, Order
from tests.integration.orders.shop import Shop, open_shop
from tests.orders import AT, entry, page

NOW = AT + timedelta(hours=2)


class OldBooks:
    """A shop, a feed of the Cloud, and old documents."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shop: Shop = open_shop()
        self.actor = User.objects.create_user("chef")
        self.entries: list[FeedEntry] = []
        monkeypatch.setattr(inspections, "connect_platform", lambda _platform: self)

    def publish(self, *orders: Order) -> None:
        """Let the feed have these versions of orders."""
        for each in orders:
            self.entries.append(entry(len(self.entries) + 1, each))

    def read_feed(self, _platform: str, *, after: int, limit: int) -> bytes:
        """Answer as the Cloud's client does."""
        shown = self.entries[after : after + limit]
        feed = FeedPage(entries=tuple(shown), next_after=after + len(shown), head=len(self.entries))
        return feed.model_dump_json().encode()

    def retrieve(self) -> int:
        """Take over what the feed has; return how many documents that made."""
        return self.shop.take(page(*self.entries)).created

    def look(self, kind: InspectionKind, **wishes: Any) -> Inspection:
        """Carry out a search."""
        start_inspection(self.shop.platform, kind, actor=self.actor, now=NOW, **wishes)
        return self.finish()

    def finish(self) -> Inspection:
        """Do what a worker would, and return the search that is done."""
        inspection = Inspection.objects.get(state=InspectionState.RUNNING)
        while go_on(inspection.pk, NOW):
            pass
        inspection.refresh_from_db()
        return inspection

    def add_customer(self, draft: CustomerDraft, number: str = "ALT-1") -> Customer:
        """Add a customer as an old installation knew him."""
        return Customer.objects.create(
            company=self.shop.company, number=number, status=self.shop.platform.customer_status, name=draft.name,
            email=draft.email, match_key=draft.match_key, email_key=draft.email_key, created_at=AT, changed_at=AT,
        )  # fmt: skip

    def add_customer_like(self, customer: Customer, number: str) -> Customer:
        """Add another customer of the same status."""
        facts = {"company": self.shop.company, "status": customer.status, "created_at": AT, "changed_at": AT}
        return Customer.objects.create(number=number, name="Jemand anders", **facts)

    def add_old(self, number: str, customer: Customer, **facts: Any) -> Document:
        """Add a document as an old installation left it: it belongs to no platform, and to no order."""
        creation = self.shop.platform.document_creation
        document = Document.objects.create(
            company=self.shop.company, document_type=creation.document_type, number=number, customer=customer,
            **{"ordered_at": AT, "currency": "EUR", "total_minor": 1000, "created_at": AT, "changed_at": AT} | facts,
        )  # fmt: skip
        DocumentLine.objects.create(
            document=document, position=1, kind="item", article=creation.freight_article, article_number="SKU-1",
            quantity=1, total_minor=document.total_minor,
        )  # fmt: skip
        return document
