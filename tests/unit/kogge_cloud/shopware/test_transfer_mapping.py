"""What goes up to a shop's products."""

from decimal import Decimal

import pytest

from kogge_cloud.listings.rules import ItemState
from kogge_cloud.shopware.transfer_mapping import judge, read_currencies, read_products, write_operation, write_product
from kogge_contract.listings import ListingOffer

EURO, FRANC = "b7d2554b0ce847cd82f3ac9bd1c0dfca", "f" * 32
CURRENCIES = read_currencies([{"isoCode": "EUR", "id": EURO}, {"isoCode": "CHF", "id": FRANC}, {"id": "x"}, None])
ROW = {
    "id": "p1",
    "productNumber": "TEE-1",
    "tax": {"taxRate": Decimal("7.0")},
    "price": [
        {
            "currencyId": EURO,
            "net": Decimal("9.3"),
            "gross": Decimal("9.95"),
            "linked": True,
            "listPrice": {"gross": Decimal(12)},
        },
        {"currencyId": FRANC, "net": Decimal(10), "gross": Decimal(11), "linked": True},
    ],
}
[PRODUCT] = read_products([ROW, "junk", {"id": "p2"}]).values()


def offer(**fields: object) -> ListingOffer:
    return ListingOffer.model_validate({"sku": "TEE-1"} | fields)


def test_stock_goes_alone() -> None:
    assert write_product(offer(quantity=7), PRODUCT, CURRENCIES) == {"id": "p1", "stock": 7}


def test_a_price_keeps_the_other_currencies_and_its_list_price() -> None:
    change = write_product(offer(price={"amount": "10.70", "currency": "EUR"}), PRODUCT, CURRENCIES)
    franc, euro = change["price"]
    assert (franc["currencyId"], franc["gross"]) == (FRANC, 11.0)
    assert (euro["gross"], euro["net"], euro["listPrice"]) == (10.7, 10.0, {"gross": 12.0})


@pytest.mark.parametrize(
    ("fields", "is_there", "state", "code"),
    [
        ({"quantity": 1}, False, ItemState.REJECTED, "not_listed"),
        ({"price": {"amount": "1", "currency": "SEK"}}, True, ItemState.REJECTED, "price_unfit"),
        ({}, True, ItemState.ACCEPTED, "already_listed"),
        ({"quantity": 1}, True, ItemState.READY, ""),
    ],
)
def test_what_the_shop_does_not_have_is_refused(
    fields: dict[str, object], is_there: bool, state: ItemState, code: str
) -> None:
    finding = judge(offer(**fields), PRODUCT if is_there else None, CURRENCIES)
    assert (finding.state, finding.code) == (state, code)


def test_changes_go_together() -> None:
    assert write_operation([{"id": "p1", "stock": 1}]) == [
        {"action": "upsert", "entity": "product", "payload": [{"id": "p1", "stock": 1}]}
    ]
