"""Writes of people: accounts, their access to companies, passwords. Accounts are switched off, never deleted."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from kogge.audit.services import record
from kogge.companies.membership import ROLES_OVER_PEOPLE
from kogge.companies.models import Company, Membership, Role, User
from kogge.kernel.errors import KoggeError

ACCOUNT = ("username", "first_name", "last_name", "email", "is_active")


class LastAdministrator(KoggeError):
    """A company would have nobody left who administers it."""

    code = "last_administrator"


class AccountOfOthers(KoggeError):
    """The account works in a company, too, that the acting person does not administer."""

    code = "account_of_others"


class NameTaken(KoggeError):
    """Another account has the user name."""

    code = "name_taken"


class PeopleExist(KoggeError):
    """There is somebody already, so the first administrator cannot be made any more."""

    code = "people_exist"


@dataclass(frozen=True, slots=True)
class Access:
    """What a person is in a company; `sees_personal_data` is None where the role decides."""

    role: str
    sees_personal_data: bool | None = None


def save_person(
    person: User, access: Mapping[int, Access | None], *, password: str = "", actor: User, now: datetime
) -> User:
    """Store a new or changed account with its access by company id; None ends it, companies not named stay.

    An empty password keeps the stored one. Raises LastAdministrator, AccountOfOthers and NameTaken.
    """
    with transaction.atomic():
        stored = User.objects.filter(pk=person.pk).first() if person.pk else None
        companies = _lock_companies({*access, *_company_ids(stored)})
        before = {each.pk: _describe(stored, each.pk) for each in companies}
        changed = [name for name in ACCOUNT if stored is None or getattr(stored, name) != getattr(person, name)]
        if stored and (changed or password):
            _require_own(person, actor)
        if password:
            person.set_password(password)
        try:
            with transaction.atomic():
                person.save()
        except IntegrityError:
            message = f"Another account is called “{person.username}” already."
            raise NameTaken(message) from None
        _grant(person, access)
        _require_administrators(companies)
        told = {"fields": changed if stored else [], "password_changed": bool(password)}
        for company in companies:
            after = _describe(person, company.pk)
            if after != before[company.pk] or any(told.values()):
                action = "people.change" if stored else "people.add"
                _note(company.pk, action, person, before[company.pk], after | told, actor, now)
    return person


def set_own_password(person: User, password: str, *, company: Company, now: datetime) -> None:
    """Store a person's new password, chosen by the person."""
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        _note(company.pk, "people.change_own_password", person, {}, {}, person, now)


def create_first_administrator(company_id: int, username: str, password: str, *, now: datetime) -> User:
    """Make the very first account, an administrator. Raises PeopleExist; of two at once one is made."""
    with transaction.atomic():
        _lock_companies([company_id])
        if User.objects.exists():
            message = "There is somebody already who can sign in. Ask an administrator for an account."
            raise PeopleExist(message)
        person = User.objects.create_user(username, password=password)
        Membership.objects.create(company_id=company_id, user=person, role=Role.ADMIN)
        _note(company_id, "people.add", person, {}, _describe(person, company_id), person, now)
    return person


def may_change_account(actor: User, person: User) -> bool:
    """Tell whether somebody administers every company that an account works in: the account itself is shared."""
    return not set(_company_ids(person)) - set(list_administered(actor).values_list("pk", flat=True))


def list_administered(actor: User) -> Any:  # noqa: ANN401 - a query set of companies
    """Return the companies whose people somebody administers, by name."""
    return Company.objects.filter(memberships__user=actor, memberships__role__in=ROLES_OVER_PEOPLE).order_by("name")


def _lock_companies(ids: Iterable[int]) -> list[Company]:
    """Lock the companies' rows: of two administrators who demote each other at once, one is refused."""
    return list(Company.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk"))


def _company_ids(person: User | None) -> list[int]:
    if person is None or person.pk is None:
        return []
    return list(Membership.objects.filter(user=person).values_list("company", flat=True))


def _require_own(person: User, actor: User) -> None:
    if not may_change_account(actor, person):
        message = f"“{person.username}” works in a company, too, that you do not administer: the account stays."
        raise AccountOfOthers(message)


def _grant(person: User, access: Mapping[int, Access | None]) -> None:
    for company_id, given in access.items():
        if given is None:
            Membership.objects.filter(company=company_id, user=person).delete()
        else:
            Membership.objects.update_or_create(company_id=company_id, user=person, defaults=asdict(given))


def _require_administrators(companies: Iterable[Company]) -> None:
    for company in companies:
        left = Membership.objects.filter(company=company, role__in=ROLES_OVER_PEOPLE, user__is_active=True)
        if not left.exists():
            message = f"{company} would have no administrator any more. Make somebody else one first."
            raise LastAdministrator(message)


def _describe(person: User | None, company_id: int) -> dict[str, Any]:
    """Return what the journal says of an account in a company: no names, no addresses."""
    if person is None or person.pk is None:
        return {}
    membership = Membership.objects.filter(company=company_id, user=person).first()
    return {
        "role": membership.role if membership else None,
        "sees_personal_data": membership.sees_personal_data if membership else None,
        "is_active": person.is_active,
    }


def _note(
    company_id: int,
    action: str,
    person: User,
    before: dict[str, Any],
    after: dict[str, Any],
    actor: User,
    now: datetime,
) -> None:
    record(
        company_id=company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="user",
        subject_id=person.pk,
        before=before,
        after=after,
    )
