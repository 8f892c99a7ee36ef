"""The standing watch: trouble at one account of the Cloud or one platform keeps nothing away from the others."""

from datetime import UTC, datetime, timedelta

import pytest

from kogge.infrastructure.secrets import encrypt
from kogge.orders.watching import REST, look
from kogge.platforms.models import CloudCredentials, Platform
from tests.integration.orders.connected import ConnectedShop, open_connected_shop

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "cloud"])

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def shops() -> tuple[ConnectedShop, ConnectedShop]:
    """Two shops; the Cloud no longer takes the first one's secret."""
    first, second = open_connected_shop("Nord"), open_connected_shop("Süd")
    broken = first.platform.credentials
    assert broken is not None
    broken.client_secret_encrypted = encrypt("wrong")
    broken.save()
    return first, second


def checked_at(shop: ConnectedShop) -> datetime | None:
    return Platform.objects.get(pk=shop.platform.pk).state_checked_at


def test_an_account_that_is_refused_holds_up_no_other(shops: tuple[ConnectedShop, ConnectedShop]) -> None:
    first, second = shops
    rests: dict[str, datetime] = {}
    look(NOW, rests, must_refresh=True)
    assert (checked_at(first), checked_at(second)) == (None, NOW)
    assert rests == {f"credentials {first.platform.credentials_id}": NOW + REST}


def test_what_was_in_trouble_rests_and_is_looked_at_again(shops: tuple[ConnectedShop, ConnectedShop]) -> None:
    first, second = shops
    rests: dict[str, datetime] = {}
    look(NOW, rests, must_refresh=True)
    good = second.platform.credentials
    CloudCredentials.objects.filter(pk=first.platform.credentials_id).update(
        client_id=good.client_id, client_secret_encrypted=good.client_secret_encrypted
    )
    Platform.objects.filter(pk=first.platform.pk).update(cloud_reference="")
    Platform.objects.filter(pk=second.platform.pk).update(credentials=first.platform.credentials_id)
    early, later = NOW + timedelta(seconds=1), NOW + REST
    look(early, rests, must_refresh=True)
    assert checked_at(second) == NOW
    look(later, rests, must_refresh=True)
    assert checked_at(second) == later
