"""The FBA Inventory API v1: what lies in Amazon's warehouses."""

from typing import Any

from amazon_emulator.inventory.rules import GRANULARITY, read_wish, write_token
from amazon_emulator.inventory.store import FbaStock
from amazon_emulator.listings.models import Listing, write_fnsku
from amazon_emulator.operations import Call, Operation
from amazon_emulator.quotas import Quota
from amazon_emulator.times import format_time


def _list_summaries(call: Call) -> dict[str, Any]:
    inventory, seller_id = call.emulator.inventory, call.account.seller_id
    wish = read_wish(call.query, call.emulator.listings.open(seller_id).marketplace_ids, call.now)
    found = [(listing, stock) for listing, stock in inventory.walk(seller_id) if wish.matches(listing, stock)]
    end = wish.offset + inventory.page_size
    summaries = [_show(*each, has_details=wish.has_details) for each in found[wish.offset : end]]
    answer: dict[str, Any] = {
        "payload": {
            "granularity": {"granularityType": GRANULARITY, "granularityId": wish.marketplace_id},
            "inventorySummaries": summaries,
        }
    }
    return answer | ({"pagination": {"nextToken": write_token(end, call.now)}} if len(found) > end else {})


def _show(listing: Listing, stock: FbaStock, *, has_details: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "asin": listing.asin,
        "fnSku": write_fnsku(stock.sku),
        "sellerSku": stock.sku,
        "condition": "NewItem",
        "lastUpdatedTime": format_time(stock.updated_at),
        "productName": listing.find_text("item_name"),
        "totalQuantity": stock.total,
        "stores": [],
    }
    return shown | ({"inventoryDetails": _detail(stock)} if has_details else {})


def _detail(stock: FbaStock) -> dict[str, Any]:
    return {
        "fulfillableQuantity": stock.fulfillable,
        "inboundWorkingQuantity": stock.inbound_working,
        "inboundShippedQuantity": stock.inbound_shipped,
        "inboundReceivingQuantity": stock.inbound_receiving,
        "reservedQuantity": {
            "totalReservedQuantity": stock.reserved,
            "pendingCustomerOrderQuantity": stock.reserved,
            "pendingTransshipmentQuantity": 0,
            "fcProcessingQuantity": 0,
        },
        "researchingQuantity": {
            "totalResearchingQuantity": stock.researching,
            "researchingQuantityBreakdown": [
                {"name": "researchingQuantityInShortTerm", "quantity": stock.researching},
                {"name": "researchingQuantityInMidTerm", "quantity": 0},
                {"name": "researchingQuantityInLongTerm", "quantity": 0},
            ],
        },
        "unfulfillableQuantity": {
            "totalUnfulfillableQuantity": stock.unfulfillable,
            "customerDamagedQuantity": stock.unfulfillable,
            "warehouseDamagedQuantity": 0,
            "distributorDamagedQuantity": 0,
            "carrierDamagedQuantity": 0,
            "defectiveQuantity": 0,
            "expiredQuantity": 0,
        },
    }


OPERATIONS = (Operation("getInventorySummaries", "GET", "/fba/inventory/v1/summaries", Quota(2, 2), _list_summaries),)
