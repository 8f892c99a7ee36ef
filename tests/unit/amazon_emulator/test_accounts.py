"""Roles, regions, consents and restricted tokens at the Emulator's door."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_emulator.accounts import DEMO, OLD_SECRET_LIFE, Accounts, RestrictedResource
from amazon_emulator.clock import Clock
from amazon_emulator.emulator import Emulator
from amazon_emulator.errors import ApiError
from amazon_emulator.login.tokens import EXPIRED, MALFORMED, LoginError, narrow_to_request
from amazon_emulator.orders.gating import DATA_GROUPS, show
from amazon_emulator.regions import list_marketplaces, refuse_foreign
from amazon_emulator.restricted_tokens.rules import read_resources
from amazon_emulator.roles import ALL_ROLES, Role

LOGIN = {
    "grant_type": "refresh_token",
    "refresh_token": DEMO.refresh_token,
    "client_id": DEMO.client_id,
    "client_secret": DEMO.client_secret,
}
YEAR_S = 365 * 86_400
ORDER: dict[str, Any] = {
    "orderId": "303-1",
    "salesChannel": {"marketplaceId": "A1PA6795UKMFR9"},
    "buyer": {"buyerName": "Ada", "buyerEmail": "x@marketplace.amazon.de", "buyerCompanyName": "Ada GmbH"},
    "recipient": {
        "deliveryAddress": {"name": "Ada", "addressLine1": "Weg 1", "city": "Ulm", "countryCode": "DE", "phone": "1"},
        "deliveryPreference": {},
    },
    "fulfillment": {"fulfilledBy": "MERCHANT", "fulfillmentStatus": "UNSHIPPED"},
    "orderItems": [
        {
            "product": {"sellerSku": "S", "customization": {"customizedUrl": "https://a.example/"}},
            "fulfillment": {"packing": {"giftOption": {"giftMessage": "Hi", "giftWrapLevel": "X"}}},
        }
    ],
}


@pytest.fixture
def emulator() -> Emulator:
    return Emulator(clock=Clock(virtual=True))


def seen(roles: set[Role], **changes: Any) -> dict[str, Any]:
    return show(ORDER | changes, frozenset(DATA_GROUPS), roles)


def test_all_roles_show_everything_and_none_changes_the_order() -> None:
    before = repr(ORDER)
    assert seen(set(ALL_ROLES)) == ORDER
    seen(set())
    assert repr(ORDER) == before


def test_without_the_shipping_role_a_place_remains() -> None:
    shown = seen({Role.INVENTORY})
    assert shown["buyer"] == {"buyerCompanyName": "Ada GmbH"}
    assert shown["recipient"] == {"deliveryAddress": {"city": "Ulm", "countryCode": "DE"}, "deliveryPreference": {}}
    (item,) = shown["orderItems"]
    assert item["product"] == {"sellerSku": "S", "customization": {}}
    assert item["fulfillment"]["packing"]["giftOption"] == {"giftWrapLevel": "X"}


@pytest.mark.parametrize(
    ("roles", "fulfilled_by", "marketplace", "is_named"),
    [
        ({Role.TAX_REMITTANCE}, "AMAZON", "A1PA6795UKMFR9", True),
        ({Role.TAX_INVOICING}, "MERCHANT", "A1PA6795UKMFR9", True),
        ({Role.DIRECT_TO_CONSUMER}, "MERCHANT", "A1PA6795UKMFR9", True),
        ({Role.DIRECT_TO_CONSUMER}, "AMAZON", "A1PA6795UKMFR9", False),
        ({Role.TAX_INVOICING}, "MERCHANT", "A1VC38T7YXB528", False),
        ({Role.PRICING}, "MERCHANT", "A1PA6795UKMFR9", False),
    ],
)
def test_who_may_know_the_buyers_name(roles: set[Role], fulfilled_by: str, marketplace: str, is_named: bool) -> None:
    shown = seen(roles, fulfillment={"fulfilledBy": fulfilled_by}, salesChannel={"marketplaceId": marketplace})
    assert ("buyerName" in shown["buyer"]) == is_named
    assert ("buyerEmail" in shown["buyer"]) == (Role.DIRECT_TO_CONSUMER in roles)


@given(st.sets(st.sampled_from(sorted(ALL_ROLES))), st.sets(st.sampled_from(sorted(ALL_ROLES))))
def test_a_further_role_hides_nothing(some: set[Role], more: set[Role]) -> None:
    def count(shown: dict[str, Any]) -> int:
        return len(shown["buyer"]) + len(shown["recipient"]["deliveryAddress"])

    assert count(seen(some)) <= count(seen(some | more))


def test_roles_added_later_need_a_new_consent(emulator: Emulator) -> None:
    application = emulator.accounts.applications[DEMO.client_id]
    seller = emulator.accounts.sellers["A3KOGGENORDLICHT"]
    application.roles = frozenset({Role.PRICING})
    emulator.accounts.authorize(application, seller)
    application.roles = ALL_ROLES
    (consent,) = emulator.accounts.list_authorizations(seller_id=seller.seller_id)
    assert consent.roles == {Role.PRICING}
    emulator.accounts.authorize(application, seller)
    assert consent.roles == ALL_ROLES


def test_a_consent_lasts_a_year_and_a_renewal_saves_its_tokens(emulator: Emulator) -> None:
    emulator.clock.advance(YEAR_S - 1)
    access = str(emulator.login.exchange(LOGIN)["access_token"])
    emulator.clock.advance(1)
    with pytest.raises(ApiError) as refused:
        emulator.login.identify(access)
    assert refused.value.body["errors"][0]["details"] == MALFORMED
    with pytest.raises(LoginError, match="invalid grant parameter"):
        emulator.login.exchange(LOGIN)
    emulator.accounts.authorize(
        emulator.accounts.applications[DEMO.client_id], emulator.accounts.sellers[DEMO.seller_id]
    )
    assert emulator.login.exchange(LOGIN)["refresh_token"] == DEMO.refresh_token


def test_a_revoked_token_stays_dead_after_a_new_consent(emulator: Emulator) -> None:
    access = str(emulator.login.exchange(LOGIN)["access_token"])
    (consent,) = emulator.accounts.list_authorizations(seller_id=DEMO.seller_id)
    emulator.accounts.revoke(consent)
    fresh = emulator.accounts.authorize(consent.application, consent.seller)
    with pytest.raises(ApiError):
        emulator.login.identify(access)
    with pytest.raises(LoginError):
        emulator.login.exchange(LOGIN)
    assert emulator.login.exchange(LOGIN | {"refresh_token": fresh})["token_type"] == "bearer"


def test_tokens_can_be_made_to_run_out(emulator: Emulator) -> None:
    access = str(emulator.login.exchange(LOGIN)["access_token"])
    emulator.login.expire_tokens(emulator.accounts.list_authorizations())
    with pytest.raises(ApiError) as refused:
        emulator.login.identify(access)
    assert refused.value.body["errors"][0]["details"] == EXPIRED


def test_watchers_hear_of_new_secrets_and_no_old_one_gains_life() -> None:
    clock = Clock(virtual=True)
    accounts = Accounts(clock)
    heard: list[str] = []
    accounts.rotation_watchers.append(lambda _application, secret: heard.append(secret.text))
    application = accounts.applications[DEMO.client_id]
    accounts.rotate_secret(application)
    first_end = application.secrets[0].valid_until
    clock.advance(OLD_SECRET_LIFE.total_seconds() / 2)
    accounts.rotate_secret(application)
    assert heard == [secret.text for secret in application.secrets[1:]]
    assert application.secrets[0].valid_until == first_end
    assert [secret.valid_until is None for secret in application.secrets] == [False, False, True]


def test_marketplaces_of_another_region_are_refused() -> None:
    refuse_foreign("EU", {each.marketplace_id for each in list_marketplaces("EU")})
    for wrong in ({"ATVPDKIKX0DER"}, {"A1PA6795UKMFR9", "A1VC38T7YXB528"}, {"NOWHERE"}):
        with pytest.raises(ApiError, match="not valid for region") as refused:
            refuse_foreign("EU", wrong)
        assert (refused.value.status, refused.value.body["errors"][0]["code"]) == (403, "Unauthorized")


def test_a_restricted_token_opens_what_it_names_and_nothing_else(emulator: Emulator) -> None:
    caller = emulator.login.identify(str(emulator.login.exchange(LOGIN)["access_token"]))
    assert narrow_to_request(caller, "GET", "/anything") is caller
    resources = (
        RestrictedResource("GET", "/orders/v0/orders/{orderId}", frozenset({"buyerInfo"})),
        RestrictedResource("GET", "/orders/v0/orders/303-1", frozenset({"shippingAddress"})),
    )
    restricted = emulator.login.identify(emulator.login.issue_restricted(caller, resources))
    one = narrow_to_request(restricted, "GET", "/orders/v0/orders/303-1")
    assert one.data_elements == {"buyerInfo", "shippingAddress"}
    assert narrow_to_request(restricted, "GET", "/orders/v0/orders/303-2").data_elements == {"buyerInfo"}
    for method, path in (("POST", "/orders/v0/orders/303-1"), ("GET", "/orders/v0/orders"), ("GET", "/x")):
        with pytest.raises(ApiError):
            narrow_to_request(restricted, method, path)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"restrictedResources": []},
        {"restrictedResources": ["x"]},
        {"restrictedResources": [{"method": "PATCH", "path": "/orders/v0/orders"}]},
        {"restrictedResources": [{"method": "GET", "path": "/sellers/v1/account"}]},
        {"restrictedResources": [{"method": "GET"}]},
        {"restrictedResources": [{"method": "GET", "path": "/orders/v0/orders", "dataElements": ["all"]}]},
        {"restrictedResources": [{"method": "GET", "path": "/orders/v0/orders", "dataElements": "buyerInfo"}]},
        {"restrictedResources": [{"method": "GET", "path": "/orders/v0/orders"}] * 51},
    ],
)
def test_restricted_tokens_are_asked_for_properly(body: object) -> None:
    with pytest.raises(ApiError) as refused:
        read_resources(body, ALL_ROLES)
    assert (refused.value.status, refused.value.body["errors"][0]["code"]) == (400, "InvalidInput")


def test_restricted_tokens_need_the_roles_of_their_elements() -> None:
    elements = ["buyerInfo", "shippingAddress", "buyerTaxInformation"]
    body = {"restrictedResources": [{"method": "GET", "path": "/orders/v0/orders", "dataElements": elements}]}
    assert read_resources(body, ALL_ROLES)[0].data_elements == set(elements)
    with pytest.raises(ApiError, match=r"data elements: \[shippingAddress\]"):
        read_resources(body, {Role.TAX_INVOICING})
    with pytest.raises(ApiError, match=r"data elements: \[buyerTaxInformation\]"):
        read_resources(body, {Role.DIRECT_TO_CONSUMER})
