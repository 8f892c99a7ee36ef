"""What the Cloud tells of its quotas."""

import pytest
from django.utils import timezone

from kogge_cloud.accounts.models import Registration
from kogge_cloud.amazon.calls import read_quota
from kogge_cloud.amazon.quotas import BucketKey, take_token
from kogge_cloud.amazon.rules import SEARCH_ORDERS
from kogge_contract.quotas import Quota
from tests.integration.kogge_cloud.conftest import DATABASES, Caller
from tests.integration.kogge_cloud.test_contract import SECRETS

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)


def test_each_signed_in_platform_tells_what_it_has_in_hand(caller: Caller) -> None:
    reference = caller.register()
    assert caller.ask("GET", "/quotas") == []
    caller.ask("PUT", f"/platforms/{reference}/authorization", json=SECRETS)
    quotas = [Quota.model_validate(each) for each in caller.ask("GET", "/quotas")]
    assert [(each.purpose, each.in_hand, each.capacity) for each in quotas] == [
        ("listing", 20, 20),
        ("reading", 30, 30),
        ("confirming", 10, 10),
    ]
    assert {each.next_call_in_s for each in quotas} == {0}


def test_a_bucket_that_is_empty_tells_when_the_next_call_is_due(caller: Caller) -> None:
    reference = caller.register()
    caller.ask("PUT", f"/platforms/{reference}/authorization", json=SECRETS)
    registration = Registration.objects.get()
    assert read_quota(registration, SEARCH_ORDERS, timezone.now()).tokens == 20
    from_books = _empty()
    listing = Quota.model_validate(caller.ask("GET", "/quotas")[0])
    assert listing.in_hand == 0
    assert listing.next_call_in_s == pytest.approx(from_books, abs=5)
    assert listing.refill_s == pytest.approx(1 / 0.0056)


def _empty() -> float:
    """Take every token of the search, and return how long the next one takes."""
    now = timezone.now()
    key = BucketKey.of(SECRETS["client_id"], SECRETS["seller_reference"], SEARCH_ORDERS)
    while not (wait_s := take_token(key, now)):
        pass
    return wait_s
