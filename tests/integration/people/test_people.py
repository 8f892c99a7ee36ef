"""Accounts and roles: what is stored, what is refused, and what the journal says."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from kogge.audit.models import AuditEntry
from kogge.companies.models import Company, Membership, Role, User
from kogge.kernel.errors import KoggeError
from kogge.people.services import Access, PeopleExist, create_first_administrator, save_person
from tests.integration.site.factory import add_person

NOW = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
PASSWORD = "nordstern-am-achterdeck"


@pytest.fixture
def company() -> Company:
    return Company.objects.create(name="Nord")


@pytest.fixture
def admin(company: Company) -> User:
    return add_person("chefin", company, Role.ADMIN)


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(user)
    return client


def form(company: Company, role: str, **changed: str) -> dict[str, str]:
    entered = {"username": "hein", "first_name": "Hein", "last_name": "Mück", "email": "", "is_active": "on"}
    return entered | {"password": PASSWORD, f"role_{company.pk}": role, f"personal_{company.pk}": "role"} | changed


@pytest.mark.django_db
def test_a_person_is_added_changed_and_switched_off(company: Company, admin: User) -> None:
    client = client_of(admin)
    assert client.post(reverse("people:add"), form(company, "clerk")).status_code == 302
    hein = User.objects.get(username="hein")
    assert hein.check_password(PASSWORD)
    assert hein.memberships.get().role == Role.CLERK
    page = reverse("people:edit", args=[hein.pk])
    changed = form(company, "reader", password="", last_name="Lür") | {f"personal_{company.pk}": "yes"}
    assert client.post(page, changed).status_code == 302
    membership = Membership.objects.get(user=hein)
    assert (membership.role, membership.sees_personal_data) == (Role.READER, True)
    del changed["is_active"]
    client.post(page, changed)
    hein.refresh_from_db()
    assert (hein.is_active, hein.check_password(PASSWORD)) == (False, True)
    assert client_of(hein).get(reverse("start")).status_code == 302, "signed out at once"
    told = client.get(page).content.decode()
    assert "Benutzer angelegt" in told
    assert "Nur lesen" in told
    assert "Lür" not in str(list(AuditEntry.objects.values_list("before", "after")))
    assert [each.action for each in AuditEntry.objects.order_by("pk")] == ["people.add", *["people.change"] * 2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password": "kurz"}, "zu kurz"),
        ({"password": ""}, "Bitte geben Sie ein Passwort ein."),
        ({"username": "CHEFIN"}, "bereits"),
        ({"username": "hein mück"}, "gültigen Benutzernamen"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(company: Company, admin: User, changed: dict[str, str], said: str) -> None:
    answer = client_of(admin).post(reverse("people:add"), form(company, "clerk", **changed)).content.decode()
    assert said in answer
    assert 'value="Mück"' in answer
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("changed", [{"role": "clerk"}, {"role": ""}, {"is_active": ""}])
def test_the_last_administrator_stays(company: Company, admin: User, changed: dict[str, str]) -> None:
    add_person("zweite", company, Role.CLERK)
    User.objects.create_user("ehemals")
    entered = form(company, changed.get("role", "admin"), username="chefin", password="")
    if "is_active" in changed:
        del entered["is_active"]
    answer = client_of(admin).post(reverse("people:edit", args=[admin.pk]), entered).content.decode()
    assert "braucht einen aktiven Administrator" in answer
    admin.refresh_from_db()
    assert (admin.is_active, admin.memberships.get().role) == (True, Role.ADMIN)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_an_account_of_two_companies_is_not_taken_over(company: Company, admin: User) -> None:
    other = Company.objects.create(name="Süd")
    shared = add_person("beide", other, Role.ADMIN)
    Membership.objects.create(company=company, user=shared, role=Role.CLERK)
    page = reverse("people:edit", args=[shared.pk])
    client = client_of(admin)
    assert "den Sie nicht verwalten" in client.get(page).content.decode()
    taken = form(company, "reader", username="beide") | {f"role_{other.pk}": "reader"}
    assert client.post(page, taken).status_code == 302
    shared.refresh_from_db()
    assert not shared.check_password(PASSWORD)
    roles = dict(Membership.objects.filter(user=shared).values_list("company__name", "role"))
    assert roles == {"Nord": "reader", "Süd": "admin"}
    with pytest.raises(KoggeError, match="do not administer"):
        save_person(shared, {}, password=PASSWORD, actor=admin, now=NOW)
    stranger = add_person("fremd", other, Role.CLERK)
    assert client.get(reverse("people:edit", args=[stranger.pk])).status_code == 404


@pytest.mark.django_db
def test_everybody_changes_the_own_password(company: Company) -> None:
    reader = add_person("leser", company, Role.READER)
    reader.set_password(PASSWORD)
    reader.save()
    client = client_of(reader)
    page, new = reverse("people:own-password"), "suedwind-in-der-takelage"
    wrong = {"old_password": "falsch", "new_password1": new, "new_password2": new}
    assert client.post(page, wrong).status_code == 200
    assert client.post(page, wrong | {"old_password": PASSWORD}).status_code == 302
    reader.refresh_from_db()
    assert reader.check_password(new)
    assert client.get(reverse("start")).status_code == 200, "still signed in"
    assert AuditEntry.objects.get().action == "people.change_own_password"


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_demote_each_other_leave_one(company: Company) -> None:
    both = [add_person(name, company, Role.ADMIN) for name in ("eins", "zwei")]
    start, refused = Barrier(2), []

    def demote(actor: User, other: User) -> None:
        start.wait()
        try:
            save_person(other, {company.pk: Access(Role.CLERK)}, actor=actor, now=NOW)
        except KoggeError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=demote, args=pair) for pair in (both, both[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Membership.objects.filter(company=company, role=Role.ADMIN).count() == 1
    assert refused == ["last_administrator"]


@pytest.mark.django_db
def test_the_first_administrator_is_made_once(company: Company) -> None:
    create_first_administrator(company.pk, "chefin", PASSWORD, now=NOW)
    with pytest.raises(PeopleExist):
        create_first_administrator(company.pk, "noch-eine", PASSWORD, now=NOW)
    assert Membership.objects.get().role == Role.ADMIN


def attempt(name: str, password: str, address: str = "192.0.2.1") -> str:
    entered = {"username": name, "password": password}
    client = Client(headers={"accept-language": "de"})
    return client.post(reverse("sign-in"), entered, REMOTE_ADDR=address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["leser", "gibt-es-nicht"])
def test_guessing_is_slowed_down_alike_for_every_name(company: Company, name: str) -> None:
    reader = add_person("leser", company, Role.READER)
    reader.set_password(PASSWORD)
    reader.save()
    for _ in range(5):
        assert "Benutzername oder Passwort ist falsch" in attempt(name, "geraten")
    assert "Bitte versuchen Sie es in 15 Min. wieder." in attempt(name, PASSWORD)
    assert "Bitte versuchen Sie es in 15 Min. wieder." in attempt(name.upper(), PASSWORD)
    assert "Min. wieder" not in attempt("anders", "geraten")
    assert "Min. wieder" not in attempt(name, "geraten", "192.0.2.2")


@pytest.mark.django_db
def test_signing_in_forgets_the_failures(company: Company) -> None:
    reader = add_person("leser", company, Role.READER)
    reader.set_password(PASSWORD)
    reader.save()
    for _ in range(2):
        for _ in range(4):
            attempt("leser", "geraten")
        assert attempt("leser", PASSWORD) == "", "signed in"


@pytest.mark.django_db
def test_the_journal_is_worded_and_narrowed(company: Company, admin: User) -> None:
    client = client_of(admin)
    client.post(reverse("people:add"), form(company, "clerk"))
    client.post(reverse("documents:add-parameter", args=["warehouses"]), {"name": "Bremen", "country": "DE"})
    page = client.get(reverse("journal:list")).content.decode()
    for words in ("Benutzer angelegt", "hein", "Sachbearbeitung", "Parameter angelegt", "Bremen", "chefin"):
        assert words in page, words
    assert "people.add" not in page.replace('value="people.add"', "")
    part = {"hx-request": "true", "hx-target": "list"}
    narrowed = client.get(reverse("journal:list"), {"action": "people.add", "actor": admin.pk}, headers=part)
    assert "Parameter angelegt" not in narrowed.content.decode()
    searched = client.get(reverse("journal:list"), {"q": "Bremen"}, headers=part).content.decode()
    assert ("Parameter angelegt" in searched, "Benutzer angelegt" in searched) == (True, False)
    assert "Kein Eintrag passt" in client.get(reverse("journal:list"), {"last": "2020-01-01"}).content.decode()
    english = client.get(reverse("journal:list"), headers={"accept-language": "en"}).content.decode()
    assert "User added" in english
