"""Reads that belong together see one moment, and keep no writer waiting."""

import threading

import pytest
from django.db import connection

from kogge.companies.models import Company
from kogge.infrastructure.database import one_moment


def write_beside() -> None:
    """Write and commit in another connection; a lock that is held would make it fail after its time is up."""
    problems: list[Exception] = []

    def write() -> None:
        try:
            Company.objects.create(name=f"Nord {threading.get_ident()}")
        except Exception as error:  # noqa: BLE001 - told in the test's own thread
            problems.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    writer.join(15)
    assert not writer.is_alive(), "the writer waits"
    assert problems == []


@pytest.mark.django_db(transaction=True)
def test_a_write_beside_is_seen_afterwards_only() -> None:
    with one_moment():
        assert Company.objects.count() == 0
        write_beside()
        assert Company.objects.count() == 0
    assert Company.objects.count() == 1
    Company.objects.create(name="Süd")
    assert Company.objects.count() == 2, "writing goes on as usual"


@pytest.mark.django_db(transaction=True)
def test_an_error_ends_the_moment() -> None:
    with pytest.raises(Company.DoesNotExist), one_moment():
        Company.objects.get(name="Nord")
    Company.objects.create(name="Nord")


@pytest.mark.django_db
def test_within_a_transaction_it_is_that_transaction() -> None:
    with one_moment():
        assert Company.objects.count() == 0
