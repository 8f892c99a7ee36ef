"""The interface for programs: keys, rights, and a document's whole life through it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kogge.command_line import find_command
from kogge.companies.models import Company, Membership, Role
from kogge.companies.permissions import Right
from kogge.documents.models import Document, DocumentKind
from kogge.people.authentication import KeyWith
from kogge.people.commands import AccountUnknown
from kogge.people.keys import NotForPrograms, create_key, find_holder, revoke_key
from kogge.people.models import AccessKey
from kogge.shipping import api as shipping_api
from kogge.shipping.checking import Check, Source
from kogge.site.api import api
from kogge.web.personal import MASK
from kogge_contract.orders import OrderStatus
from tests.integration.documents.ledger import Ledger, Wanted, open_ledger
from tests.integration.site.factory import add_person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LIVE = Check(Source.LIVE, OrderStatus.OPEN)


@dataclass(frozen=True)
class Program:
    """A program with a key."""

    membership: Membership
    secret: str
    http: Client

    def call(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        options = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(self.http, method)(
            f"/api/v1{path}", headers={"authorization": f"Bearer {self.secret}"}, **options
        )
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None


@pytest.fixture
def ledger(db: None) -> Ledger:  # noqa: ARG001
    return open_ledger()


@pytest.fixture
def program(ledger: Ledger) -> Program:
    return let_in(ledger.company)


def let_in(company: Company, name: str = "shopbot") -> Program:
    membership = Membership.objects.get(user=add_person(name, company, Role.API))
    return Program(membership, create_key(membership, "Shop", actor=None, at=NOW).secret, Client())


def test_a_document_goes_from_order_to_archive(ledger: Ledger, program: Program) -> None:
    order = ledger.add(Wanted(pieces=3, total_minor=3570, tax_minor=570))
    (line,) = program.call("get", f"/documents/{order.pk}")["lines"]
    assert (line["total"], line["tax"], line["open_quantity"]) == ("35.70", "5.70", 3)
    note = ledger.types[DocumentKind.DELIVERY_NOTE].name
    wish = {"documents": [order.pk], "into": note, "quantities": {line["id"]: 2}, "request_key": "r1"}
    made = program.call("post", "/documents/convert-into-one", wish)
    assert made["total"] == "23.80"
    assert program.call("post", "/documents/convert-into-one", wish)["id"] == made["id"], (
        "a repeated request doubles nothing"
    )
    rest = program.call("post", "/documents/convert", {"documents": [order.pk], "into": note})
    assert [(each["result"], bool(each["made"])) for each in rest] == [("done", True)]
    again = program.call("post", "/documents/convert", {"documents": [order.pk], "into": note})
    assert [(each["result"], each["code"]) for each in again] == [("skipped", "document_not_open")]
    done = {"documents": [made["id"]]}
    for action in ("lock", "unlock", "post", "archive", "restore"):
        (outcome,) = program.call("post", f"/documents/{action}", done | {"reason": "wartet"})
        assert outcome["result"] == "done", action
    (cancelled,) = program.call("post", "/documents/cancel", done | {"reason": "Irrtum"})
    assert Document.objects.get(pk=cancelled["made"]).total_minor == -2380
    assert Document.objects.count() == 4


def test_parcels_are_packed_once_and_reported_states_can_be_read(ledger: Ledger, program: Program) -> None:
    order = ledger.add(Wanted(pieces=2))
    path = f"/documents/{order.pk}/parcels"
    (item,) = program.call("get", path)["items"]
    new = {"contents": [{"reference": item["reference"], "quantity": 1}], "request_key": "p1"}
    parcel = program.call("post", path, new)
    assert program.call("post", path, new)["id"] == parcel["id"]
    assert program.call("get", path)["items"][0]["left"] == 1
    label = {
        "carrier_code": "DHL",
        "tracking_number": "00340434161094015902",
        "shipped_at": "2026-11-20T15:00:00+01:00",
    }
    program.call("put", f"/parcels/{parcel['id']}", {"label": label})
    with patch.object(shipping_api, "check_order", return_value=LIVE):
        for _turn in range(2):
            ready = program.call("post", f"/parcels/{parcel['id']}/ready", {})
    assert (ready["state"], ready["shipped_at"]) == ("fixed", "2026-11-20T14:00:00Z")
    refused = program.call("delete", f"/parcels/{parcel['id']}", status=409)
    assert refused["code"] == "not_open"
    assert program.call("post", f"/parcels/{parcel['id']}/void", {"reason": "falsch"})["state"] == "voided"
    second = program.call("post", path, {})
    program.call("delete", f"/parcels/{second['id']}", status=204)
    assert program.call("get", "/status-reports") == {"reports": [], "next_after": None}


def test_what_is_not_the_programs_is_unknown_to_it(ledger: Ledger, program: Program) -> None:
    stranger = open_ledger("Süd").add()
    program.call("get", f"/documents/{stranger.pk}", status=404)
    own = ledger.add()
    program.call("post", "/documents/post", {"documents": [own.pk, stranger.pk]}, status=404)
    own.refresh_from_db()
    assert own.state == "open", "nothing was done with the others either"
    assert program.call("post", "/documents/post", {"documents": []}, status=422)["code"] == "invalid_request"
    assert program.call("get", "/documents?state=posted")["documents"] == []


def test_pages_of_documents_cost_the_same_and_leave_nothing_out(
    ledger: Ledger, program: Program, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ids = [ledger.add().pk for _each in range(5)]
    with django_assert_max_num_queries(4):
        first = program.call("get", "/documents?limit=3")
    rest = program.call("get", f"/documents?limit=3&after={first['next_after']}")
    assert [each["id"] for each in first["documents"] + rest["documents"]] == ids
    assert rest["next_after"] is None


def test_a_key_opens_nothing_without_right_role_or_after_it_was_revoked(ledger: Ledger, program: Program) -> None:
    document = ledger.add()
    Membership.objects.update(sees_personal_data=False)
    shown = program.call("get", f"/documents/{document.pk}")
    assert (shown["customer_name"], shown["delivery_address"]) == (MASK, {})
    assert Client().get("/api/v1/documents").status_code == 401
    program.membership.user.is_active = False
    program.membership.user.save()
    assert program.call("get", "/documents", status=401)["code"] == "invalid_key"
    program.membership.user.is_active = True
    program.membership.user.save()
    with patch.dict("kogge.companies.permissions.RIGHTS", {"api": frozenset({Right.EXPORT})}):
        program.call("get", "/documents")
        assert program.call("post", "/documents/post", {"documents": [1]}, status=403)["code"] == "no_right"
    key = AccessKey.objects.get()
    assert key.used_at is not None
    assert program.secret not in json.dumps(list(AccessKey.objects.values()), default=str)
    revoke_key(key.pk, actor=None, at=NOW + timedelta(days=1))
    assert find_holder(program.secret, NOW) is None


def test_every_operation_names_the_right_that_it_needs() -> None:
    operations = [
        operation
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert len(operations) >= 20
    for operation in operations:
        assert [type(each.__self__ if hasattr(each, "__self__") else each) for each in operation.auth_callbacks] == [
            KeyWith
        ]


def test_an_administrator_makes_and_revokes_a_key(ledger: Ledger, program: Program) -> None:
    chief = Client(headers={"accept-language": "de"})
    chief.force_login(add_person("chefin", ledger.company, Role.ADMIN))
    person = program.membership.user
    page = reverse("people:edit", args=[person.pk])
    assert "Zugriffsschlüssel" in chief.get(page).content.decode()
    made = chief.post(reverse("people:add-key", args=[person.pk]), {"name": "Lager"})
    secret = made.content.decode().split('id="secret" value="')[1].split('"')[0]
    assert made.headers["Cache-Control"] == "no-store"
    assert find_holder(secret, NOW) == program.membership
    key = AccessKey.objects.get(name="Lager")
    assert secret not in chief.get(page).content.decode()
    assert chief.post(reverse("people:revoke-key", args=[key.pk])).status_code == 302
    assert find_holder(secret, NOW) is None
    with pytest.raises(NotForPrograms):
        create_key(Membership.objects.get(user__username="chefin"), "x", actor=None, at=NOW)


def test_a_key_is_made_on_the_command_line(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    make = find_command("kogge.people.commands", "make_key")
    assert make("shopbot", "Bote", company="", as_json=False) == 0
    assert find_holder(capsys.readouterr().out.strip(), NOW) == program.membership
    with pytest.raises(AccountUnknown):
        make("niemand", "Bote", company="", as_json=False)
