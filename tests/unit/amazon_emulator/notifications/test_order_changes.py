"""What an ORDER_CHANGE notification says of an order."""

from typing import Any

from amazon_emulator.notifications.order_changes import describe_order_change

MOMENT = "2026-03-01T10:00:00.000Z"
REQUEST = {"cancellationRequest": {"requester": "BUYER"}}


def make_order(**changes: Any) -> dict[str, Any]:
    items = [
        {
            "orderItemId": "1",
            "quantityOrdered": 3,
            "product": {"sellerSku": "TEA"},
            "fulfillment": {"quantityFulfilled": 3, "quantityUnfulfilled": 0},
        },
        {"orderItemId": "2", "quantityOrdered": 2, "product": {}},
    ]
    order = {
        "orderId": "303-1111111-2222222",
        "createdTime": MOMENT,
        "lastUpdatedTime": MOMENT,
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9"},
        "recipient": {"deliveryAddress": {"name": "Erika Muster", "postalCode": "23552"}},
        "programs": ["PRIME", "AMAZON_EASY_SHIP"],
        "fulfillment": {
            "fulfillmentStatus": "PARTIALLY_SHIPPED",
            "fulfilledBy": "MERCHANT",
            "shipByWindow": {"earliestDateTime": MOMENT, "latestDateTime": MOMENT},
        },
        "orderItems": items,
    }
    return order | changes


def describe(order: dict[str, Any], before: dict[str, Any] | None = None) -> Any:
    payload = describe_order_change(order, before, "SELLER")
    return payload and payload["OrderChangeNotification"]


def test_it_counts_and_speaks_the_old_words() -> None:
    change = describe(make_order())
    summary = change["Summary"]
    assert (change["SellerId"], change["OrderChangeType"]) == ("SELLER", "OrderStatusChange")
    assert (summary["OrderStatus"], summary["FulfillmentType"]) == ("PartiallyShipped", "MFN")
    assert (summary["NumberOfItemsShipped"], summary["NumberOfItemsUnshipped"]) == (3, 2)
    assert (summary["OrderPrograms"], summary["ShippingPrograms"]) == (["Prime"], ["EasyShip"])
    assert [item["OrderItemStatus"] for item in summary["OrderItems"]] == ["Shipped", "Unshipped"]
    assert summary["LatestShipDate"] == MOMENT
    assert "LatestDeliveryDate" not in summary


def test_of_the_buyer_it_tells_the_postal_code_only() -> None:
    change = describe(make_order())
    assert change["Summary"]["DestinationPostalCode"] == "23552"
    assert "Muster" not in str(change)


def test_it_names_what_changed() -> None:
    asked = make_order(orderItems=[{"orderItemId": "1", "quantityOrdered": 1, "cancellation": REQUEST}])
    assert describe(asked, make_order())["OrderChangeType"] == "BuyerRequestedChange"
    assert describe(asked, asked)["OrderChangeType"] == "OrderStatusChange"
    tip = {"type": "DELIVERY_TIP", "subtotal": {"amount": "2.00", "currencyCode": "EUR"}}
    tipped = make_order(proceeds={"breakdowns": [tip]})
    assert describe(tipped, make_order())["OrderChangeType"] == "DeliveryTipChange"
    replaced = make_order(associatedOrders=[{"associationType": "REPLACEMENT_ORIGINAL_ID"}])
    assert "Replacement" in describe(replaced)["Summary"]["OrderPrograms"]


def test_it_has_no_words_for_some_orders() -> None:
    assert describe(make_order(salesChannel={"channelName": "NON_AMAZON"})) is None
    assert describe(make_order(fulfillment={"fulfillmentStatus": "BEAMED"})) is None
    assert describe(make_order(fulfillment=None, recipient=None))["Summary"]["OrderStatus"] == "Pending"
