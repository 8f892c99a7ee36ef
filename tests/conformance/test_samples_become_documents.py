"""Amazon's own sample orders, loaded into the Emulator and fetched by a backfill, become documents to the cent."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.chaos.installations import install
from tests.conformance.test_cloud_samples import MODEL, sample_orders
from tests.emulators import running_emulator

NEVER_TAKEN = {"PENDING", "PENDING_AVAILABILITY", "CANCELLED"}


@pytest.mark.skipif(not MODEL.exists(), reason=f"Amazon's model is not there: {MODEL}")
def test_every_sample_becomes_a_document_of_its_total(tmp_path: Path) -> None:
    samples = {each["orderId"]: each for each in sample_orders()}
    wanted = {
        number: each["proceeds"]["grandTotal"]
        for number, each in samples.items()
        if each["fulfillment"]["fulfillmentStatus"] not in NEVER_TAKEN
    }
    file = tmp_path / "samples.json"
    file.write_text(json.dumps({"orders": list(samples.values())}))
    with (
        running_emulator("--load", str(file), "--quota", "100000") as emulator,
        install(tmp_path / "home", emulator.url) as office,
    ):
        office.ask("retrieve", "Amazon", "--backfill")
        documents = [json.loads(line) for line in office.run("documents", "--json").splitlines()]
        office.check_books()
    assert wanted
    found = {each["order_reference"]: (Decimal(each["total"]), each["currency"]) for each in documents}
    assert found == {number: (Decimal(total["amount"]), total["currencyCode"]) for number, total in wanted.items()}
