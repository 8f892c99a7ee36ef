"""Finds customers that may be the same, and makes one of two: nothing of either is lost."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, combinations

from django.db import models, transaction
from django.db.models import Count

from kogge.audit.services import record
from kogge.companies.models import Company, User
from kogge.customers.likeness import LIKELY, Likeness, Profile, compare_customers
from kogge.customers.models import Customer, NotDuplicate, PostalAddress
from kogge.kernel.errors import KoggeError

GROUPS = 200
"""Groups of customers with something in common that are looked through at a time."""
ENOUGH = 100
"""Pairs that are enough to be shown at once; further ones follow once these are settled."""
LOOKED_THROUGH = 5_000
"""Groups that are looked through for a page at most."""
IN_GROUP = 12
"""Members of a group that are compared with each other; the rest is compared once these are settled."""


class CannotMerge(KoggeError):
    """Two customers cannot become one; the message says why."""

    code = "cannot_merge"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two customers that may be the same, the older one first."""

    first: Customer
    second: Customer
    likeness: Likeness


def find_duplicates(company: Company) -> list[Duplicate]:
    """Return pairs of customers that may be the same, the most alike first.

    Compared are those who share postal code and beginning of the name, or an e-mail address; not those of whom somebody
    said that they are two. Groups are looked through until there are enough pairs for a page.
    """
    settled = set(NotDuplicate.objects.filter(first__company=company).values_list("first", "second"))
    found: dict[tuple[int, int], Duplicate] = {}
    for groups in _batches(company):
        profiles = _profiles({customer.pk for group in groups for customer in group})
        for first, second in chain.from_iterable(combinations(group, 2) for group in groups):
            pair = (first.pk, second.pk)
            if pair not in settled and pair not in found:
                likeness = compare_customers(profiles[first.pk], profiles[second.pk])
                if likeness.points >= LIKELY:
                    found[pair] = Duplicate(first, second, likeness)
        if len(found) >= ENOUGH:
            break
    return sorted(found.values(), key=lambda each: (-each.likeness.points, each.first.pk, each.second.pk))


def keep_apart(one: Customer, other: Customer, *, actor: User, now: datetime) -> None:
    """Remember that two customers are two, in spite of what they have in common."""
    first, second = sorted((one, other), key=lambda each: each.pk)
    with transaction.atomic():
        NotDuplicate.objects.get_or_create(first=first, second=second)
        _note("customers.keep_apart", first, {"other": second.number}, actor, now)


def merge_customers(kept_id: int, merged_id: int, *, actor: User, now: datetime) -> Customer:
    """Make one customer of two and return it: documents, platform references and addresses of the other become its own.

    The other keeps its number and leads here; what the kept one does not know of itself is taken over. Raises
    CannotMerge.
    """
    with transaction.atomic():
        # In the order of their ids: two merges that meet wait for each other instead of for ever.
        rows = Customer.objects.select_for_update(of=("self",)).filter(pk__in=[kept_id, merged_id]).order_by("pk")
        by_id = {row.pk: row for row in rows}
        kept, merged = by_id.get(kept_id), by_id.get(merged_id)
        if kept is None or merged is None or kept.pk == merged.pk:
            message = "Choose two customers."
            raise CannotMerge(message)
        _require_mergeable(kept, merged)
        _move_addresses(kept, merged)
        for relation in Customer._meta.related_objects:  # noqa: SLF001 - Django's documented API
            if relation.related_model not in {PostalAddress, NotDuplicate}:
                _move(relation, kept, merged)
        NotDuplicate.objects.filter(models.Q(first=merged) | models.Q(second=merged)).delete()
        _complete(kept, merged, now)
        merged.merged_into, merged.changed_at = kept, now
        merged.save(update_fields=["merged_into", "changed_at"])
        _note("customers.merge", kept, {"merged": merged.number}, actor, now)
    return kept


def _batches(company: Company) -> Iterator[list[list[Customer]]]:
    """Yield groups of customers with something in common, the largest first; each group's customers oldest first."""
    for column in ("block_key", "email_key"):
        living = Customer.objects.filter(company=company, merged_into=None, is_collective=False).exclude(**{column: ""})
        shared = living.order_by().values(column).annotate(number=Count("pk")).filter(number__gt=1)
        keys = list(shared.order_by("-number", column).values_list(column, flat=True)[:LOOKED_THROUGH])
        for begin in range(0, len(keys), GROUPS):
            members: dict[str, list[Customer]] = defaultdict(list)
            for customer in living.filter(**{f"{column}__in": keys[begin : begin + GROUPS]}).order_by("-pk"):
                group = members[getattr(customer, column)]
                if len(group) < IN_GROUP:
                    group.insert(0, customer)
            yield list(members.values())


def _profiles(customer_ids: set[int]) -> dict[int, Profile]:
    addresses = {
        address.customer_id: address
        for address in PostalAddress.objects.filter(customer_id__in=customer_ids).order_by("-pk")
    }
    return {
        customer.pk: _profile(customer, addresses.get(customer.pk))
        for customer in Customer.objects.filter(pk__in=customer_ids)
    }


def _profile(customer: Customer, address: PostalAddress | None) -> Profile:
    street = "" if address is None else " ".join(filter(None, (address.line1, address.line2, address.line3)))
    return Profile(
        name=customer.name,
        company_name=customer.company_name,
        email="" if customer.email_is_relay else customer.email,
        phone=customer.phone,
        vat_id=customer.vat_id,
        street=street,
        postal_code=address.postal_code if address else "",
        country=address.country if address else "",
    )


def _require_mergeable(kept: Customer, merged: Customer) -> None:
    problems = {
        "They belong to two companies.": kept.company_id != merged.company_id,
        "A collective customer stands for many buyers and is merged with nobody.": (
            kept.is_collective or merged.is_collective
        ),
        "One of them was merged with another customer already.": (
            kept.merged_into_id is not None or merged.merged_into_id is not None
        ),
    }
    for message, applies in problems.items():
        if applies:
            raise CannotMerge(message)


def _move_addresses(kept: Customer, merged: Customer) -> None:
    known = set(kept.addresses.values_list("kind", "fingerprint"))
    for address in merged.addresses.order_by("pk"):
        if (address.kind, address.fingerprint) not in known:
            PostalAddress.objects.filter(pk=address.pk).update(customer=kept)


def _move(relation: models.ForeignObjectRel, kept: Customer, merged: Customer) -> None:
    """Lead every row that points to the merged customer to the kept one, also customers merged into it earlier."""
    name = relation.field.name
    relation.related_model._default_manager.filter(**{name: merged}).update(**{name: kept})  # noqa: SLF001


def _complete(kept: Customer, merged: Customer, now: datetime) -> None:
    for name in ("name", "company_name", "phone", "match_key", "email_key", "block_key"):
        setattr(kept, name, getattr(kept, name) or getattr(merged, name))
    if not kept.email or (kept.email_is_relay and merged.email and not merged.email_is_relay):
        kept.email, kept.email_is_relay = merged.email, merged.email_is_relay
        kept.email_key = merged.email_key or kept.email_key
    if not kept.vat_id:
        kept.vat_id, kept.vat_id_state = merged.vat_id, merged.vat_id_state
        kept.vat_id_checked_at = merged.vat_id_checked_at
    kept.changed_at = now
    kept.save()


def _note(action: str, customer: Customer, after: dict[str, str], actor: User, now: datetime) -> None:
    record(
        company_id=customer.company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="customer",
        subject_id=customer.pk,
        before={},
        after=after,
    )
