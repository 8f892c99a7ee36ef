"""The Application Management API: a new client secret, which comes through the application's queue only."""

from amazon_emulator.operations import Call, Operation
from amazon_emulator.quotas import Quota


def _rotate(call: Call) -> None:
    call.emulator.accounts.rotate_secret(call.account.application)


OPERATIONS = (
    Operation(
        "rotateApplicationClientSecret",
        "POST",
        "/applications/2023-11-30/clientSecret",
        Quota(0.0167, 1),
        _rotate,
        status=204,
        scope="sellingpartnerapi::client_credential:rotation",
    ),
)
