"""Bulk inserts keep every value exactly, on both databases, and give the same errors as other writes."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kogge.articles.models import Article
from kogge.audit.models import AuditEntry
from kogge.companies.models import Company
from kogge.infrastructure.bulk import insert_rows, reserve_ids, update_rows

pytestmark = pytest.mark.django_db

FIELDS = ["id", "company", "number", "name", "kind", "ean", "tax_level", "tax_levels_abroad", "price_minor", "currency"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
JSON = st.dictionaries(TEXTS, TEXTS | st.integers(-(2**53), 2**53) | st.none() | st.booleans(), max_size=4)
MINOR = st.none() | st.integers(-(2**63), 2**63 - 1)

several = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


@pytest.fixture
def company() -> Company:
    return Company.objects.create(name="Nord")


def article(pk: int, company: Company, **changes: Any) -> tuple[Any, ...]:
    facts: dict[str, Any] = {
        "number": f"A{pk}",
        "name": "Tau",
        "kind": "goods",
        "ean": "",
        "tax_level": "standard",
        "tax_levels_abroad": {},
    }
    facts |= {"price_minor": 1, "currency": "EUR"}
    return (pk, company.pk, *(facts | changes).values())


@several
@given(rows=st.lists(st.tuples(TEXTS, MINOR), max_size=8))
def test_texts_and_money_come_back_as_they_were_given(company: Company, rows: list[tuple[str, int | None]]) -> None:
    ids = reserve_ids(Article, len(rows))
    insert_rows(
        Article,
        FIELDS,
        [article(pk, company, name=name, price_minor=price) for pk, (name, price) in zip(ids, rows, strict=True)],
    )
    stored = Article.objects.in_bulk(list(ids))
    assert [(stored[pk].name, stored[pk].price_minor) for pk in ids] == rows


@several
@given(levels=JSON, name=TEXTS, price=MINOR)
def test_rows_are_changed_as_they_are_inserted(company: Company, levels: Any, name: str, price: int | None) -> None:
    one, other = reserve_ids(Article, 2)
    insert_rows(Article, FIELDS, [article(one, company), article(other, company)])
    update_rows(Article, ["name", "tax_levels_abroad", "price_minor"], [(name, levels, price, one)])
    stored = Article.objects.in_bulk([one, other])
    assert (stored[one].name, stored[one].tax_levels_abroad, stored[one].price_minor) == (name, levels, price)
    assert stored[other].name == "Tau"


@several
@given(
    before=JSON,
    at=st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    hours=st.integers(-12, 12),
)
def test_times_and_json_come_back_as_they_were_given(
    company: Company, before: dict[str, Any], at: datetime, hours: int
) -> None:
    local = at.astimezone(timezone(timedelta(hours=hours)))
    names = ["company", "at", "actor", "actor_name", "action", "subject_kind", "subject_id", "before", "after"]
    insert_rows(AuditEntry, names, [(company.pk, local, None, "Kogge", "a", "b", 1, before, {})])
    entry = AuditEntry.objects.latest("pk")
    assert (entry.at, entry.before, entry.after, entry.actor) == (at, before, {}, None)
    assert AuditEntry.objects.filter(at=at, pk=entry.pk).exists()


def test_what_is_inserted_in_bulk_is_what_django_would_have_inserted(company: Company) -> None:
    (pk,) = reserve_ids(Article, 1)
    insert_rows(Article, FIELDS, [article(pk, company, name="Ö\t\n\\")])
    usual = Article.objects.create(company=company, number="B", name="Ö\t\n\\", price_minor=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, kind, ean, price_minor, currency FROM articles_article ORDER BY id")
        rows = cursor.fetchall()
    assert rows[0] == rows[1]
    assert usual.pk == pk + 1


def test_keys_that_were_reserved_are_never_given_again(company: Company) -> None:
    first = list(reserve_ids(Article, 3))
    insert_rows(Article, FIELDS, [article(pk, company) for pk in first])
    Article.objects.filter(pk=first[-1]).delete()
    second = list(reserve_ids(Article, 2))
    assert len({*first, *second}) == 5
    insert_rows(Article, FIELDS, [article(pk, company) for pk in second])
    assert Article.objects.create(company=company, number="Z", name="").pk not in {*first, *second}


def test_nothing_is_nothing(company: Company) -> None:
    assert list(reserve_ids(Article, 0)) == []
    insert_rows(Article, FIELDS, [])
    assert company.articles.count() == 0


def test_what_is_there_twice_is_refused_as_a_whole(company: Company) -> None:
    ids = list(reserve_ids(Article, 2))
    rows = [article(pk, company, number="same") for pk in ids]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Article, FIELDS, rows)
    assert not Article.objects.exists()


def test_numbers_that_fit_into_no_column_are_refused(company: Company) -> None:
    (pk,) = reserve_ids(Article, 1)
    with pytest.raises((DataError, OverflowError)), transaction.atomic():
        insert_rows(Article, FIELDS, [article(pk, company, price_minor=2**63)])
    assert not Article.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps NUL characters")
def test_a_nul_character_is_refused_as_a_data_error(company: Company) -> None:
    (pk,) = reserve_ids(Article, 1)
    with pytest.raises(DataError), transaction.atomic():
        insert_rows(Article, FIELDS, [article(pk, company, name="a\0b")])
