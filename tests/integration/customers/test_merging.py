"""Duplicates are found, merged without loss, and never matched again."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from kogge.audit.models import AuditEntry
from kogge.companies.models import CustomerMatching, Role
from kogge.customers import merging
from kogge.customers.merging import CannotMerge, find_duplicates, keep_apart, merge_customers
from kogge.customers.models import AddressKind, Customer, CustomerStatus, PostalAddress
from kogge.documents.models import Document
from kogge.platforms.models import Platform, PlatformCustomer
from kogge_contract.orders import Buyer
from tests.integration.orders.shop import LATER, Shop, open_shop
from tests.integration.site.factory import add_person
from tests.orders import ADDRESS, order

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Role], Client]


@pytest.fixture
def shop() -> Shop:
    return open_shop(matching=CustomerMatching.OFF)


def take_two(shop: Shop, first: str = "Jörg Müller", second: str = "Joerg Mueller") -> tuple[Customer, Customer]:
    """Take two orders of buyers with two ids, who are one to a person."""
    for number, name in enumerate((first, second), start=1):
        address = ADDRESS.model_copy(update={"name": name})
        content = order(number, buyer=Buyer(reference=f"b{number}", name=name), delivery_address=address)
        shop.take_orders(content, first=number)
    one, other = Customer.objects.order_by("pk")
    return one, other


def test_two_who_are_one_are_found_with_the_reasons(shop: Shop) -> None:
    one, other = take_two(shop)
    (pair,) = find_duplicates(shop.company)
    assert (pair.first, pair.second) == (one, other)
    assert {"same_name", "same_street"} <= set(pair.likeness.clues)


def test_many_neighbours_hide_no_duplicates(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "GROUPS", 1)
    one, other = take_two(shop)
    for number, (name, street) in enumerate(
        (("Anna Kolb", "Am Wall 1"), ("Ole Kolle", "Ring 77"), ("Ida Kolde", "Hof 9"))
    ):
        elsewhere = ADDRESS.model_copy(update={"name": name, "line1": street, "postal_code": "20095"})
        neighbour = order(number + 3, buyer=Buyer(reference=name, name=name), delivery_address=elsewhere)
        shop.take_orders(neighbour, first=number + 3)
    assert [(pair.first, pair.second) for pair in find_duplicates(shop.company)] == [(one, other)]


def test_merging_loses_nothing_and_the_buyer_comes_back_to_the_kept_one(shop: Shop) -> None:
    one, other = take_two(shop)
    actor = add_person("clerk", shop.company, Role.CLERK)
    PostalAddress.objects.create(customer=other, kind=AddressKind.INVOICE, fingerprint="x", line1="Kontor 1")
    merge_customers(one.pk, other.pk, actor=actor, now=LATER)
    assert set(Document.objects.values_list("customer", flat=True)) == {one.pk}
    assert set(PlatformCustomer.objects.values_list("customer", flat=True)) == {one.pk}
    kinds = list(one.addresses.order_by("pk").values_list("kind", "line1"))
    assert (AddressKind.INVOICE, "Kontor 1") in kinds
    assert kinds.count((AddressKind.DELIVERY, "Lange Str. 5")) == 1
    other.refresh_from_db()
    assert other.merged_into == one
    assert find_duplicates(shop.company) == []
    # Known by the platform's id of the merged one, and by name and address.
    shop.take_orders(order(3, buyer=Buyer(reference="b2", name="Joerg Mueller")), first=3)
    shop.company.customer_matching = CustomerMatching.NAME_AND_ADDRESS
    shop.company.save()
    shop.take_orders(order(4, buyer=Buyer(reference="b9", name="Jörg Müller")), first=4)
    assert set(Document.objects.values_list("customer", flat=True)) == {one.pk}
    entry = AuditEntry.objects.get(action="customers.merge")
    assert (entry.subject_id, entry.after) == (one.pk, {"merged": other.number})


def test_those_merged_earlier_follow(shop: Shop) -> None:
    one, other = take_two(shop)
    shop.take_orders(order(3, buyer=Buyer(reference="b3", name="J. Müller")), first=3)
    third = Customer.objects.latest("pk")
    actor = add_person("clerk", shop.company, Role.CLERK)
    merge_customers(other.pk, third.pk, actor=actor, now=LATER)
    merge_customers(one.pk, other.pk, actor=actor, now=LATER)
    third.refresh_from_db()
    assert third.merged_into == one
    with pytest.raises(CannotMerge, match="already"):
        merge_customers(one.pk, third.pk, actor=actor, now=LATER)


def test_what_may_not_be_merged_is_refused(shop: Shop) -> None:
    one, other = take_two(shop)
    actor = add_person("clerk", shop.company, Role.CLERK)
    foreign = open_shop("Süd")
    foreign.take_orders(order(7))
    stranger = Customer.objects.get(company=foreign.company)
    with pytest.raises(CannotMerge, match="two companies"):
        merge_customers(one.pk, stranger.pk, actor=actor, now=LATER)
    with pytest.raises(CannotMerge, match="two customers"):
        merge_customers(one.pk, one.pk, actor=actor, now=LATER)
    Customer.objects.filter(pk=other.pk).update(is_collective=True)
    with pytest.raises(CannotMerge, match="collective"):
        merge_customers(one.pk, other.pk, actor=actor, now=LATER)


def test_two_merges_that_meet_end_with_one_merged(shop: Shop) -> None:
    one, other = take_two(shop)
    actor = add_person("clerk", shop.company, Role.CLERK)
    outcomes: list[str] = []

    def merge(kept: int, merged: int) -> None:
        try:
            merge_customers(kept, merged, actor=actor, now=LATER)
            outcomes.append("merged")
        except CannotMerge:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=merge, args=pair) for pair in ((one.pk, other.pk), (other.pk, one.pk))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["merged", "refused"]
    assert Customer.objects.filter(merged_into=None).count() == 1


def test_two_that_stay_two_are_not_shown_again(shop: Shop) -> None:
    one, other = take_two(shop)
    actor = add_person("clerk", shop.company, Role.CLERK)
    keep_apart(other, one, actor=actor, now=LATER)
    assert find_duplicates(shop.company) == []


def test_pages_compare_merge_and_lead_on(shop: Shop) -> None:
    one, other = take_two(shop)
    client = Client(headers={"accept-language": "en"})
    client.force_login(add_person("clerk", shop.company, Role.CLERK))
    assert "Comparing customers" in client.get(reverse("customers:duplicates")).content.decode()
    listed = client.get(reverse("customers:duplicates"), {"look": "1"}).content.decode()
    assert "same name, same postal code, same street" in listed
    url = reverse("customers:duplicate", args=[one.pk, other.pk])
    assert f"Keep {other.number}" in client.get(url).content.decode()
    answer = client.post(url, {"merge": "", "keep": str(other.pk)}, follow=True).content.decode()
    assert f"{one.number} is now {other.number}" in answer
    assert client.get(reverse("customers:detail", args=[one.pk])).url == reverse("customers:detail", args=[other.pk])
    assert "No duplicates found" in client.get(reverse("customers:duplicates"), {"look": "1"}).content.decode()
    reader = Client()
    reader.force_login(add_person("reader", shop.company, Role.READER))
    assert reader.get(reverse("customers:duplicates")).status_code == 403


def test_a_proposal_stands_beside_the_address_as_it_was_written(shop: Shop) -> None:
    address = ADDRESS.model_copy(update={"line1": "Hansa Handel GmbH", "line2": "Lange Str. 5"})
    shop.take_orders(order(delivery_address=address))
    client = Client(headers={"accept-language": "en"})
    client.force_login(add_person("clerk", shop.company, Role.CLERK))
    shown = client.get(reverse("customers:detail", args=[Customer.objects.get().pk])).content.decode()
    assert "A company stands in a line of the street." in shown
    stored = PostalAddress.objects.get()
    assert (stored.company_name, stored.line1) == ("", "Hansa Handel GmbH")


@pytest.mark.parametrize(
    ("vat_id", "state"),
    [("DE136695976", "plausible"), ("DE136695977", "implausible"), ("GB980780684", "plausible"), ("", "unchecked")],
)
def test_vat_ids_are_checked_when_they_come(shop: Shop, vat_id: str, state: str) -> None:
    shop.take_orders(order(buyer=Buyer(reference="b", vat_id=vat_id)))
    customer = Customer.objects.get()
    assert customer.vat_id_state == state
    assert (customer.vat_id_checked_at is None) == (not vat_id)


def test_guests_get_their_status_and_its_numbers(shop: Shop) -> None:
    numbers = shop.platform.customer_status
    assert numbers is not None
    guests = CustomerStatus.objects.create(company=shop.company, name="Gast", number_range=numbers.number_range)
    Platform.objects.update(guest_status=guests)
    shop.take_orders(order(1), order(2, buyer=Buyer(name="Gast Gastmann")))
    assert list(Customer.objects.order_by("number").values_list("status__name", flat=True)) == ["Kunde", "Gast"]


def test_a_collective_customer_takes_all_orders_of_its_platform(shop: Shop) -> None:
    Platform.objects.update(uses_collective_customer=True)
    shop.take_orders(order(1), order(2), order(3))
    (customer,) = Customer.objects.all()
    assert customer.is_collective
    assert not customer.addresses.exists()
    assert {each.delivery_address["line1"] for each in shop.documents} == {"Lange Str. 5"}


def test_invoice_and_delivery_address_are_kept_apart(shop: Shop) -> None:
    invoice = ADDRESS.model_copy(update={"name": "Buchhaltung", "line1": "Kontor 1"})
    shop.take_orders(order(invoice_address=invoice))
    assert list(PostalAddress.objects.order_by("kind").values_list("kind", "line1")) == [
        ("delivery", "Lange Str. 5"),
        ("invoice", "Kontor 1"),
    ]
