"""The Emulator's ORDER_CHANGE notifications against Amazon's own schema, where it lies beside the checkout."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from amazon_emulator.accounts import DEMO
from amazon_emulator.emulator import Emulator
from amazon_emulator.faults import Faults

SCHEMA = Path(__file__).parents[2].parent / "shared/models/amazon/schemas/notifications/OrderChangeNotification.json"


@pytest.fixture
def schema() -> Any:
    if not SCHEMA.exists():
        pytest.skip("Amazon's notification schemas are not at hand")
    return json.loads(SCHEMA.read_text())


@pytest.mark.parametrize("profile", ["none", "everything"])
def test_every_generated_order_is_announced_as_the_schema_demands(schema: Any, profile: str) -> None:
    emulator = Emulator(faults=Faults(profile))
    notifications = emulator.notifications
    application = next(iter(emulator.accounts.applications.values()))
    destination = notifications.add_destination(application, "orders", {"sqs": {"arn": "arn:aws:sqs:eu-west-1:1:q"}})
    seller = emulator.accounts.sellers[DEMO.seller_id]
    notifications.add_subscription(destination, seller, "ORDER_CHANGE", "1.0", {})

    emulator.generate(400)

    validator = jsonschema.Draft7Validator(schema)
    problems = [error.message for each in notifications.published for error in validator.iter_errors(each.body)]
    assert problems == []
    assert {each.notification_type for each in notifications.published} == {"ORDER_CHANGE"}
    assert len(notifications.published) == len(list(emulator.store)) == 400
