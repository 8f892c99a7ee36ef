"""Each order finds its customer: by the platform's id, by the company's rule, or a new one."""

import pytest

from kogge.companies.models import CustomerMatching
from kogge.customers.models import Customer, PostalAddress
from kogge.platforms.models import PlatformCustomer
from kogge_contract.orders import Address, Buyer, Order
from tests.integration.orders.shop import Shop, open_shop
from tests.orders import ADDRESS, order

pytestmark = pytest.mark.django_db

ELSEWHERE = Address(name="Jörg Müller", line1="Kai 1", postal_code="20457", city="Hamburg", country="DE")
SAME_TYPED_OTHERWISE = Address(
    name="JOERG MUELLER", line2="Lange Straße 5", postal_code="28195", city="bremen", country="DE"
)


def bought_by(number: int, reference: str = "", address: Address | None = ADDRESS, **buyer: object) -> Order:
    return order(number, buyer=Buyer(reference=reference, **buyer), delivery_address=address)


def customers_of(shop: Shop) -> list[int]:
    return [document.customer_id for document in shop.documents]


def test_a_buyer_whom_the_platform_knows_is_one_customer_wherever_he_lives() -> None:
    shop = open_shop(matching=CustomerMatching.OFF)
    shop.take_orders(bought_by(1, "b"), bought_by(2, "b", ELSEWHERE))
    shop.take_orders(bought_by(3, "b", ELSEWHERE), bought_by(4, "c"), first=3)
    first, second, third, fourth = customers_of(shop)
    assert first == second == third != fourth
    assert list(Customer.objects.order_by("pk").values_list("number", flat=True)) == ["K0001", "K0002"]
    assert PostalAddress.objects.filter(customer_id=first).count() == 2
    assert PlatformCustomer.objects.count() == 2


def test_name_and_address_recognise_a_buyer_in_a_page_and_after_it() -> None:
    shop = open_shop()
    shop.take_orders(bought_by(1), bought_by(2, address=SAME_TYPED_OTHERWISE), bought_by(3, address=ELSEWHERE))
    shop.take_orders(bought_by(4, address=SAME_TYPED_OTHERWISE), first=4)
    first, second, third, fourth = customers_of(shop)
    assert first == second == fourth != third
    assert PostalAddress.objects.filter(customer_id=first).count() == 1


def test_a_buyer_found_by_his_address_is_known_by_his_id_from_then_on() -> None:
    shop = open_shop()
    shop.take_orders(bought_by(1))
    shop.take_orders(bought_by(2, "b"), bought_by(3, "b", ELSEWHERE), first=2)
    assert len(set(customers_of(shop))) == 1


def test_the_e_mail_address_recognises_a_buyer_but_a_relay_address_does_not() -> None:
    shop = open_shop(matching=CustomerMatching.EMAIL)
    shop.take_orders(
        bought_by(1, email="a@example.com", name="A"),
        bought_by(2, email="A@example.com ", name="B"),
        bought_by(3, email="x@marketplace.example", email_is_relay=True),
        bought_by(4, email="x@marketplace.example", email_is_relay=True),
    )
    first, second, third, fourth = customers_of(shop)
    assert first == second
    assert len({first, third, fourth}) == 3


def test_with_matching_off_every_order_without_an_id_has_a_customer_of_its_own() -> None:
    shop = open_shop(matching=CustomerMatching.OFF)
    shop.take_orders(bought_by(1), bought_by(2))
    assert len(set(customers_of(shop))) == 2


def test_orders_that_tell_nothing_of_their_buyer_share_one_collective_customer() -> None:
    shop = open_shop()
    shop.take_orders(bought_by(1, address=None), bought_by(2))
    shop.take_orders(bought_by(3, address=None), first=3)
    first, second, third = customers_of(shop)
    assert first == third != second
    collective = Customer.objects.get(is_collective=True)
    assert (collective.pk, collective.name) == (first, "Amazon")


def test_a_later_order_that_says_less_takes_nothing_from_the_customer() -> None:
    shop = open_shop()
    shop.take_orders(bought_by(1, "b", name="Jörg Müller", email="a@example.com"))
    shop.take_orders(bought_by(2, "b", address=None), first=2)
    customer = Customer.objects.get()
    assert (customer.name, customer.email, customer.addresses.count()) == ("Jörg Müller", "a@example.com", 1)


def test_a_customer_without_a_name_gets_one_when_the_platform_tells_it() -> None:
    shop = open_shop()
    eva = Buyer(reference="c", name="Éva", email="x@marketplace.example", email_is_relay=True)
    shop.take_orders(bought_by(1, "b", address=None), bought_by(2, "c", address=None))
    shop.take_orders(bought_by(3, "b"), order(2, buyer=eva, is_prime=True), first=3)
    first, second, third = customers_of(shop)
    assert first == third
    assert Customer.objects.get(pk=first).name == ADDRESS.name
    told = Customer.objects.get(pk=second)
    assert (told.name, told.email, told.email_is_relay) == ("Éva", eva.email, True)
    assert PostalAddress.objects.filter(customer_id__in=[first, second]).count() == 2
    shop.take_orders(bought_by(4, address=ADDRESS), first=5)
    assert customers_of(shop)[3] == first


NAMES = [
    "Straßenbahner-Ölçüoğlu ﬁ ß ẞ",
    "王小明 · 渡辺🜲",
    "محمد بن سلمان",
    "प्रिया शर्मा",
    "Ναυσικᾶ Ἀλκίνοος",
    'Ёлкин «Пётр» \\ \t"x"',
    "e\u0301 \u00e9 👩‍👩‍👧 \u200f",
    "x" * 5000,
    "\\N",
    "\\.",
    "O'Brien; DROP TABLE",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_names_in_every_script_arrive_as_they_were_written(name: str) -> None:
    shop = open_shop()
    address = Address(name=name, line1=name, line3=name, city=name, region=name, country="DE")
    shop.take_orders(order(delivery_address=address, buyer=Buyer(reference="b", name=name)))
    (document,) = shop.documents
    assert document.delivery_address["line3"] == document.delivery_address["city"] == name
    assert Customer.objects.get().name == name
    stored = PostalAddress.objects.get()
    assert (stored.name, stored.line1, stored.region) == (name, name, name)
