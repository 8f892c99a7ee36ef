"""Secrets in messages stay out of whatever prints a message."""

from kogge_contract.authorization import SelfAuthorization
from kogge_contract.messages import AccessToken


def test_credentials_do_not_show_in_a_representation() -> None:
    authorization = SelfAuthorization(
        client_id="app", client_secret="hush-1", refresh_token="hush-2", seller_reference="A2SELLER"
    )
    shown = repr(authorization) + str(authorization) + repr(AccessToken(access_token="hush-3", expires_in=1))
    assert "hush" not in shown
    assert authorization.model_dump()["client_secret"] == "hush-1"
