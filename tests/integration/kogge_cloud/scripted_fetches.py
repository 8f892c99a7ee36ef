"""A platform at a scripted Amazon, and the few words in which tests speak of its fetches."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings

from kogge_cloud.accounts.models import Registration, Tenant
from kogge_cloud.accounts.services import authorize_platform, register_platform
from kogge_cloud.amazon.models import Fetch
from kogge_cloud.amazon.queries import get_fetch
from kogge_cloud.amazon.services import advance_fetch, start_fetch
from kogge_cloud.feed.queries import read_page
from kogge_contract.authorization import SelfAuthorization
from kogge_contract.feed import FeedPage
from kogge_contract.messages import FetchState, NewFetch, NewPlatform
from tests.integration.kogge_cloud.scripted_amazon import (
    LOGIN_PATH,
    ScriptedAmazon,
    scripted_amazon,
)
from tests.unit.kogge_cloud.payloads import order

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def amazon(settings: Settings) -> Iterator[ScriptedAmazon]:
    with scripted_amazon() as script:
        settings.KOGGE_CLOUD_SPAPI_URL = script.url
        settings.KOGGE_CLOUD_LWA_URL = f"{script.url}{LOGIN_PATH}"
        yield script


@pytest.fixture
def registration(amazon: ScriptedAmazon) -> Registration:  # noqa: ARG001
    tenant = Tenant.objects.create(name="Werft", created_at=NOW)
    new = NewPlatform(kind="amazon", name="Amazon", region="EU", marketplaces=())
    secrets = SelfAuthorization(
        client_id="app", client_secret="s", refresh_token=f"Atzr|{uuid4()}", seller_reference="A2SELLER"
    )
    return authorize_platform(register_platform(tenant.pk, new, NOW), secrets)


def start(registration: Registration, **wishes: Any) -> Fetch:
    registration.refresh_from_db()
    return start_fetch(registration, NewFetch(reference=str(uuid4()), **wishes), NOW).fetch


def advance(fetch: Fetch, now: datetime = NOW) -> FetchState:
    return advance_fetch(get_fetch(fetch.registration, fetch.reference), now)


def numbered(number: int, **fields: Any) -> dict[str, Any]:
    return order(orderId=f"302-0000000-{number:07}", **fields)


def feed(registration: Registration, after: int = 0) -> FeedPage:
    return FeedPage.model_validate_json(read_page(registration, after, 500))


def references(registration: Registration) -> list[str]:
    return [entry.order_reference[-1] for entry in feed(registration).entries]
