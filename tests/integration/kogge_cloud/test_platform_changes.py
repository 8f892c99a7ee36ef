"""Changes of registered platforms over the contract: names, regions, secrets, selling accounts, the end of access."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.services import read_authorization
from tests.integration.kogge_cloud.conftest import DATABASES, Caller

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=DATABASES),
    pytest.mark.parametrize("http", ["in-process"], indirect=True),
]

OWN = {"client_id": "own", "client_secret": "first", "refresh_token": "token", "seller_reference": "A1"}


@pytest.fixture
def platform(caller: Caller) -> str:
    return caller.register()


def authorize(caller: Caller, platform: str, status: int = 200, **changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = caller.ask("PUT", f"/platforms/{platform}/authorization", status, json=OWN | changes)
    return told


def kept(platform: str) -> Registration:
    return Registration.objects.get(reference=platform)


def test_name_and_marketplaces_are_changed(caller: Caller, platform: str) -> None:
    told = caller.ask("PATCH", f"/platforms/{platform}", json={"name": "Amazon Süd", "marketplaces": ["DE", "FR"]})
    assert (told["name"], told["region"], told["marketplaces"]) == ("Amazon Süd", "EU", ["DE", "FR"])


def test_a_name_that_is_taken_is_refused(caller: Caller, platform: str) -> None:
    caller.register("Zweite")
    problem = caller.ask("PATCH", f"/platforms/{platform}", 409, json={"name": "Zweite"})
    assert (problem["code"], problem["details"]) == ("name_taken", {"name": "Zweite"})


def test_an_unknown_marketplace_is_named(caller: Caller, platform: str) -> None:
    problem = caller.ask("PATCH", f"/platforms/{platform}", 422, json={"marketplaces": ["DE", "XX"]})
    assert (problem["code"], problem["details"]["marketplace"]) == ("marketplace_unknown", "XX")


def test_the_region_stays_while_the_platform_is_signed_in(caller: Caller, platform: str) -> None:
    authorize(caller, platform)
    problem = caller.ask("PATCH", f"/platforms/{platform}", 409, json={"region": "NA", "marketplaces": []})
    assert (problem["code"], problem["details"]) == ("region_fixed", {"region": "EU"})
    caller.ask("DELETE", f"/platforms/{platform}/authorization")
    assert caller.ask("PATCH", f"/platforms/{platform}", json={"region": "NA", "marketplaces": []})["region"] == "NA"


def test_two_secrets_are_valid_while_one_replaces_the_other(caller: Caller, platform: str) -> None:
    issued = datetime.now(UTC) - timedelta(days=175)
    told = authorize(caller, platform, client_secret_created_at=issued.isoformat())
    assert [each["kind"] for each in told["warnings"]] == ["client_secret"]
    renewed = {"client_secret": "second"}
    told = caller.ask("POST", f"/platforms/{platform}/authorization/secret", json=renewed)
    assert told["warnings"] == []
    credentials = read_authorization(kept(platform))
    assert (credentials.client_secret, credentials.older_secret) == ("second", "first")
    assert credentials.refresh_token == "token"


def test_a_platform_without_credentials_has_no_secret_to_renew(caller: Caller, platform: str) -> None:
    problem = caller.ask("POST", f"/platforms/{platform}/authorization/secret", 409, json={"client_secret": "x"})
    assert problem["code"] == "not_authenticated"


def test_signing_out_forgets_what_was_kept(caller: Caller, platform: str) -> None:
    authorize(caller, platform)
    told = caller.ask("DELETE", f"/platforms/{platform}/authorization")
    assert (told["state"], told["authorized_at"]) == ("not_authenticated", None)
    assert kept(platform).credentials_encrypted is None


def test_another_selling_account_may_come_while_nothing_was_fetched(caller: Caller, platform: str) -> None:
    authorize(caller, platform)
    assert authorize(caller, platform, seller_reference="A2")["seller_reference"] == "A2"
    Registration.objects.filter(reference=platform).update(feed_head=1)
    problem = authorize(caller, platform, 409, seller_reference="A3")
    assert (problem["code"], problem["details"]) == ("other_seller", {"seller": "A3", "former": "A2"})
    assert kept(platform).seller_reference == "A2"
    assert authorize(caller, platform, seller_reference="A2")["state"] == "authenticated"
