"""The Tokens API: createRestrictedDataToken."""

from typing import Any

from amazon_emulator.errors import invalid_input
from amazon_emulator.login.tokens import TOKEN_LIFE
from amazon_emulator.operations import Call, Operation
from amazon_emulator.quotas import Quota
from amazon_emulator.restricted_tokens.rules import read_resources


def _create(call: Call) -> dict[str, Any]:
    resources = read_resources(call.body, call.account.roles)
    target = call.body.get("targetApplication")
    if target is not None and target != call.account.application.application_id:
        # Delegation to another developer's application is left out.
        raise invalid_input(details="targetApplication is not an application that may be delegated to.")
    token = call.emulator.login.issue_restricted(call.account, resources)
    return {"restrictedDataToken": token, "expiresIn": int(TOKEN_LIFE.total_seconds())}


OPERATIONS = (
    Operation("createRestrictedDataToken", "POST", "/tokens/2021-03-01/restrictedDataToken", Quota(1, 10), _create),
)
