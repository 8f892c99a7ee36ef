"""Parts of numbers are found wherever they stand, as Python would find them, and follow every change."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kogge.companies.models import Company
from kogge.customers.models import Customer
from kogge.customers.searching import find_numbered
from tests.integration.site.factory import AT, keep_books

pytestmark = pytest.mark.django_db

NUMBERS = ["AU-2026-000815", "302-1234567-7654321", "k%5_\\9", 'Ä"0815"', "10815'1"]


@pytest.fixture
def company() -> Company:
    books = keep_books("Nord")
    for number in NUMBERS:
        Customer.objects.create(
            company=books.company, status=books.customer.status, number=number, created_at=AT, changed_at=AT
        )
    return books.company


def found(company: Company, typed: str) -> set[str]:
    return set(find_numbered(company, typed).filter(number__in=NUMBERS).values_list("number", flat=True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.sampled_from(NUMBERS).flatmap(lambda text: st.integers(0, len(text) - 1).map(lambda start: text[start:])))
def test_every_part_of_a_number_is_found(company: Company, part: str) -> None:
    for typed in (part, part.lower(), part[:4], part[:2]):
        assert found(company, typed) == {each for each in NUMBERS if typed.upper().strip() in each.upper()}


@pytest.mark.parametrize("typed", ["%8%", "___", "0815\\", '"', "' OR 1=1 --", "\\", "* NOT 8", "王" * 300])
def test_signs_of_the_databases_are_signs(company: Company, typed: str) -> None:
    assert found(company, typed) == {each for each in NUMBERS if typed.upper() in each.upper()}


def test_parts_follow_changes(company: Company) -> None:
    Customer.objects.filter(number="AU-2026-000815").update(number="AU-2026-000999")
    Customer.objects.filter(number="10815'1").delete()
    assert found(company, "0815") == {'Ä"0815"'}
    assert [each.number for each in find_numbered(company, "0999")] == ["AU-2026-000999"]
